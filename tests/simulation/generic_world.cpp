#include "generic/lab.hpp"
#include "simulation/worlds.hpp"

namespace mfaclient::simulation {

World generic_world() {
  const auto lab = std::make_shared<generic::Lab>();
  World world{.clock = lab->clock,
              .wire = lab->transport,
              .owner = {.provider = "generic", .account = std::string(generic::kAlice)},
              .life = lab};
  world.connect = [lab](auto codes, auto transport) {
    auto settings = lab->settings(generic::kAlice, std::move(codes));
    settings.options.transport = std::move(transport);
    return make_provider(generic::MfaApi::connect(settings).value());
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

}  // namespace mfaclient::simulation
