#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "factor_store.hpp"
#include "options.hpp"
#include "output.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::Status;

struct Options {
  AccountOption whose{};
  std::string factor{};
  bool all = false;
  bool proof_from_stdin = false;
  std::string kind{};
  bool yes = false;
};

/// Two calls, so that no id, however it looks, can come to mean "all".
Status disable_at_vendor(const Tool& tool, const Client& client, const Options& options,
                         const std::optional<mfaclient::Code>& proof) {
  const auto account = options.whose.account();
  auto status = options.all ? client.provider().disable_all(account, proof, tool.call())
                            : client.provider().disable(account, {.id = options.factor}, proof, tool.call());
  return std::move(status).value();
}

/// The same, with the stored factors that it concerns: their secrets stay until the vendor has confirmed it.
Status disable_stored(const Tool& tool, const Client& client, const Options& options,
                      const std::optional<mfaclient::Code>& proof) {
  const auto manager = client.manager(options.whose.account());
  if (options.all) return manager.disable_all(proof, tool.call()).value();
  const auto factors = tool.store->find(manager.owner()).value();
  const auto stored = std::ranges::find_if(factors, [&](const mfaclient::FactorInfo& factor) {
    return factor.state == mfaclient::FactorState::active && factor.factor_id == options.factor;
  });
  if (stored == factors.end()) return disable_at_vendor(tool, client, options, proof);
  return manager.disable(stored->id, proof, tool.call()).value();
}

void disable(Tool& tool, const Options& options) {
  if (!options.yes) refuse("--yes", "is needed, because this weakens the account; nothing was sent");
  const auto& client = Client::open(tool);
  std::optional<mfaclient::Code> proof;
  if (options.proof_from_stdin)
    proof = read_code_stdin(tool, "proof", options.kind, mfaclient::FactorKind::totp);
  const auto status = has_factor_store(tool) ? disable_stored(tool, client, options, proof)
                                             : disable_at_vendor(tool, client, options, proof);
  print_status(tool, options.whose.account(), status);
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
  command->callback([&tool, options] { disable(tool, *options); });
}

}  // namespace mfactl
