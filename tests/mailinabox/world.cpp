#include "mailinabox/lab.hpp"
#include "simulation/worlds.hpp"

namespace mfaclient::simulation {
namespace {

World mailinabox_world() {
  const auto lab = std::make_shared<mailinabox::Lab>();
  World world{.clock = lab->clock, .wire = lab->transport, .life = lab};
  world.manage = [lab](auto store, auto transport) {
    auto settings = lab->settings(mailinabox::kAdmin);
    settings.options.transport = std::move(transport);
    return mailinabox::manage_factors(std::move(settings), std::move(store)).value();
  };
  world.factors = [lab] {
    std::vector<std::string> secrets;
    const auto methods = lab->fake->methods(mailinabox::kAdmin).value();
    for (const auto& method : methods) secrets.push_back(method.secret);
    return secrets;
  };
  return world;
}

const test::Listed<Vendor> kVendor{{"mailinabox", mailinabox_world}};

}  // namespace
}  // namespace mfaclient::simulation
