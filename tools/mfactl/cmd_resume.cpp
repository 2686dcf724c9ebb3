#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "factor_store.hpp"
#include "output.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::FactorInfo;
using mfaclient::FactorState;

/// The named one, or all that are open at the profile's server.
std::vector<FactorInfo> factors_to_settle(const Tool& tool, const mfaclient::FactorManager& manager,
                                          const std::string& name) {
  if (name.empty()) return manager.unfinished().value();
  return {find_factor(*tool.store, name)};
}

void resume(Tool& tool, const std::string& name) {
  const auto manager = Client::open(tool).manager();
  const auto factors = factors_to_settle(tool, manager, name);
  auto json = begin_result(tool);
  json.name("settled").begin_list();
  for (const auto& factor : factors) {
    const auto settled = manager.resume(factor.id, tool.call()).value();
    json.begin_object().name("stored").text(settled.id).name("state").text(to_string(settled.state));
    json.end_object();
    if (!tool.globals.json)
      tool.out << settled.id << ": "
               << (settled.state == FactorState::active ? "the vendor has it, and it is active"
                                                        : "the vendor does not have it; abandoned")
               << '\n';
  }
  if (tool.globals.json) return print(tool, json.end_list().end_object().result());
  if (factors.empty()) tool.out << "nothing is open\n";
}

}  // namespace

void add_resume(CLI::App& app, Tool& tool) {
  auto* command =
      app.add_subcommand("resume", "Settles changes that were interrupted, by what the vendor has");
  command->footer("Example:\n  mfactl --profile box resume");
  const auto name = std::make_shared<std::string>();
  command->add_option("name", *name, "One factor, as `secrets list` shows it; default: all that are open")
      ->type_name("NAME");
  command->callback([&tool, name] { resume(tool, *name); });
}

}  // namespace mfactl
