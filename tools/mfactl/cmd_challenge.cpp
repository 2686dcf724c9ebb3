#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "account_option.hpp"
#include "challenge_out.hpp"
#include "client.hpp"
#include "code_input.hpp"
#include "commands.hpp"
#include "json_in.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

struct Begin {
  std::string factor{};
  std::string account{};
  bool self = false;
  bool sign_in = false;
};

int challenge(Tool& tool, const Begin& options) {
  auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  if (options.sign_in) {
    const auto begun = client->provider().sign_in(tool.call());
    if (!begun) return fail(tool, begun.error(), client->name());
    if (const auto* asked = std::get_if<mfaclient::Challenge>(&*begun)) {
      print_challenge(tool, client->name(), *asked);
    } else {
      client->keep_session();
      print_accepted(tool, client->name(), {.session = std::get<mfaclient::Session>(*begun)});
    }
    return 0;
  }
  const auto account = options.self ? mfaclient::Account::self() : mfaclient::Account::user(options.account);
  const auto asked = client->provider().challenge(account, {.id = options.factor}, tool.call());
  if (!asked) return fail(tool, asked.error(), client->name());
  print_challenge(tool, client->name(), *asked);
  return 0;
}

struct Answer {
  std::string challenge{};
  std::string kind{};
  bool code_from_stdin = false;
};

mfaclient::Result<mfaclient::Code> read_code(Tool& tool, Client& client,
                                             const mfaclient::Challenge& challenge, const Answer& options) {
  const auto first = challenge.accepts.empty() ? mfaclient::FactorKind::totp : challenge.accepts.front();
  if (options.code_from_stdin) return read_code_stdin(tool, "code", options.kind, first);
  const auto kind = kind_option(options.kind, first);
  if (!kind) return kind.error();
  auto text = client.codes()->code({.kind = *kind, .sent_to = challenge.sent_to}, tool.call());
  if (!text) return std::move(text).error();
  return mfaclient::Code{.kind = *kind, .text = *std::move(text)};
}

int verify(Tool& tool, const Answer& options) {
  if (options.code_from_stdin && options.challenge == "-")
    return fail(tool,
                mfaclient::invalid_argument("--code-stdin", "can't be read from stdin beside the challenge"));
  auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  const auto asked = read_challenge(options.challenge, tool.stop);
  if (!asked) return fail(tool, asked.error(), client->name());
  const auto code = read_code(tool, *client, *asked, options);
  if (!code) return fail(tool, code.error(), client->name());
  const auto verdict = client->provider().verify(*asked, *code, tool.call());
  if (!verdict) return fail(tool, verdict.error(), client->name());
  client->keep_session();
  print_accepted(tool, client->name(), *verdict);
  return 0;
}

int poll(Tool& tool, const std::string& file) {
  auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  const auto asked = read_challenge(file, tool.stop);
  if (!asked) return fail(tool, asked.error(), client->name());
  const auto verdict = client->provider().poll(*asked, tool.call());
  if (!verdict) return fail(tool, verdict.error(), client->name());
  client->keep_session();
  print_accepted(tool, client->name(), *verdict);
  return 0;
}

void add_begin(CLI::App& app, Tool& tool) {
  auto* command =
      app.add_subcommand("challenge", "Has a code or a push sent, and prints what must be answered");
  command->footer(
      "The answer may come from another process: keep the JSON, and give it to verify or poll.\n\n"
      "Example:\n  mfactl --profile box challenge --sign-in > challenge.json");
  const auto options = std::make_shared<Begin>();
  auto* which = command->add_option_group("Which")->require_option(1);
  auto* factor =
      which->add_option("--factor", options->factor, "The factor, as status shows it")->type_name("ID");
  which->add_flag("--sign-in", options->sign_in,
                  "Begin a sign-in of the profile, and leave its challenge open");
  auto* account = command->add_option("--account", options->account, "Whose factor it is")->type_name("A");
  auto* self = command->add_flag("--self", options->self, "It is the profile's own");
  account->needs(factor)->excludes(self);
  self->needs(factor);
  command->callback([&tool, options] {
    if (!options->sign_in && !options->self && options->account.empty())
      throw CLI::RequiredError("--account or --self");
    tool.action = [&tool, options] { return challenge(tool, *options); };
  });
}

}  // namespace

void add_challenge(CLI::App& app, Tool& tool) {
  add_begin(app, tool);

  auto* answer = app.add_subcommand("verify", "Answers a challenge with a code");
  answer->footer("Example:\n  mfactl --profile box verify --challenge challenge.json");
  const auto options = std::make_shared<Answer>();
  answer->add_option("--challenge", options->challenge, "What `challenge` printed; - for stdin")
      ->type_name("FILE")
      ->required();
  answer->add_flag(
      "--code-stdin", options->code_from_stdin,
      "Read the code from stdin, the codes of two mails on a line each; else it is the profile's");
  answer
      ->add_option("--kind", options->kind,
                   "What kind of code it is, where the challenge accepts several; default: its first")
      ->type_name("KIND");
  answer->callback([&tool, options] { tool.action = [&tool, options] { return verify(tool, *options); }; });

  auto* ask = app.add_subcommand("poll", "Asks whether a push was answered; exit 4: not yet");
  ask->footer("Example:\n  mfactl --profile box poll --challenge challenge.json");
  const auto file = std::make_shared<std::string>();
  ask->add_option("--challenge", *file, "What `challenge` printed; - for stdin")
      ->type_name("FILE")
      ->required();
  ask->callback([&tool, file] { tool.action = [&tool, file] { return poll(tool, *file); }; });
}

}  // namespace mfactl
