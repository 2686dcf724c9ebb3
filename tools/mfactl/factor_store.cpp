#include "factor_store.hpp"

#include <optional>
#include <vector>

#include "files.hpp"
#include "profile.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::FactorInfo;
using mfaclient::Store;

[[noreturn]] void no_such_factor(mfaclient::Errc code, std::string_view text) {
  auto error = mfaclient::make_error(code, text);
  error.field = "name";
  throw mfaclient::MfaException(error);
}

}  // namespace

bool has_factor_store(const Tool& tool) { return tool.store || is_there(load_store_settings(tool).folder); }

std::shared_ptr<Store> factor_store(Tool& tool) {
  if (tool.store) return tool.store;
  const auto settings = load_store_settings(tool);
  mfaclient::StoreOptions options{.folder = settings.folder, .clock = tool.clock};
  if (settings.key) {
    options.key = read_secret(tool, *settings.key, "store.key");
    // Nothing tells a store that was never made from one that was taken away, but for its folder.
    options.create = !is_there(settings.folder);
  } else {
    options.key_folder = settings.key_folder;
  }
  tool.store = open_store(options).value();
  return tool.store;
}

FactorInfo find_factor(Store& store, std::string_view name) {
  std::optional<FactorInfo> same_id;
  std::vector<FactorInfo> called_so;
  mfaclient::for_each_factor(store, [&](const FactorInfo& factor) {
    if (factor.id == name) same_id = factor;
    const bool called = factor.label == name || factor.owner.account == name;
    if (called && factor.state != mfaclient::FactorState::abandoned) called_so.push_back(factor);
    return !same_id;
  }).value();
  if (same_id) return *std::move(same_id);
  if (called_so.empty())
    no_such_factor(mfaclient::Errc::not_found, "the store has no such factor; see mfactl secrets list");
  if (called_so.size() > 1)
    no_such_factor(mfaclient::Errc::conflict, "several factors are called so; name one by its id");
  return called_so.front();
}

}  // namespace mfactl
