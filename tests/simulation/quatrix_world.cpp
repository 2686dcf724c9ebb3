#include "quatrix/lab.hpp"
#include "simulation/worlds.hpp"

namespace mfaclient::simulation {

World quatrix_world() {
  const auto lab = std::make_shared<quatrix::Lab>();
  World world{.clock = lab->clock,
              .wire = lab->transport,
              .owner = {.provider = "quatrix", .account = std::string(quatrix::kPlain)},
              .life = lab};
  world.connect = [lab](auto codes, auto transport) {
    auto settings = lab->settings(quatrix::kPlain, std::move(codes));
    settings.options.transport = std::move(transport);
    return make_provider(quatrix::MFAApi::connect(settings).value());
  };
  world.factors = [lab]() -> std::vector<std::string> {
    auto secret = lab->fake->user(quatrix::kPlain)->totp;
    if (secret.empty()) return {};
    return {std::move(secret)};
  };
  return world;
}

}  // namespace mfaclient::simulation
