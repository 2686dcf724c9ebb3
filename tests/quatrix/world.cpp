#include "quatrix/lab.hpp"
#include "simulation/worlds.hpp"

namespace mfaclient::simulation {
namespace {

World quatrix_world() {
  const auto lab = std::make_shared<quatrix::Lab>();
  World world{.clock = lab->clock, .wire = lab->transport, .life = lab};
  world.manage = [lab](auto store, auto transport) {
    auto settings = lab->settings(quatrix::kPlain);
    settings.options.transport = std::move(transport);
    return quatrix::manage_factors(std::move(settings), std::move(store)).value();
  };
  world.factors = [lab]() -> std::vector<std::string> {
    auto secret = lab->fake->user(quatrix::kPlain)->totp;
    if (secret.empty()) return {};
    return {std::move(secret)};
  };
  return world;
}

const test::Listed<Vendor> kVendor{{"quatrix", quatrix_world}};

}  // namespace
}  // namespace mfaclient::simulation
