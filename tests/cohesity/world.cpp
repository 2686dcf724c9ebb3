#include "cohesity/lab.hpp"
#include "simulation/worlds.hpp"

namespace mfaclient::simulation {
namespace {

World world_of(const std::shared_ptr<cohesity::Lab>& lab, const cohesity::Settings& settings) {
  World world{.clock = lab->clock, .wire = lab->transport, .life = lab};
  world.manage = [settings](auto store, auto transport) {
    auto own = settings;
    own.options.transport = std::move(transport);
    return cohesity::manage_factors(std::move(own), std::move(store)).value();
  };
  return world;
}

World cohesity_world() {
  const auto lab = std::make_shared<cohesity::Lab>();
  auto world = world_of(lab, lab->settings(cohesity::kFred, {}, cohesity::LoginWay::web));
  world.factors = [lab]() -> std::vector<std::string> {
    if (const auto secret = lab->fake->totp(cohesity::kFred)) return {*secret};
    return {};
  };
  return world;
}

World cohesity_support_world() {
  const auto lab = std::make_shared<cohesity::Lab>();
  auto settings = lab->settings(cohesity::ApiKey{SecretString(cohesity::kKey)});
  settings.principal = cohesity::Principal::support;
  auto world = world_of(lab, settings);
  world.factors = [lab]() -> std::vector<std::string> {
    const auto support = lab->fake->support();
    if (support.enabled && support.state == "kSuccess") return {support.secret};
    return {};
  };
  return world;
}

const test::Listed<Vendor> kVendor{{"cohesity", cohesity_world}};
const test::Listed<Vendor> kSupport{{"cohesity-support", cohesity_support_world}};

}  // namespace
}  // namespace mfaclient::simulation
