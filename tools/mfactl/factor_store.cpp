#include "factor_store.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "codes.hpp"
#include "mfaclient/http.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::FactorOwner;
using mfaclient::Result;
using mfaclient::Store;
using mfaclient::StoredFactor;

std::string credential(const Profile& profile, std::string_view name) {
  const auto at = std::ranges::find(profile.credentials, name, [](const auto& entry) { return entry.first; });
  if (at == profile.credentials.end()) return {};
  const auto* text = std::get_if<std::string>(&at->second);
  return text == nullptr ? std::string() : *text;
}

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

FactorOwner owner_of(const Profile& profile) {
  const auto base = mfaclient::http::Url::parse(profile.url);
  FactorOwner owner{.provider = profile.provider, .origin = base ? base->origin() : profile.url};
  if (credential(profile, "principal") == "support") {
    owner.account = "support";
    return owner;
  }
  for (const auto* name : {"username", "client_id"})
    if (owner.account.empty()) owner.account = credential(profile, name);
  // Keys and tokens name nobody.
  if (owner.account.empty()) owner.account = "profile " + profile.name;
  for (const auto* name : {"domain", "tenant"})
    if (const auto value = credential(profile, name); !value.empty()) owner.account += "@" + value;
  return owner;
}

bool signs_in_as_owner(const Profile& profile) {
  return profile.provider != "onelogin" && credential(profile, "principal") != "support";
}

Result<StoredFactor> find_factor(Store& store, std::string_view name) {
  auto factors = store.list();
  if (!factors) return std::move(factors).error();
  const auto same_id = std::ranges::find(*factors, name, &StoredFactor::id);
  if (same_id != factors->end()) return *same_id;
  std::erase_if(*factors, [&](const StoredFactor& factor) {
    return factor.state == mfaclient::FactorState::abandoned ||
           (factor.label != name && factor.owner.account != name);
  });
  if (factors->empty())
    return unfit(mfaclient::Errc::not_found, "the store has no such factor; see mfactl secrets list");
  if (factors->size() > 1)
    return unfit(mfaclient::Errc::conflict, "several factors are called so; name one by its id");
  return factors->front();
}

}  // namespace mfactl
