#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "demo.hpp"
#include "mfaclient/providers.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

const std::vector<DemoScenario>& scenarios() {
  static const std::vector<DemoScenario> kScenarios{mailinabox_demo(), generic_demo(), onelogin_demo(),
                                                    cohesity_demo(), quatrix_demo()};
  return kScenarios;
}

bool knows(const DemoScenario& scenario, std::string_view fault) {
  return std::ranges::any_of(scenario.faults, [&](const DemoFault& known) { return known.name == fault; });
}

[[noreturn]] void refuse_fault(Tool& tool) {
  if (!tool.globals.json) {
    for (const auto& scenario : scenarios())
      for (const auto& fault : scenario.faults)
        tool.err << "  " << fault.name << std::string(16 - std::min<std::size_t>(fault.name.size(), 15), ' ')
                 << fault.what << '\n';
  }
  refuse("fault", "must be one that the demonstration knows: mfactl demo --fault help lists them");
}

void demo(Tool& tool, std::string_view fault) {
  if (!fault.empty() && std::ranges::none_of(scenarios(), [&](const auto& s) { return knows(s, fault); }))
    refuse_fault(tool);
  const auto begun = tool.clock->steady_now();
  std::chrono::seconds simulated{0};
  std::vector<DemoColumn> columns;
  int steps = 0;
  print_introduction(tool);
  for (const auto& scenario : scenarios()) {
    if (!fault.empty() && !knows(scenario, fault)) continue;
    const auto* vendor = mfaclient::find_provider(scenario.provider).value();
    if (!tool.globals.json) tool.out << '\n' << vendor->title << '\n';
    tool.provider = vendor->name;
    DemoStage stage(tool, fault);
    scenario.play(stage);
    simulated += stage.simulated();
    steps += stage.steps();
    columns.push_back({.vendor = vendor, .exercised = stage.exercised()});
  }
  const auto elapsed = std::chrono::ceil<std::chrono::milliseconds>(tool.clock->steady_now() - begun);
  print_end(tool, steps, elapsed, simulated, columns);
}

}  // namespace

void add_demo(CLI::App& app, Tool& tool) {
  auto* command =
      app.add_subcommand("demo", "Shows the main job on a fake vendor: real TLS on loopback, simulated time");
  command->footer(
      "Enrols, signs in, lists and turns off; nothing leaves this machine, and nothing stays on it.\n\n"
      "Example:\n  mfactl demo\n  mfactl demo --fault wrong_code");
  const auto fault = std::make_shared<std::string>();
  command
      ->add_option("--fault", *fault,
                   "Provokes a failure, shows where, and exits with its code; `help` lists them")
      ->type_name("NAME");
  command->callback([&tool, fault] { demo(tool, *fault); });
}

}  // namespace mfactl
