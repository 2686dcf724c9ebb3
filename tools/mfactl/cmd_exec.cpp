#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "child.hpp"
#include "client.hpp"
#include "commands.hpp"
#include "session_variables.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

int execute(Tool& tool, const std::vector<std::string>& words) {
  if (words.empty())
    return fail(tool, mfaclient::invalid_argument("command", "is missing; write it after --"));
  const auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  const auto session = sign_in_with(client->provider(), *client->codes(), tool.call());
  if (!session) return fail(tool, session.error(), client->name());
  auto variables = session_variables(*session);
  variables.emplace_back("MFACTL_HEADERS", header_lines(*session));
  // The client signs out when it goes.
  const auto status = run_command(words, variables, tool.stop);
  if (!status) return fail(tool, status.error(), client->name());
  return *status;
}

}  // namespace

void add_exec(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("exec", "Signs in, runs a command with the session, and signs out");
  command->footer(
      "The command finds the session in MFACTL_ORIGIN and MFACTL_HEADERS (a line each), and every header in "
      "a "
      "variable\nof its own, such as MFACTL_AUTHORIZATION. Its exit code is that of mfactl.\n\n"
      "Example:\n  mfactl exec --profile box -- sh -c 'echo \"$MFACTL_HEADERS\" | curl -H @- "
      "\"$MFACTL_ORIGIN/admin/mail/users\"'");
  const auto words = std::make_shared<std::vector<std::string>>();
  command->add_option("command", *words, "The command and its arguments, after --")->type_name("CMD");
  command->callback([&tool, words] { tool.action = [&tool, words] { return execute(tool, *words); }; });
}

}  // namespace mfactl
