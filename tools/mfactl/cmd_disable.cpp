#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "account_option.hpp"
#include "client.hpp"
#include "code_input.hpp"
#include "commands.hpp"
#include "status_out.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

struct Options {
  AccountOption whose{};
  std::string factor{};
  bool all = false;
  bool proof_from_stdin = false;
  std::string kind{};
  bool yes = false;
};

int disable(Tool& tool, const Options& options) {
  if (!options.yes)
    return fail(tool, mfaclient::invalid_argument("--yes",
                                                  "is needed, because this weakens the account; nothing was "
                                                  "sent"));
  const auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  mfaclient::Code proof;
  if (options.proof_from_stdin) {
    auto read = read_code_stdin(tool, "proof", options.kind, mfaclient::FactorKind::totp);
    if (!read) return fail(tool, read.error(), client->name());
    proof = *std::move(read);
  }
  const auto account = options.whose.account();
  const auto* given = options.proof_from_stdin ? &proof : nullptr;
  // Two calls, so that no id, however it looks, can come to mean "all".
  const auto status = options.all
                          ? client->provider().disable_all(account, given, tool.call())
                          : client->provider().disable(account, {.id = options.factor}, given, tool.call());
  if (!status) return fail(tool, status.error(), client->name());
  print_status(tool, client->name(), account, *status);
  return 0;
}

}  // namespace

void add_disable(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("disable", "Turns one factor off, or all, and shows the status after");
  command->footer("Example:\n  mfactl --profile box disable --factor 3 --self --yes");
  const auto options = std::make_shared<Options>();
  auto* which = command->add_option_group("Which")->require_option(1);
  which->add_option("--factor", options->factor, "The factor's id, as status shows it")->type_name("ID");
  which->add_flag("--all", options->all, "Every factor of the account");
  options->whose.add_to(*command);
  auto* proof = command->add_flag("--proof-stdin", options->proof_from_stdin,
                                  "Read a code from stdin, for vendors that ask for one; the codes of two "
                                  "mails on a line each");
  command->add_option("--kind", options->kind, "What kind of code the proof is; default: totp")
      ->type_name("KIND")
      ->needs(proof);
  command->add_flag("--yes", options->yes, "Yes, turn it off");
  command->callback([&tool, options] { tool.action = [&tool, options] { return disable(tool, *options); }; });
}

}  // namespace mfactl
