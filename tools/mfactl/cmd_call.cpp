#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "mfaclient/providers.hpp"
#include "op_args.hpp"
#include "output.hpp"
#include "tool.hpp"
#include "wire/model.hpp"
#include "wire/operation_type.hpp"

namespace mfactl {
namespace {

using mfaclient::OperationType;
namespace wire = mfaclient::wire;

struct Options {
  std::string operation{};
  std::vector<std::string> arguments{};
  bool list = false;
  bool show_secrets = false;
};

/// Calls `act` with every operation of every vendor.
template <class Act>
void for_each_operation(const Act& act) {
  for (const auto& vendor : mfaclient::providers())
    for (const auto& type : std::span(vendor.operations, vendor.operation_count)) act(type);
}

void list_as_json(Tool& tool) {
  wire::JsonWriter json;
  json.begin_object().name("operations").begin_list();
  for_each_operation([&json](const OperationType& type) {
    json.begin_object().name("name").text(type.info.name).name("fields").begin_list();
    for (const auto& field : type.input) {
      json.begin_object().name("name").text(field.name).name("type").text(wire::type_name(field));
      json.name("required").boolean(wire::is_required(field));
      json.name("secret").boolean(field.access->kind == mfaclient::schema::Kind::secret).end_object();
    }
    json.end_list().end_object();
  });
  print(tool, json.end_list().end_object().result());
}

void list(Tool& tool) {
  if (tool.globals.json) return list_as_json(tool);
  for_each_operation([&tool](const OperationType& type) {
    tool.out << type.info.name;
    for (const auto& field : type.input) {
      const auto text = std::string(field.name) + "=" + std::string(wire::type_name(field));
      tool.out << ' ' << (wire::is_required(field) ? text : "[" + text + "]");
    }
    tool.out << '\n';
  });
}

const OperationType& find_operation(std::string_view name) {
  const OperationType* found = nullptr;
  for_each_operation([&](const OperationType& type) {
    if (type.info.name == name) found = &type;
  });
  if (found == nullptr) refuse("OPERATION", "there is none of that name; call --list shows all");
  return *found;
}

/// The typed reply: its fields, or {"done":true} where it has none.
mfaclient::SecretString reply_json(const OperationType& type, const void* reply, bool mask) {
  wire::JsonWriter json;
  if (type.output.empty()) return json.begin_object().name("done").boolean(true).end_object().result();
  wire::write_model(json, type.output, reply, mask);
  return json.result();
}

void call(Tool& tool, const Options& options) {
  if (options.list) return list(tool);
  const auto& type = find_operation(options.operation);
  Arguments arguments(tool, options.arguments);
  const auto connection = read_connection(tool);
  tool.provider = connection.owner.provider;
  if (!type.info.name.starts_with(tool.provider + "."))
    refuse("OPERATION", "belongs to another provider than the profile; nothing was sent");
  const auto op = type.make();
  arguments.fill(type.input, op.get());
  const auto client = make_client(connection.config).value();
  const auto reply = type.make_output();
  const auto done = client.client->perform(mfaclient::OperationRef(type, op.get()), reply.get(), tool.call());
  // The session that the call began; a failure to end it is not a failure of the call.
  if (!tool.stop.stop_requested()) [[maybe_unused]]
    const auto ended = client.provider->sign_out(tool.call());
  done.value();
  print(tool, reply_json(type, reply.get(), tool.masks(options.show_secrets)));
}

}  // namespace

void add_call(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("call", "Calls any documented operation of the profile's vendor");
  command->footer(
      "Secret fields take @- (stdin), @FILE or @env:NAME only; @@ stands for a leading @. The reply is JSON; "
      "on a\nterminal its secrets are masked.\n\n"
      "Example:\n  mfactl --profile box call mailinabox.mfa_status user=bob@example.com");
  const auto options = std::make_shared<Options>();
  auto* operation = command->add_option("operation", options->operation, "Such as mailinabox.mfa_status")
                        ->type_name("OPERATION");
  command->add_option("arguments", options->arguments, "key=value, or key:=json")->type_name("ARGUMENT");
  command->add_flag("--list", options->list, "Show all operations with their fields")->excludes(operation);
  command->add_flag("--show-secrets", options->show_secrets, "Don't mask them on a terminal");
  command->callback([&tool, options] {
    if (!options->list && options->operation.empty()) throw CLI::RequiredError("OPERATION");
    call(tool, *options);
  });
}

}  // namespace mfactl
