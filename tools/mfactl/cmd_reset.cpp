#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "account_option.hpp"
#include "challenge_out.hpp"
#include "client.hpp"
#include "commands.hpp"
#include "factor_store.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::Challenge;
using mfaclient::FactorKind;
using mfaclient::Result;

int reset(Tool& tool, const mfaclient::Account& account) {
  const auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  const auto asked = client->provider().reset(account, tool.call());
  if (!asked) return fail(tool, asked.error(), client->name());
  if (*asked) {
    print_challenge(tool, client->name(), **asked);
  } else {
    print_accepted(tool, client->name(), {});
  }
  return 0;
}

/// Nothing is sent to a vendor that knows no recovery codes; what to do instead stands beside its `reset`.
mfaclient::Error no_recovery(const mfaclient::IMfaProvider& provider) {
  mfaclient::Error error;
  error.code = mfaclient::Errc::unsupported;
  error.message = std::string(provider.name()) + " knows no recovery codes";
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
Result<bool> has_stored_codes(Tool& tool, const Client& client) {
  auto there = has_factor_store(tool);
  if (!there || !*there) return there;
  const auto store = factor_store(tool);
  if (!store) return store.error();
  const auto factors = (*store)->find(client.owner());
  if (!factors) return factors.error();
  return std::ranges::any_of(*factors, [](const mfaclient::FactorInfo& factor) {
    return factor.state != mfaclient::FactorState::abandoned && factor.recovery_codes > 0;
  });
}

int recover_from_store(Tool& tool, Client& client) {
  auto manager = client.manager();
  if (!manager) return fail(tool, manager.error(), client.name());
  const auto recovered = manager->recover(tool.call());
  if (!recovered) return fail(tool, recovered.error(), client.name());
  client.keep_session();
  if (recovered->codes_left <= kFew)
    tool.err << "mfactl: " << recovered->codes_left << " recovery codes are left; enrol anew to get others\n";
  print_accepted(tool, client.name(), recovered->accepted);
  return 0;
}

int recover(Tool& tool, bool from_stdin) {
  auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  if (!takes_recovery_codes(client->provider()))
    return fail(tool, no_recovery(client->provider()), client->name());
  if (!from_stdin) {
    const auto stored = has_stored_codes(tool, *client);
    if (!stored) return fail(tool, stored.error(), client->name());
    if (*stored) return recover_from_store(tool, *client);
  }
  auto code = read_secret_stdin("recovery code", tool.stop);
  if (!code) return fail(tool, code.error(), client->name());
  const auto begun = client->provider().sign_in(tool.call());
  if (!begun) return fail(tool, begun.error(), client->name());
  client->keep_session();
  const auto* asked = std::get_if<Challenge>(&*begun);
  if (asked == nullptr) {
    print_accepted(tool, client->name(), {.session = std::get<mfaclient::Session>(*begun)});
    return 0;
  }
  const auto verdict = client->provider().verify(
      *asked, {.kind = FactorKind::recovery_code, .text = *std::move(code)}, tool.call());
  if (!verdict) return fail(tool, verdict.error(), client->name());
  print_accepted(tool, client->name(), *verdict);
  return 0;
}

}  // namespace

void add_reset(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("reset", "Has an account's factors reset, where the vendor can");
  command->footer("Example:\n  mfactl --profile box reset --account bob@example.com");
  const auto whose = std::make_shared<AccountOption>();
  whose->add_to(*command);
  command->callback(
      [&tool, whose] { tool.action = [&tool, whose] { return reset(tool, whose->account()); }; });

  auto* back = app.add_subcommand("recover",
                                  "Signs in with a recovery code: the store's next one, else one from stdin");
  back->footer(
      "Example:\n  mfactl --profile shop recover\n  mfactl --profile shop recover < recovery-code.txt");
  const auto from_stdin = std::make_shared<bool>(false);
  back->add_flag("--code-stdin", *from_stdin, "One from stdin, also where the store has some");
  back->callback(
      [&tool, from_stdin] { tool.action = [&tool, from_stdin] { return recover(tool, *from_stdin); }; });
}

}  // namespace mfactl
