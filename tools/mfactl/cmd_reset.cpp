#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "factor_store.hpp"
#include "options.hpp"
#include "output.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::FactorKind;

void reset(Tool& tool, const mfaclient::Account& account) {
  const auto asked = Client::open(tool).provider().reset(account, tool.call()).value();
  if (asked) return print_challenge(tool, *asked);
  print_accepted(tool, {});
}

/// Nothing is sent to a vendor that knows no recovery codes; what to do instead stands beside its `reset`.
mfaclient::Error no_recovery(const mfaclient::IMfaProvider& provider) {
  mfaclient::Error error{.code = mfaclient::Errc::unsupported,
                         .message = std::string(provider.name()) + " knows no recovery codes"};
  const auto rows = provider.capabilities();
  const auto reset = std::ranges::find(rows, mfaclient::Verb::reset, &mfaclient::Capability::verb);
  if (reset != rows.end() && !reset->note.empty()) error.message.append(": ").append(reset->note);
  return error;
}

bool takes_recovery_codes(const mfaclient::IMfaProvider& provider) {
  return std::ranges::any_of(provider.capabilities(), [](const mfaclient::Capability& row) {
    return row.verb == mfaclient::Verb::verify &&
           std::ranges::find(row.kinds, FactorKind::recovery_code) != row.kinds.end();
  });
}

constexpr std::size_t kFew = 2;

/// Whether the store has a recovery code of the account.
bool has_stored_codes(Tool& tool, const Client& client) {
  if (!has_factor_store(tool)) return false;
  const auto factors = factor_store(tool)->find(client.owner()).value();
  return std::ranges::any_of(factors, [](const mfaclient::FactorInfo& factor) {
    return factor.state != mfaclient::FactorState::abandoned && factor.recovery_codes > 0;
  });
}

void recover_from_store(Tool& tool, Client& client) {
  const auto recovered = client.manager().recover(tool.call()).value();
  client.keep_session();
  if (recovered.codes_left <= kFew)
    tool.err << "mfactl: " << recovered.codes_left << " recovery codes are left; enrol anew to get others\n";
  print_accepted(tool, recovered.accepted);
}

void recover(Tool& tool, bool from_stdin) {
  auto& client = Client::open(tool);
  auto& provider = client.provider();
  if (!takes_recovery_codes(provider)) throw mfaclient::MfaException(no_recovery(provider));
  if (!from_stdin && has_stored_codes(tool, client)) return recover_from_store(tool, client);
  auto code = read_secret_stdin("recovery code", tool.stop);
  const auto begun = provider.sign_in(tool.call()).value();
  client.keep_session();
  if (const auto* session = std::get_if<mfaclient::Session>(&begun))
    return print_accepted(tool, {.session = *session});
  const auto verdict =
      provider.verify(std::get<mfaclient::Challenge>(begun),
                      {.kind = FactorKind::recovery_code, .text = std::move(code)}, tool.call());
  print_accepted(tool, verdict.value());
}

}  // namespace

void add_reset(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("reset", "Has an account's factors reset, where the vendor can");
  command->footer("Example:\n  mfactl --profile box reset --account bob@example.com");
  const auto whose = std::make_shared<AccountOption>();
  whose->add_to(*command);
  command->callback([&tool, whose] { reset(tool, whose->account()); });

  auto* back = app.add_subcommand("recover",
                                  "Signs in with a recovery code: the store's next one, else one from stdin");
  back->footer(
      "Example:\n  mfactl --profile shop recover\n  mfactl --profile shop recover < recovery-code.txt");
  const auto from_stdin = std::make_shared<bool>(false);
  back->add_flag("--code-stdin", *from_stdin, "One from stdin, also where the store has some");
  back->callback([&tool, from_stdin] { recover(tool, *from_stdin); });
}

}  // namespace mfactl
