#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "json_out.hpp"
#include "tool.hpp"
#include "vendors.hpp"

namespace mfactl {
namespace {

struct Options {
  std::string operation{};
  std::vector<std::string> arguments{};
  bool list = false;
  bool show_secrets = false;
};

void list_as_json(Tool& tool) {
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("operations").begin_list();
  for (const auto& vendor : vendors()) {
    for (const auto& operation : vendor.operations) {
      json.begin_object().name("name").text(operation.name).name("fields").begin_list();
      for (const auto& field : operation.fields) {
        json.begin_object().name("name").text(field.name).name("type").text(field.type);
        json.name("required")
            .boolean(field.required)
            .name("secret")
            .boolean(field.type.starts_with("secret"))
            .end_object();
      }
      json.end_list().end_object();
    }
  }
  print(tool, json.end_list().end_object().result());
}

int list(Tool& tool) {
  if (tool.globals.json) {
    list_as_json(tool);
    return 0;
  }
  for (const auto& vendor : vendors()) {
    for (const auto& operation : vendor.operations) {
      tool.out << operation.name;
      for (const auto& field : operation.fields) {
        const auto text = std::string(field.name) + "=" + std::string(field.type);
        tool.out << ' ' << (field.required ? text : "[" + text + "]");
      }
      tool.out << '\n';
    }
  }
  return 0;
}

const Operation* find_operation(std::string_view name) {
  for (const auto& vendor : vendors()) {
    const auto at = std::ranges::find(vendor.operations, name, &Operation::name);
    if (at != vendor.operations.end()) return &*at;
  }
  return nullptr;
}

int call(Tool& tool, const Options& options) {
  if (options.list) return list(tool);
  const auto* operation = find_operation(options.operation);
  if (operation == nullptr)
    return fail(
        tool, mfaclient::invalid_argument("OPERATION", "there is none of that name; call --list shows all"));
  SecretVariables variables;
  auto arguments = Arguments::parse(tool, variables, options.arguments);
  if (!arguments) return fail(tool, arguments.error());
  const auto connection = read_connection(tool, variables);
  if (!connection) return fail(tool, connection.error());
  if (!operation->name.starts_with(connection->provider + "."))
    return fail(tool,
                mfaclient::invalid_argument("OPERATION",
                                            "belongs to another provider than the profile; nothing was "
                                            "sent"),
                connection->provider);
  const bool mask = tool.out_is_terminal && !options.show_secrets;
  const auto reply = operation->perform(connection->config, *arguments, tool.call(), mask);
  if (!reply) return fail(tool, reply.error(), connection->provider);
  print(tool, *reply);
  return 0;
}

}  // namespace

void add_call(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("call", "Calls any documented operation of the profile's vendor");
  command->footer(
      "Secret fields take @- (stdin), @FILE or @env:NAME only; @@ stands for a leading @. The reply is JSON; "
      "on a\n"
      "terminal its secrets are masked.\n\n"
      "Example:\n  mfactl --profile box call mailinabox.mfa_status user=bob@example.com");
  const auto options = std::make_shared<Options>();
  auto* operation = command->add_option("operation", options->operation, "Such as mailinabox.mfa_status");
  operation->type_name("OPERATION");
  command->add_option("arguments", options->arguments, "key=value, or key:=json")->type_name("ARGUMENT");
  auto* list = command->add_flag("--list", options->list, "Show all operations with their fields");
  list->excludes(operation);
  command->add_flag("--show-secrets", options->show_secrets, "Don't mask them on a terminal");
  command->callback([&tool, options] {
    if (!options->list && options->operation.empty()) throw CLI::RequiredError("OPERATION");
    tool.action = [&tool, options] { return call(tool, *options); };
  });
}

}  // namespace mfactl
