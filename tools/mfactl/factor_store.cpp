#include "factor_store.hpp"

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "codes.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::FactorInfo;
using mfaclient::FactorOwner;
using mfaclient::Result;
using mfaclient::Store;

mfaclient::Error unfit(mfaclient::Errc code, std::string_view text) {
  auto error = mfaclient::make_error(code, text);
  error.field = "name";
  return error;
}

}  // namespace

Result<bool> has_factor_store(const Tool& tool) {
  if (tool.store) return true;
  const auto settings = load_store_settings(tool);
  if (!settings) return settings.error();
  std::error_code ignored;
  return std::filesystem::exists(settings->folder, ignored);
}

Result<std::shared_ptr<Store>> factor_store(Tool& tool) {
  if (tool.store) return tool.store;
  const auto settings = load_store_settings(tool);
  if (!settings) return settings.error();
  mfaclient::StoreOptions options{.folder = settings->folder, .clock = tool.clock};
  if (settings->key) {
    auto key = read_secret(*settings->key, "store.key", reading(tool));
    if (!key) return std::move(key).error();
    options.key = *std::move(key);
    // Nothing tells a store that was never made from one that was taken away, but for its folder.
    std::error_code ignored;
    options.create = !std::filesystem::exists(settings->folder, ignored);
  } else {
    options.key_folder = settings->key_folder;
  }
  auto opened = open_store(options);
  if (opened) tool.store = *opened;
  return opened;
}

Result<std::shared_ptr<mfaclient::StoreCodeSource>> stored_codes(Tool& tool, const FactorOwner& owner) {
  auto store = factor_store(tool);
  if (!store) return std::move(store).error();
  return std::make_shared<mfaclient::StoreCodeSource>(
      *std::move(store), owner,
      mfaclient::StoreCodeOptions{
          .clock = tool.clock, .wait = !tool.globals.no_wait, .on_wait = announce_wait(tool)});
}

Result<FactorInfo> find_factor(Store& store, std::string_view name) {
  std::optional<FactorInfo> same_id;
  std::vector<FactorInfo> called_so;
  const auto read = mfaclient::for_each_factor(store, [&](const FactorInfo& factor) {
    if (factor.id == name) same_id = factor;
    const bool called = factor.label == name || factor.owner.account == name;
    if (called && factor.state != mfaclient::FactorState::abandoned) called_so.push_back(factor);
    return !same_id;
  });
  if (!read) return read.error();
  if (same_id) return *std::move(same_id);
  if (called_so.empty())
    return unfit(mfaclient::Errc::not_found, "the store has no such factor; see mfactl secrets list");
  if (called_so.size() > 1)
    return unfit(mfaclient::Errc::conflict, "several factors are called so; name one by its id");
  return called_so.front();
}

}  // namespace mfactl
