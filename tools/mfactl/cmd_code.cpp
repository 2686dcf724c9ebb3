#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "environment.hpp"
#include "factor_store.hpp"
#include "json_out.hpp"
#include "mfaclient/otp.hpp"
#include "profile.hpp"
#include "secret_source.hpp"
#include "tool.hpp"
#include "totp_secret.hpp"

namespace mfactl {
namespace {

using mfaclient::invalid_argument;
using mfaclient::Result;
using mfaclient::SecretString;
namespace otp = mfaclient::otp;

struct CodeArguments {
  std::string name{};
  std::string file{};
  std::optional<std::int64_t> at{};
  std::optional<int> digits{};
  std::optional<std::int64_t> period{};
  std::string algorithm{};
  bool watch = false;
};

/// A key, and how codes are made with it.
struct Recipe {
  otp::Base32Secret secret;
  otp::TotpParameters parameters{};
};

Result<SecretString> read_source(Tool& tool, const CodeArguments& arguments) {
  const SecretReading reading{
      .most = tool.globals.timeout.value_or(SecretReading{}.most), .stop = tool.stop, .warnings = &tool.err};
  if (!arguments.file.empty())
    return read_secret({.kind = SecretSource::Kind::file, .name = arguments.file}, "file", reading);
  if (arguments.name.empty() && tool.globals.profile.empty()) return read_secret_stdin("secret", tool.stop);
  SecretVariables variables;
  const auto profile = load_profile(tool, variables, arguments.name);
  if (!profile) return profile.error();
  if (!profile->totp)
    return invalid_argument("totp", "is missing in this profile; name the secret's file with --file");
  return read_secret(*profile->totp, "totp", reading);
}

Result<Recipe> read_recipe(const SecretString& text) {
  // Base32 has no colon, every URI has one.
  if (text.reveal().find(':') == std::string_view::npos) {
    auto secret = otp::Base32Secret::parse(text.reveal());
    if (!secret) return std::move(secret).error();
    return Recipe{*std::move(secret)};
  }
  auto uri = otp::OtpauthUri::parse(text.reveal());
  if (!uri) return std::move(uri).error();
  if (uri->type != otp::OtpType::totp)
    return invalid_argument(
        "type", "is hotp, whose codes depend on a counter and not on time; there is no code of now");
  return Recipe{std::move(uri->secret),
                {.algorithm = uri->algorithm, .digits = uri->digits, .period = uri->period}};
}

Result<void> override_parameters(otp::TotpParameters& parameters, const CodeArguments& arguments) {
  if (!arguments.algorithm.empty()) {
    const auto known = otp::algorithm(arguments.algorithm);
    if (!known) return invalid_argument("algorithm", "must be SHA1, SHA256 or SHA512");
    parameters.algorithm = *known;
  }
  parameters.digits = arguments.digits.value_or(parameters.digits);
  if (arguments.period) parameters.period = std::chrono::seconds(*arguments.period);
  return {};
}

/// The stored factor that the name means, if it is no profile's; nullopt: a profile's, or nobody's.
Result<std::optional<mfaclient::FactorInfo>> stored_factor(Tool& tool, const CodeArguments& arguments) {
  if (arguments.name.empty() || arguments.at || arguments.digits || arguments.period ||
      !arguments.algorithm.empty() || has_profile(tool, arguments.name))
    return std::optional<mfaclient::FactorInfo>{};
  const auto there = has_factor_store(tool);
  if (!there) return there.error();
  if (!*there) return std::optional<mfaclient::FactorInfo>{};
  const auto store = factor_store(tool);
  if (!store) return store.error();
  auto factor = find_factor(**store, arguments.name);
  if (!factor) return std::move(factor).error();
  return std::optional(*std::move(factor));
}

/// What is left of a code's time.
std::int64_t valid_for(const otp::Totp& totp, mfaclient::Time now) {
  const auto step = totp.step(now);
  if (!step) return 0;
  return std::chrono::ceil<std::chrono::seconds>(totp.start(*step + 1) - now).count();
}

void show_code(Tool& tool, const otp::Totp& totp, const SecretString& text) {
  const auto now = tool.clock->now();
  if (!tool.globals.json) return print(tool, text);
  mfaclient::wire::JsonWriter json;
  json.begin_object()
      .name("code")
      .text(text.reveal())
      .name("step")
      .integer(static_cast<std::int64_t>(totp.step(now).value_or(0)));
  print(tool, json.name("valid_for").integer(valid_for(totp, now)).end_object().result());
}

/// Counts a code down on a terminal until the next one begins.
void count_down(Tool& tool, const otp::Totp& totp, const SecretString& text) {
  const auto begun = tool.clock->now();
  const auto ends = begun + std::chrono::seconds(valid_for(totp, begun));
  while (!tool.stop.stop_requested() && tool.clock->now() < ends) {
    if (tool.out_is_terminal)
      tool.out << '\r' << text.reveal() << "  " << valid_for(totp, tool.clock->now()) << " s \x1b[K"
               << std::flush;
    const auto pause = tool.out_is_terminal ? std::chrono::seconds(1) : ends - tool.clock->now();
    if (!tool.clock->wait_until(tool.clock->steady_now() + pause, tool.stop)) break;
  }
}

/// A code of a stored factor is handed out once, whoever asks.
int stored_code(Tool& tool, const mfaclient::FactorInfo& factor, bool watch) {
  const auto secrets = tool.store->secrets(factor.id, mfaclient::SecretPurpose::make_code);
  if (!secrets) return fail(tool, secrets.error());
  const auto totp = read_totp(secrets->otpauth_uri);
  if (!totp) return fail(tool, totp.error());
  const auto codes = stored_codes(tool, factor.owner);
  if (!codes) return fail(tool, codes.error());
  do {
    const auto text = (*codes)->code_of(factor.id, {}, tool.call());
    if (!text) return fail(tool, text.error());
    if (!watch || !tool.out_is_terminal) show_code(tool, *totp, *text);
    tool.out.flush();
    if (watch) count_down(tool, *totp, *text);
  } while (watch && !tool.stop.stop_requested());
  if (!watch) return 0;
  if (tool.out_is_terminal) tool.out << '\n';
  return exit_code(mfaclient::Errc::cancelled);  // nothing else ends it
}

int code(Tool& tool, const CodeArguments& arguments) {
  const auto stored = stored_factor(tool, arguments);
  if (!stored) return fail(tool, stored.error());
  if (*stored) return stored_code(tool, **stored, arguments.watch);
  if (arguments.watch)
    return fail(tool, invalid_argument("--watch", "shows the codes of a stored factor; name one"));
  const auto text = read_source(tool, arguments);
  if (!text) return fail(tool, text.error());
  auto recipe = read_recipe(*text);
  if (!recipe) return fail(tool, recipe.error());
  if (const auto done = override_parameters(recipe->parameters, arguments); !done)
    return fail(tool, done.error());
  const auto totp = otp::Totp::create(recipe->secret.raw(), recipe->parameters);
  if (!totp) return fail(tool, totp.error());

  const auto at = arguments.at ? std::chrono::sys_seconds(std::chrono::seconds(*arguments.at))
                               : std::chrono::floor<std::chrono::seconds>(tool.clock->now());
  const auto step = totp->step(at);
  if (!step) return fail(tool, step.error());
  const auto made = totp->code(*step).secret();
  if (!tool.globals.json) {
    print(tool, made);
    return 0;
  }
  const auto period = recipe->parameters.period;
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("code").text(made.reveal()).name("step").integer(static_cast<std::int64_t>(*step));
  json.name("valid_for").integer((period - at.time_since_epoch() % period).count()).end_object();
  print(tool, json.result());
  return 0;
}

}  // namespace

void add_code(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("code", "Prints the code of now of a TOTP secret");
  command->footer(
      "The secret comes from the profile NAME (or --profile), from the store, from --file, or else from "
      "stdin: "
      "base32\n"
      "or an otpauth URI. Whatever is not said is the URI's, else 6 digits, 30 seconds, SHA1. A code of the "
      "store "
      "is\n"
      "handed out once: whoever asks next gets the next one. Others are not marked as used.\n\n"
      "Example:\n  mfactl code box\n  mfactl --json code --file box.totp --at 59 --digits 8");
  const auto arguments = std::make_shared<CodeArguments>();
  auto* name =
      command->add_option("name", arguments->name, "A profile, or a factor as `secrets list` shows it")
          ->type_name("NAME");
  command->add_flag("--watch", arguments->watch, "Go on with the next code when this one expires")
      ->needs(name);
  command->add_option("--file", arguments->file, "Base32 or an otpauth URI")
      ->type_name("FILE")
      ->excludes(name);
  command->add_option("--at", arguments->at, "The code of that time instead")->type_name("UNIX");
  command->add_option("--digits", arguments->digits, "6 to 10")->type_name("N");
  command->add_option("--period", arguments->period, "How long a code is good for")->type_name("SECONDS");
  command->add_option("--algorithm", arguments->algorithm, "SHA1, SHA256 or SHA512")->type_name("HASH");
  command->callback(
      [&tool, arguments] { tool.action = [&tool, arguments] { return code(tool, *arguments); }; });
}

}  // namespace mfactl
