#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "json_in.hpp"
#include "json_out.hpp"
#include "session_end.hpp"
#include "session_variables.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::SecretString;
using mfaclient::Session;

SecretString as_json(std::string_view provider, const Session& session) {
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("provider").text(provider);
  write_session(json, session);
  return json.end_object().result();
}

/// NAME='value' for a shell's `eval`.
SecretString as_variables(const Session& session) {
  SecretString text;
  for (const auto& [name, value] : session_variables(session)) {
    text.append((text.empty() ? "" : "\n") + name + "='");
    for (const char& c : value.reveal())
      text.append(c == '\'' ? std::string_view("'\\''") : std::string_view(&c, 1));
    text.append("'");
  }
  return text;
}

int login(Tool& tool, const std::string& output) {
  auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  const auto session = sign_in_with(client->provider(), *client->codes(), tool.call());
  if (!session) return fail(tool, session.error(), client->name());
  client->keep_session();
  print(tool, output == "headers" ? header_lines(*session)
              : output == "env"   ? as_variables(*session)
                                  : as_json(client->name(), *session));
  return 0;
}

int report_end(Tool& tool, std::string_view provider) {
  if (tool.globals.json) {
    mfaclient::wire::JsonWriter json;
    print(tool, json.begin_object()
                    .name("provider")
                    .text(provider)
                    .name("ended")
                    .boolean(true)
                    .end_object()
                    .result());
  } else {
    tool.out << provider << ": the session has ended\n";
  }
  return 0;
}

int logout(Tool& tool, const std::string& file) {
  SecretVariables variables;
  const auto connection = read_connection(tool, variables);
  if (!connection) return fail(tool, connection.error());
  const auto session = read_session(file, tool.stop);
  if (!session) return fail(tool, session.error(), connection->provider);
  const auto ended = end_session(*session, connection->config, tool.call());
  if (!ended) return fail(tool, ended.error(), connection->provider);
  return report_end(tool, connection->provider);
}

/// The tool ends its own sessions, so that without one from `login` there is nothing to do but to say so.
int logout_without_session(Tool& tool) {
  const auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  const auto ended = client->provider().sign_out(tool.call());
  if (!ended) return fail(tool, ended.error(), client->name());
  tool.err << "mfactl: there was nothing to end: mfactl keeps no session; give one that login printed with "
              "--session\n";
  return report_end(tool, client->name());
}

}  // namespace

void add_login(CLI::App& app, Tool& tool) {
  auto* begin = app.add_subcommand("login", "Signs in and prints the session, for your own requests");
  begin->footer(
      "The session is a secret, and stays valid until it expires or `mfactl logout --session` ends it.\n\n"
      "Example:\n  mfactl --profile box login > session.json");
  const auto output = std::make_shared<std::string>("json");
  begin->add_option("--output", *output, "json (default), headers (a line each) or env (for a shell's eval)")
      ->type_name("FORM");
  begin->callback([&tool, output] {
    if (*output != "json" && *output != "headers" && *output != "env")
      throw CLI::ValidationError("--output", "must be json, headers or env");
    tool.action = [&tool, output] { return login(tool, *output); };
  });

  auto* end = app.add_subcommand("logout", "Ends a session");
  end->footer("Example:\n  mfactl --profile box logout --session session.json");
  const auto file = std::make_shared<std::string>();
  end->add_option("--session", *file, "What `login` printed as JSON; - for stdin")->type_name("FILE");
  end->callback([&tool, file] {
    tool.action = [&tool, file] {
      return file->empty() ? logout_without_session(tool) : logout(tool, *file);
    };
  });
}

}  // namespace mfactl
