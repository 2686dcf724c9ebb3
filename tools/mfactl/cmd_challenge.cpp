#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"
#include "tool.hpp"
#include "wire/json.hpp"

namespace mfactl {
namespace {

using mfaclient::Challenge;

struct Begin {
  std::string factor{};
  std::string account{};
  bool self = false;
  bool sign_in = false;
};

void challenge(Tool& tool, const Begin& options) {
  auto& client = Client::open(tool);
  if (!options.sign_in) {
    const auto account =
        options.self ? mfaclient::Account::self() : mfaclient::Account::user(options.account);
    const auto asked = client.provider().challenge(account, {.id = options.factor}, tool.call());
    return print_challenge(tool, asked.value());
  }
  const auto begun = client.provider().sign_in(tool.call()).value();
  if (const auto* asked = std::get_if<Challenge>(&begun)) return print_challenge(tool, *asked);
  client.keep_session();
  print_accepted(tool, {.session = std::get<mfaclient::Session>(begun)});
}

/// What `challenge` printed, from a file or, as "-", from stdin.
Challenge read_challenge(const Tool& tool, const std::string& file) {
  const auto text = read_document(tool, file, "--challenge");
  mfaclient::wire::JsonDocument document(text.reveal());
  const auto json = document.root().object("challenge");
  Challenge challenge{.prompt = json.optional_text("prompt").value_or(""),
                      .sent_to = json.optional_text("sent_to").value_or(""),
                      .state = json.secret("state")};
  for (const auto& item : json.list("accepts"))
    if (const auto kind = mfaclient::factor_kind(item.as_text())) challenge.accepts.push_back(*kind);
  if (document.fault()) refuse("--challenge", "is not what mfactl challenge printed");
  return challenge;
}

struct Answer {
  std::string challenge{};
  std::string kind{};
  bool code_from_stdin = false;
};

mfaclient::Code read_code(const Tool& tool, const Client& client, const Challenge& challenge,
                          const Answer& options) {
  const auto first = challenge.accepts.empty() ? mfaclient::FactorKind::totp : challenge.accepts.front();
  if (options.code_from_stdin) return read_code_stdin(tool, "code", options.kind, first);
  const auto kind = kind_option(options.kind, first);
  auto text = client.codes()->code({.kind = kind, .sent_to = challenge.sent_to}, tool.call()).value();
  return {.kind = kind, .text = std::move(text)};
}

void verify(Tool& tool, const Answer& options) {
  if (options.code_from_stdin && options.challenge == "-")
    refuse("--code-stdin", "can't be read from stdin beside the challenge");
  auto& client = Client::open(tool);
  const auto asked = read_challenge(tool, options.challenge);
  const auto code = read_code(tool, client, asked, options);
  const auto accepted = client.provider().verify(asked, code, tool.call()).value();
  client.keep_session();
  print_accepted(tool, accepted);
}

void poll(Tool& tool, const std::string& file) {
  auto& client = Client::open(tool);
  const auto accepted = client.provider().poll(read_challenge(tool, file), tool.call()).value();
  client.keep_session();
  print_accepted(tool, accepted);
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
    challenge(tool, *options);
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
  answer->callback([&tool, options] { verify(tool, *options); });

  auto* ask = app.add_subcommand("poll", "Asks whether a push was answered; exit 4: not yet");
  ask->footer("Example:\n  mfactl --profile box poll --challenge challenge.json");
  const auto file = std::make_shared<std::string>();
  ask->add_option("--challenge", *file, "What `challenge` printed; - for stdin")
      ->type_name("FILE")
      ->required();
  ask->callback([&tool, file] { poll(tool, *file); });
}

}  // namespace mfactl
