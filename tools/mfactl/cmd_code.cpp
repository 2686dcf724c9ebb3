#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "codes.hpp"
#include "commands.hpp"
#include "factor_store.hpp"
#include "mfaclient/otp.hpp"
#include "options.hpp"
#include "output.hpp"
#include "profile.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

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

SecretString read_source(Tool& tool, const CodeArguments& arguments) {
  if (!arguments.file.empty())
    return read_secret(tool, {.kind = SecretSource::Kind::file, .name = arguments.file}, "file");
  if (arguments.name.empty() && tool.globals.profile.empty()) return read_secret_stdin("secret", tool.stop);
  const auto profile = load_profile(tool, arguments.name);
  if (!profile.totp) refuse("totp", "is missing in this profile; name the secret's file with --file");
  return read_secret(tool, *profile.totp, "totp");
}

/// The secret, with what the arguments say in the place of what it says itself.
otp::OtpauthUri read_recipe(Tool& tool, const CodeArguments& arguments) {
  auto uri = read_otpauth(read_source(tool, arguments));
  if (uri.type != otp::OtpType::totp)
    refuse("type", "is hotp, whose codes depend on a counter and not on time; there is no code of now");
  if (!arguments.algorithm.empty()) uri.algorithm = algorithm_option(arguments.algorithm);
  uri.digits = arguments.digits.value_or(uri.digits);
  if (arguments.period) uri.period = std::chrono::seconds(*arguments.period);
  return uri;
}

/// The stored factor that the name means, if it is no profile's; nullopt: a profile's, or nobody's.
std::optional<mfaclient::FactorInfo> stored_factor(Tool& tool, const CodeArguments& arguments) {
  const bool stored = !arguments.name.empty() && !arguments.at && !arguments.digits && !arguments.period &&
                      arguments.algorithm.empty() && !has_profile(tool, arguments.name) &&
                      has_factor_store(tool);
  return stored ? std::optional(find_factor(*factor_store(tool), arguments.name)) : std::nullopt;
}

void print_code(Tool& tool, const SecretString& code, std::uint64_t step, std::int64_t valid_for) {
  if (!tool.globals.json) return print(tool, code);
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("code").text(code.reveal()).name("step").integer(static_cast<std::int64_t>(step));
  print(tool, json.name("valid_for").integer(valid_for).end_object().result());
}

/// What is left of a code's time.
std::int64_t valid_for(const otp::Totp& totp, mfaclient::Time now) {
  const auto step = totp.step(now);
  if (!step) return 0;
  return std::chrono::ceil<std::chrono::seconds>(totp.start(*step + 1) - now).count();
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
void stored_code(Tool& tool, const mfaclient::FactorInfo& factor, bool watch) {
  const auto secrets = tool.store->secrets(factor.id, mfaclient::SecretPurpose::make_code).value();
  const auto totp = read_otpauth(secrets.otpauth_uri).totp().value();
  const auto codes = stored_codes(tool, factor.owner);
  do {
    const auto text = codes->code_of(factor.id, {}, tool.call()).value();
    const auto now = tool.clock->now();
    if (!watch || !tool.out_is_terminal)
      print_code(tool, text, totp.step(now).value_or(0), valid_for(totp, now));
    tool.out.flush();
    if (watch) count_down(tool, totp, text);
  } while (watch && !tool.stop.stop_requested());
  if (!watch) return;
  if (tool.out_is_terminal) tool.out << '\n';
  tool.exit_status = exit_code(mfaclient::Errc::cancelled);  // nothing else ends it
}

void code(Tool& tool, const CodeArguments& arguments) {
  if (const auto stored = stored_factor(tool, arguments)) return stored_code(tool, *stored, arguments.watch);
  if (arguments.watch) refuse("--watch", "shows the codes of a stored factor; name one");
  const auto recipe = read_recipe(tool, arguments);
  const auto totp = recipe.totp().value();
  const auto at = arguments.at ? std::chrono::sys_seconds(std::chrono::seconds(*arguments.at))
                               : std::chrono::floor<std::chrono::seconds>(tool.clock->now());
  const auto step = totp.step(at).value();
  const auto valid_for = recipe.period - at.time_since_epoch() % recipe.period;
  print_code(tool, totp.code(step).secret(), step, valid_for.count());
}

}  // namespace

void add_code(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("code", "Prints the code of now of a TOTP secret");
  command->footer(
      "The secret comes from the profile NAME (or --profile), from the store, from --file, or else from "
      "stdin: base32\nor an otpauth URI. Whatever is not said is the URI's, else 6 digits, 30 seconds, SHA1. "
      "A code of the store is\nhanded out once: whoever asks next gets the next one. Others are not marked "
      "as used.\n\n"
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
  command->callback([&tool, arguments] { code(tool, *arguments); });
}

}  // namespace mfactl
