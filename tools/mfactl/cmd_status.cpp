#include <memory>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

void status(Tool& tool, const mfaclient::Account& account) {
  print_status(tool, account, Client::open(tool).provider().status(account, tool.call()).value());
}

}  // namespace

void add_status(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("status", "Shows whether MFA is on, and the factors of an account");
  command->footer("Example:\n  mfactl --profile box --json status --account bob@example.com");
  const auto whose = std::make_shared<AccountOption>();
  whose->add_to(*command);
  command->callback([&tool, whose] { status(tool, whose->account()); });
}

}  // namespace mfactl
