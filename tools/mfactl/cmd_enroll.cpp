#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "code_input.hpp"
#include "commands.hpp"
#include "json_out.hpp"
#include "mfaclient/qr.hpp"
#include "secret_file.hpp"
#include "secret_source.hpp"
#include "tool.hpp"
#include "totp_secret.hpp"

namespace mfactl {
namespace {

using mfaclient::Challenge;
using mfaclient::Enrollment;
using mfaclient::Factor;
using mfaclient::FactorKind;
using mfaclient::Result;
using mfaclient::SecretString;

struct Options {
  std::string label{};
  std::string kind = "totp";
  std::string destination{};
  std::string account{};
  std::string secret_out{};
  std::string recovery_out{};
  bool pin_from_stdin = false;
  bool qr = false;
  bool additional = false;
};

/// The files that an enrolment fills. They are made before anything is sent.
struct Files {
  std::optional<SecretFile> secret{};
  std::optional<SecretFile> recovery{};
};

Result<void> create(std::optional<SecretFile>& file, const std::string& path, std::string_view option) {
  if (path.empty()) return {};
  auto made = SecretFile::create(path, option);
  if (!made) return std::move(made).error();
  file.emplace(*std::move(made));
  return {};
}

Result<void> show_qr(Tool& tool, const SecretString& uri) {
  const auto picture = mfaclient::qr::to_terminal(uri.reveal());
  if (!picture) return picture.error();
  // Beside the data: stdout stays for scripts.
  tool.err << picture->reveal() << '\n' << std::flush;
  return {};
}

/// Puts everything secret on the disk. Until that is done, nothing may be confirmed.
Result<void> save(Tool& tool, const Enrollment& enrollment, const Options& options, Files& files) {
  if (enrollment.otpauth_uri) {
    if (!files.secret)
      return mfaclient::invalid_argument("--secret-out", "is needed: a secret came; nothing is on");
    SecretString line = *enrollment.otpauth_uri;
    line.append("\n");
    if (auto saved = files.secret->write(line.reveal()); !saved) return saved;
  }
  if (!enrollment.recovery_codes.empty()) {
    if (!files.recovery)
      return mfaclient::invalid_argument("--recovery-out",
                                         "is needed: recovery codes came; nothing is confirmed");
    SecretString lines;
    for (const auto& code : enrollment.recovery_codes) {
      lines.append(code.reveal());
      lines.append("\n");
    }
    if (auto saved = files.recovery->write(lines.reveal()); !saved) return saved;
  }
  if (options.qr && enrollment.otpauth_uri) return show_qr(tool, *enrollment.otpauth_uri);
  return {};
}

/// Answers the challenge that turns the factor on; from then on codes are those of the new secret.
Result<Factor> confirm(Tool& tool, Client& client, const Enrollment& enrollment) {
  if (const auto* factor = std::get_if<Factor>(&enrollment.next)) return *factor;
  const auto& challenge = std::get<Challenge>(enrollment.next);
  if (enrollment.otpauth_uri) {
    auto totp = read_totp(*enrollment.otpauth_uri);
    if (!totp) return std::move(totp).error();
    auto codes = make_totp_codes(tool, *std::move(totp));
    if (!codes) return std::move(codes).error();
    client.codes().use(*std::move(codes));
  }
  mfaclient::Code code;
  if (!challenge.accepts.empty()) code.kind = challenge.accepts.front();
  auto text = client.codes().code({.kind = code.kind,
                                   .purpose = mfaclient::CodePurpose::confirm_enrollment,
                                   .sent_to = challenge.sent_to},
                                  tool.call());
  if (!text) return std::move(text).error();
  code.text = *std::move(text);
  const auto verdict = client.provider().verify(challenge, code, tool.call());
  if (!verdict) return verdict.error();
  return verdict->factor.value_or(Factor{.kind = code.kind, .active = true});
}

void print_result(Tool& tool, const Client& client, const Factor& factor, const Files& files) {
  const auto name_of = [](const std::optional<SecretFile>& file) {
    return file && file->written() ? file->path().string() : std::string();
  };
  if (tool.globals.json) {
    mfaclient::wire::JsonWriter json;
    json.begin_object().name("provider").text(client.name()).name("factor");
    write_factor(json, factor);
    write_text_or_null(json, "secret_file", name_of(files.secret));
    write_text_or_null(json, "recovery_file", name_of(files.recovery));
    print(tool, json.end_object().result());
    return;
  }
  tool.out << client.name() << ": " << to_string(factor.kind)
           << (factor.id.empty() ? " is on" : " is on, its id is " + factor.id) << '\n';
  if (!name_of(files.secret).empty()) tool.out << "secret in " << name_of(files.secret) << '\n';
  if (!name_of(files.recovery).empty()) tool.out << "recovery codes in " << name_of(files.recovery) << '\n';
}

int enroll(Tool& tool, const Options& options) {
  const auto kind = kind_option(options.kind, FactorKind::totp);
  if (!kind) return fail(tool, kind.error());
  if (*kind == FactorKind::totp && options.secret_out.empty())
    return fail(tool, mfaclient::invalid_argument("--secret-out", "is needed for totp; nothing was sent"));
  auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  Files files;
  auto made = create(files.secret, options.secret_out, "--secret-out");
  if (made) made = create(files.recovery, options.recovery_out, "--recovery-out");
  if (!made) return fail(tool, made.error(), client->name());

  const auto account =
      options.account.empty() ? mfaclient::Account::self() : mfaclient::Account::user(options.account);
  mfaclient::EnrollmentRequest request{.account = account,
                                       .kind = *kind,
                                       .label = options.label,
                                       .destination = options.destination,
                                       .additional = options.additional};
  if (options.pin_from_stdin) {
    auto pin = read_secret_stdin("pin", tool.stop);
    if (!pin) return fail(tool, pin.error(), client->name());
    request.pin = *std::move(pin);
  }
  const auto enrollment = client->provider().enroll(request, tool.call());
  if (!enrollment) return fail(tool, enrollment.error(), client->name());
  const auto saved = save(tool, *enrollment, options, files);
  const auto factor = saved ? confirm(tool, *client, *enrollment) : Result<Factor>(saved.error());
  if (!factor) {
    // A secret is never thrown away: the vendor may have taken it all the same.
    auto error = factor.error();
    if (files.secret && files.secret->written())
      error.message += "; the secret is kept in " + options.secret_out;
    return fail(tool, error, client->name());
  }
  print_result(tool, *client, *factor, files);
  return 0;
}

}  // namespace

void add_enroll(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("enroll", "Turns a factor on");
  command->footer(
      "The secret is on the disk before the factor is confirmed. Keep FILE safe, or move it into an "
      "authenticator.\n\n"
      "Example:\n  mfactl --profile box enroll --label laptop --secret-out box.totp --qr");
  const auto options = std::make_shared<Options>();
  command->add_option("--label", options->label, "How the vendor lists it")->type_name("TEXT");
  command
      ->add_option("--account", options->account,
                   "Whose factor it becomes, where the vendor enrols others; default: the profile's own")
      ->type_name("A");
  command->add_option("--kind", options->kind, "What kind of factor; default: totp")->type_name("KIND");
  command
      ->add_option("--destination", options->destination,
                   "Phone (E.164) or e-mail address, for kinds that need one")
      ->type_name("D");
  command
      ->add_option("--secret-out", options->secret_out,
                   "A new file (0600) for the secret as one otpauth:// line; needed for totp")
      ->type_name("FILE");
  command
      ->add_option("--recovery-out", options->recovery_out,
                   "A new file (0600) for recovery codes; needed where the vendor issues them")
      ->type_name("FILE");
  command->add_flag("--pin-stdin", options->pin_from_stdin, "Read from stdin the PIN that the account gets");
  command->add_flag("--qr", options->qr, "Draw the secret as a QR code on stderr");
  command->add_flag("--add", options->additional, "Beside a factor that is already on");
  command->callback([&tool, options] { tool.action = [&tool, options] { return enroll(tool, *options); }; });
}

}  // namespace mfactl
