#include "generic/lab.hpp"
#include "simulation/worlds.hpp"

namespace mfaclient::simulation {
namespace {

World generic_world() {
  const auto lab = std::make_shared<generic::Lab>();
  World world{.clock = lab->clock, .wire = lab->transport, .life = lab};
  world.manage = [lab](auto store, auto transport) {
    auto settings = lab->settings(generic::kAlice);
    settings.options.transport = std::move(transport);
    return generic::manage_factors(std::move(settings), std::move(store)).value();
  };
  world.factors = [lab]() -> std::vector<std::string> {
    const auto mfa = lab->fake->user(generic::kAlice)->mfa;
    if (!mfa) return {};
    return {mfa->secret};
  };
  world.recovery_codes = [lab]() -> std::vector<std::string> {
    const auto mfa = lab->fake->user(generic::kAlice)->mfa;
    if (!mfa) return {};
    return mfa->recovery_codes;
  };
  return world;
}

const test::Listed<Vendor> kVendor{{"generic", generic_world}};

}  // namespace
}  // namespace mfaclient::simulation
