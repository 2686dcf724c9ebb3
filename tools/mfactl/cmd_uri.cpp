#include <chrono>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "mfaclient/otp.hpp"
#include "options.hpp"
#include "output.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::SecretString;
using mfaclient::wire::JsonWriter;
namespace otp = mfaclient::otp;

struct UriArguments {
  std::string source{};  ///< "@FILE"; empty: stdin
  bool show_secrets = false;
  std::string issuer{};
  std::string account{};
  std::string algorithm = "SHA1";
  int digits = 6;
  std::int64_t period = 30;
};

std::string_view type_name(otp::OtpType type) { return type == otp::OtpType::totp ? "totp" : "hotp"; }

SecretString as_json(const otp::OtpauthUri& uri, std::string_view secret) {
  JsonWriter json;
  json.begin_object().name("type").text(type_name(uri.type));
  write_or_null(json, "issuer", uri.issuer);
  write_or_null(json, "account", uri.account);
  json.name("secret").text(secret).name("algorithm").text(to_string(uri.algorithm));
  json.name("digits").integer(uri.digits);
  if (uri.type == otp::OtpType::totp) {
    json.name("period").integer(uri.period.count());
  } else {
    json.name("counter").text(std::to_string(uri.counter));  // 64 bits are more than a JSON reader may keep
  }
  write_or_null(json, "conflicting_issuer", uri.conflicting_issuer.value_or(""));
  return json.end_object().result();
}

SecretString as_text(const otp::OtpauthUri& uri, std::string_view secret) {
  SecretString text;
  const auto row = [&text](std::string_view name, std::string_view value) {
    constexpr std::size_t kNameWidth = 11;
    text.append(text.empty() ? "" : "\n");
    text.append(name);
    text.append(std::string(kNameWidth - name.size(), ' '));
    text.append(value);
  };
  row("type", type_name(uri.type));
  row("issuer", uri.issuer);
  row("account", uri.account);
  row("secret", secret);
  row("algorithm", to_string(uri.algorithm));
  row("digits", std::to_string(uri.digits));
  if (uri.type == otp::OtpType::totp) row("period", std::to_string(uri.period.count()));
  if (uri.type == otp::OtpType::hotp) row("counter", std::to_string(uri.counter));
  return text;
}

void parse(Tool& tool, const UriArguments& arguments) {
  const auto text = read_secret_input(tool, arguments.source, "uri");
  const auto uri = otp::OtpauthUri::parse(text.reveal()).value();
  const auto secret = tool.masks(arguments.show_secrets) ? SecretString("******") : uri.secret.text();
  print(tool, tool.globals.json ? as_json(uri, secret.reveal()) : as_text(uri, secret.reveal()));
  if (uri.conflicting_issuer)
    tool.err << "mfactl: warning: label and issuer parameter name different issuers; ask the vendor which is "
                "right\n";
}

void build(Tool& tool, const UriArguments& arguments) {
  const auto algorithm = algorithm_option(arguments.algorithm);
  const auto text = read_secret_input(tool, arguments.source, "secret");
  const otp::OtpauthUri uri{.issuer = arguments.issuer,
                            .account = arguments.account,
                            .secret = otp::Base32Secret::parse(text.reveal()).value(),
                            .algorithm = algorithm,
                            .digits = arguments.digits,
                            .period = std::chrono::seconds(arguments.period)};
  const auto built = uri.build();
  // Reading it back holds the parameters to the same rules as anybody else's URI.
  otp::OtpauthUri::parse(built.reveal()).value();
  print_value(tool, "uri", tool.masks(arguments.show_secrets) ? masked_uri(built) : built);
}

void add_common(CLI::App& command, UriArguments& arguments, const std::string& what) {
  command.add_option("source", arguments.source, what + "; default: stdin")->type_name("@FILE");
  command.add_flag("--show-secrets", arguments.show_secrets, "Print the secret on a terminal, too");
}

}  // namespace

void add_uri(CLI::App& app, Tool& tool) {
  auto* group = app.add_subcommand("uri", "Takes otpauth URIs apart, and makes them");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<UriArguments>();

  auto* parsing = group->add_subcommand("parse", "Prints what an otpauth URI says");
  parsing->footer("Example:\n  mfactl --json uri parse @box.totp");
  add_common(*parsing, *arguments, "The URI");
  parsing->callback([&tool, arguments] { parse(tool, *arguments); });

  auto* building = group->add_subcommand("build", "Makes an otpauth URI of a base32 secret");
  building->footer(
      "Example:\n  mfactl uri build --issuer Example --account bob@example.com @secret.txt | mfactl qr show");
  add_common(*building, *arguments, "The base32 secret");
  building->add_option("--issuer", arguments->issuer, "Who asks for the codes")->type_name("TEXT");
  building->add_option("--account", arguments->account, "Whose codes they are")
      ->type_name("TEXT")
      ->required();
  building->add_option("--digits", arguments->digits, "6 to 10; default: 6")->type_name("N");
  building->add_option("--period", arguments->period, "How long a code is good for; default: 30")
      ->type_name("SECONDS");
  building->add_option("--algorithm", arguments->algorithm, "SHA1 (default), SHA256 or SHA512")
      ->type_name("HASH");
  building->callback([&tool, arguments] { build(tool, *arguments); });
}

}  // namespace mfactl
