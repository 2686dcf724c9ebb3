#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "factor_store.hpp"
#include "json_out.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::FactorInfo;
using mfaclient::FactorState;
using mfaclient::Result;

/// The named one, or all that are open at the profile's server.
Result<std::vector<FactorInfo>> factors_to_settle(Tool& tool, const mfaclient::FactorManager& manager,
                                                  const std::string& name) {
  if (name.empty()) return manager.unfinished();
  auto factor = find_factor(*tool.store, name);
  if (!factor) return std::move(factor).error();
  return std::vector{*std::move(factor)};
}

int resume(Tool& tool, const std::string& name) {
  const auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  auto manager = client->manager();
  if (!manager) return fail(tool, manager.error(), client->name());
  const auto factors = factors_to_settle(tool, *manager, name);
  if (!factors) return fail(tool, factors.error(), client->name());
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("provider").text(client->name()).name("settled").begin_list();
  for (const auto& factor : *factors) {
    const auto settled = manager->resume(factor.id, tool.call());
    if (!settled) return fail(tool, settled.error(), client->name());
    json.begin_object().name("stored").text(settled->id).name("state").text(to_string(settled->state));
    json.end_object();
    if (!tool.globals.json)
      tool.out << settled->id << ": "
               << (settled->state == FactorState::active ? "the vendor has it, and it is active"
                                                         : "the vendor does not have it; abandoned")
               << '\n';
  }
  if (tool.globals.json) print(tool, json.end_list().end_object().result());
  if (!tool.globals.json && factors->empty()) tool.out << "nothing is open\n";
  return 0;
}

}  // namespace

void add_resume(CLI::App& app, Tool& tool) {
  auto* command =
      app.add_subcommand("resume", "Settles changes that were interrupted, by what the vendor has");
  command->footer("Example:\n  mfactl --profile box resume");
  const auto name = std::make_shared<std::string>();
  command->add_option("name", *name, "One factor, as `secrets list` shows it; default: all that are open")
      ->type_name("NAME");
  command->callback([&tool, name] { tool.action = [&tool, name] { return resume(tool, *name); }; });
}

}  // namespace mfactl
