#include <ostream>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "json_out.hpp"
#include "mfaclient/version.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

int version(Tool& tool) {
  if (tool.globals.json) {
    mfaclient::wire::JsonWriter json;
    json.begin_object().name("name").text("mfactl").name("version").text(mfaclient::kVersion).end_object();
    print(tool, json.result());
  } else {
    tool.out << "mfactl " << mfaclient::kVersion << '\n';
  }
  return 0;
}

}  // namespace

void add_version(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("version", "Tells this tool's version");
  command->footer("Example:\n  mfactl version");
  command->callback([&tool] { tool.action = [&tool] { return version(tool); }; });
}

}  // namespace mfactl
