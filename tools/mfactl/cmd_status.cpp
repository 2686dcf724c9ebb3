#include <memory>

#include <CLI/CLI.hpp>

#include "account_option.hpp"
#include "client.hpp"
#include "commands.hpp"
#include "status_out.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

int status(Tool& tool, const mfaclient::Account& account) {
  const auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  const auto status = client->provider().status(account, tool.call());
  if (!status) return fail(tool, status.error(), client->name());
  print_status(tool, client->name(), account, *status);
  return 0;
}

}  // namespace

void add_status(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("status", "Shows whether MFA is on, and the factors of an account");
  command->footer("Example:\n  mfactl --profile box --json status --account bob@example.com");
  const auto whose = std::make_shared<AccountOption>();
  whose->add_to(*command);
  command->callback(
      [&tool, whose] { tool.action = [&tool, whose] { return status(tool, whose->account()); }; });
}

}  // namespace mfactl
