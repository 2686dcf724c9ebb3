#include <cctype>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "child.hpp"
#include "client.hpp"
#include "commands.hpp"
#include "mfaclient/http.hpp"
#include "mfaclient/providers.hpp"
#include "mfaclient/version.hpp"
#include "output.hpp"
#include "tool.hpp"
#include "wire/json.hpp"
#include "wire/operation_type.hpp"
#include "wire/time.hpp"

namespace mfactl {
namespace {

using mfaclient::SecretString;
using mfaclient::Session;
namespace http = mfaclient::http;

std::string variable_of(std::string_view name) {
  std::string upper = "MFACTL_";
  for (const char c : name)
    upper += std::isalnum(static_cast<unsigned char>(c)) != 0
                 ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                 : '_';
  return upper;
}

/// A session as environment variables: MFACTL_ORIGIN, one for each header (Authorization is
/// MFACTL_AUTHORIZATION), and MFACTL_EXPIRES where that is known.
std::vector<std::pair<std::string, SecretString>> session_variables(const Session& session) {
  std::vector<std::pair<std::string, SecretString>> variables;
  variables.emplace_back(variable_of("origin"), SecretString(session.origin));
  for (const auto& [name, value] : session.headers) variables.emplace_back(variable_of(name), value);
  if (session.expires)
    variables.emplace_back(variable_of("expires"),
                           SecretString(mfaclient::wire::to_rfc3339(*session.expires)));
  return variables;
}

/// A line per header, as `curl -H @-` takes them.
SecretString as_headers(const Session& session) {
  SecretString text;
  for (const auto& [name, value] : session.headers) {
    text.append((text.empty() ? "" : "\n") + name + ": ");
    text.append(value.reveal());
  }
  return text;
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

SecretString as_json(const Tool& tool, const Session& session) {
  auto json = begin_result(tool);
  write_session(json, session);
  return json.end_object().result();
}

void login(Tool& tool, const std::string& output) {
  auto& client = Client::open(tool);
  const auto session = sign_in_with(client.provider(), *client.codes(), tool.call()).value();
  client.keep_session();
  print(tool, output == "headers" ? as_headers(session)
              : output == "env"   ? as_variables(session)
                                  : as_json(tool, session));
}

Session read_session(const Tool& tool, const std::string& file) {
  const auto text = read_document(tool, file, "--session");
  mfaclient::wire::JsonDocument document(text.reveal());
  const auto root = document.root();
  Session session{.origin = root.text("origin")};
  const auto headers = root.object("headers");
  for (const auto& name : headers.names()) session.headers.emplace_back(name, headers.secret(name));
  if (document.fault() || session.headers.empty()) refuse("--session", "is not what mfactl login printed");
  return session;
}

/// Sends `request` with the headers of `session`, and only to the origin that they belong to.
http::Response send_with(const Session& session, http::Request request,
                         const mfaclient::ProviderConfig& config, const mfaclient::CallOptions& options) {
  const auto base = http::Url::parse(config.url).value();
  if (base.origin() != session.origin)
    refuse("session", "belongs to another server than the profile; nothing was sent");
  for (const auto& [name, value] : session.headers) request.headers.add(name, value);
  request.headers.add("User-Agent", "mfaclient/" + std::string(mfaclient::kVersion));
  http::validate(request).value();

  const auto& settings = config.options;
  const auto transport = http::make_curl_transport(settings.tls, settings.timeouts, settings.limits).value();
  return transport
      ->send(base, request,
             {.timeout = options.timeout.value_or(settings.timeouts.call), .stop = options.stop})
      .value();
}

/// Ends a session that another process began, where the vendor has a call for that; else it is only
/// forgotten.
void end_session(const Session& session, const mfaclient::ProviderConfig& config,
                 const mfaclient::CallOptions& options) {
  const auto* type = mfaclient::find_provider(config.provider).value()->logout;
  if (type == nullptr) return;
  const auto op = type->make();
  const mfaclient::OperationRef logout(*type, op.get());
  const auto response = send_with(session, logout.encode().value(), config, options);
  const auto output = type->make_output();
  logout.decode(response, output.get()).value();
}

void logout(Tool& tool, const std::string& file) {
  if (file.empty()) {
    Client::open(tool).provider().sign_out(tool.call()).value();
    tool.err << "mfactl: there was nothing to end: mfactl keeps no session; give one that login printed with "
                "--session\n";
  } else {
    const auto connection = read_connection(tool);
    tool.provider = connection.owner.provider;
    end_session(read_session(tool, file), connection.config, tool.call());
  }
  if (tool.globals.json)
    return print(tool, begin_result(tool).name("ended").boolean(true).end_object().result());
  tool.out << tool.provider << ": the session has ended\n";
}

void execute(Tool& tool, const std::vector<std::string>& words) {
  if (words.empty()) refuse("command", "is missing; write it after --");
  const auto& client = Client::open(tool);
  const auto session = sign_in_with(client.provider(), *client.codes(), tool.call()).value();
  auto variables = session_variables(session);
  variables.emplace_back("MFACTL_HEADERS", as_headers(session));
  tool.exit_status = run_command(words, variables, tool.stop);
}

}  // namespace

void add_session(CLI::App& app, Tool& tool) {
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
    login(tool, *output);
  });

  auto* end = app.add_subcommand("logout", "Ends a session");
  end->footer("Example:\n  mfactl --profile box logout --session session.json");
  const auto file = std::make_shared<std::string>();
  end->add_option("--session", *file, "What `login` printed as JSON; - for stdin")->type_name("FILE");
  end->callback([&tool, file] { logout(tool, *file); });

  auto* exec = app.add_subcommand("exec", "Signs in, runs a command with the session, and signs out");
  exec->footer(
      "The command finds the session in MFACTL_ORIGIN and MFACTL_HEADERS (a line each), and every header in "
      "a variable\nof its own, such as MFACTL_AUTHORIZATION. Its exit code is that of mfactl.\n\n"
      "Example:\n  mfactl exec --profile box -- sh -c 'echo \"$MFACTL_HEADERS\" | curl -H @- "
      "\"$MFACTL_ORIGIN/admin/mail/users\"'");
  const auto words = std::make_shared<std::vector<std::string>>();
  exec->add_option("command", *words, "The command and its arguments, after --")->type_name("CMD");
  exec->callback([&tool, words] { execute(tool, *words); });
}

}  // namespace mfactl
