#pragma once
#include <memory>
#include <utility>

#include "mfaclient/factor_manager.hpp"

namespace mfaclient {

/// A manager of `account`'s factors over what `connect` makes of `settings`, which take codes of `owner` from
/// `store`. Errors: as `connect` and `FactorManager::create`.
template <class Settings, class Connect>
Result<FactorManager> manage_over(Settings settings, FactorOwner owner, std::shared_ptr<Store> store,
                                  const Account& account, const Connect& connect) {
  if (!store) return invalid_argument("store", "is missing");
  const auto clock = settings.options.clock;
  auto codes = std::make_shared<StoreCodeSource>(store, std::move(owner), StoreCodeOptions{.clock = clock});
  if (!settings.options.code_source) settings.options.code_source = codes;
  Result<std::shared_ptr<IMfaProvider>> provider = connect(std::move(settings));
  if (!provider) return std::move(provider).error();
  return FactorManager::create({.provider = *std::move(provider),
                                .store = std::move(store),
                                .codes = std::move(codes),
                                .account = account,
                                .clock = clock});
}

/// What each vendor's `manage_factors` is.
template <class Api, class Settings>
Result<FactorManager> manage(Settings settings, std::shared_ptr<Store> store, const Account& account) {
  auto owner = owner_of(settings);
  return manage_over(std::move(settings), std::move(owner), std::move(store), account,
                     [](Settings with_codes) -> Result<std::shared_ptr<IMfaProvider>> {
                       const auto api = Api::connect(std::move(with_codes));
                       if (!api) return api.error();
                       return make_provider(*api);
                     });
}

}  // namespace mfaclient
