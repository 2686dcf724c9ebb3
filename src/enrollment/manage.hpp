#pragma once
#include <memory>
#include <utility>

#include "mfaclient/factor_manager.hpp"

namespace mfaclient {

/// What each vendor's `manage_factors` is: a client of `settings` that takes codes from `store`, and a
/// manager over it. Errors: as `Api::connect` and `FactorManager::create`.
template <class Api, class Settings>
[[nodiscard]] Result<FactorManager> manage(Settings settings, std::shared_ptr<Store> store,
                                           const Account& account) {
  if (!store) return invalid_argument("store", "is missing");
  const auto clock = settings.options.clock;
  auto codes = std::make_shared<StoreCodeSource>(store, owner_of(settings), StoreCodeOptions{.clock = clock});
  if (!settings.options.code_source) settings.options.code_source = codes;
  auto api = Api::connect(std::move(settings));
  if (!api) return std::move(api).error();
  return FactorManager::create({.provider = make_provider(*std::move(api)),
                                .store = std::move(store),
                                .codes = std::move(codes),
                                .account = account,
                                .clock = clock});
}

}  // namespace mfaclient
