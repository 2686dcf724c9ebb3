#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "mfaclient/qr.hpp"
#include "options.hpp"
#include "output.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::Enrollment;
using mfaclient::Factor;
using mfaclient::FactorInfo;
using mfaclient::FactorKind;
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
  bool replace = false;
};

/// The files that an enrolment fills. They are made before anything is sent.
struct Files {
  std::optional<SecretFile> secret{};
  std::optional<SecretFile> recovery{};
};

void create(std::optional<SecretFile>& file, const std::string& path, std::string_view option) {
  if (!path.empty()) file.emplace(path, option);
}

/// Puts into the files what the vendor offered. Until that is done, nothing may be confirmed.
void save(const Tool& tool, const Enrollment& enrollment, const Options& options, Files& files) {
  if (enrollment.otpauth_uri && files.secret) {
    SecretString line = *enrollment.otpauth_uri;
    line.append("\n");
    files.secret->write(line.reveal());
  }
  if (!enrollment.recovery_codes.empty() && files.recovery) {
    SecretString lines;
    for (const auto& code : enrollment.recovery_codes) {
      lines.append(code.reveal());
      lines.append("\n");
    }
    files.recovery->write(lines.reveal());
  }
  // Beside the data: stdout stays for scripts.
  if (options.qr && enrollment.otpauth_uri)
    tool.err << mfaclient::qr::to_terminal(enrollment.otpauth_uri->reveal()).value().reveal() << '\n'
             << std::flush;
}

/// The stored factor that `--replace` is about: the account's only one that is active.
FactorInfo replaced(const Tool& tool, const mfaclient::FactorOwner& owner) {
  auto factors = tool.store->find(owner).value();
  std::erase_if(factors,
                [](const FactorInfo& factor) { return factor.state != mfaclient::FactorState::active; });
  if (factors.empty()) refuse("--replace", "finds no active factor of the account in the store");
  if (factors.size() > 1) refuse("--replace", "finds several active factors; disable those that nobody uses");
  return factors.front();
}

Factor factor_of(const FactorInfo& stored) {
  return {.id = stored.factor_id,
          .kind = stored.kind,
          .vendor_kind = std::string(to_string(stored.kind)),
          .label = stored.label,
          .active = stored.state == mfaclient::FactorState::active};
}

void print_result(Tool& tool, const FactorInfo& stored, const Files& files) {
  const auto name_of = [](const std::optional<SecretFile>& file) {
    return file && file->written() ? file->path().string() : std::string();
  };
  const auto secret = name_of(files.secret);
  const auto recovery = name_of(files.recovery);
  if (tool.globals.json) {
    auto json = begin_result(tool);
    json.name("stored").text(stored.id).name("factor");
    write_factor(json, factor_of(stored));
    write_or_null(json, "secret_file", secret);
    write_or_null(json, "recovery_file", recovery);
    return print(tool, json.end_object().result());
  }
  tool.out << tool.provider << ": " << to_string(stored.kind)
           << (stored.factor_id.empty() ? " is on" : " is on, its id is " + stored.factor_id)
           << "; the store has it as " << stored.id << '\n';
  if (!secret.empty()) tool.out << "secret in " << secret << '\n';
  if (!recovery.empty()) tool.out << "recovery codes in " << recovery << '\n';
}

void enroll(Tool& tool, const Options& options) {
  const auto kind = kind_option(options.kind, FactorKind::totp);
  const auto& client = Client::open(tool);
  Files files;
  create(files.secret, options.secret_out, "--secret-out");
  create(files.recovery, options.recovery_out, "--recovery-out");

  mfaclient::EnrollmentPlan plan{.label = options.label,
                                 .kind = kind,
                                 .destination = options.destination,
                                 .additional = options.additional,
                                 .sent_codes = client.codes(),
                                 .on_stored = [&](const Enrollment& offer) {
                                   return result_of([&] { save(tool, offer, options, files); });
                                 }};
  if (options.pin_from_stdin) plan.pin = read_secret_stdin("pin", tool.stop);
  const auto manager = client.manager(options.account.empty() ? mfaclient::Account::self()
                                                              : mfaclient::Account::user(options.account));
  auto factor = options.replace ? manager.replace(replaced(tool, manager.owner()).id, plan, tool.call())
                                : manager.enroll(plan, tool.call());
  // A secret is never thrown away: the vendor may have taken it all the same.
  if (!factor && files.secret && files.secret->written())
    factor.error().add_hint("the secret is kept in " + options.secret_out);
  print_result(tool, factor.value(), files);
}

}  // namespace

void add_enroll(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("enroll", "Turns a factor on");
  command->footer(
      "The secret is in the store before the factor is confirmed; after an interruption `mfactl resume` "
      "settles it.\n\n"
      "Example:\n  mfactl --profile box enroll --label laptop --qr");
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
                   "A new file (0600) for the secret as one otpauth:// line, beside the store")
      ->type_name("FILE");
  command
      ->add_option("--recovery-out", options->recovery_out,
                   "A new file (0600) for recovery codes, beside the store")
      ->type_name("FILE");
  command->add_flag("--pin-stdin", options->pin_from_stdin, "Read from stdin the PIN that the account gets");
  command->add_flag("--qr", options->qr, "Draw the secret as a QR code on stderr");
  auto* add = command->add_flag("--add", options->additional, "Beside a factor that is already on");
  command
      ->add_flag("--replace", options->replace,
                 "In the place of the stored factor, which is kept until the new one is accepted")
      ->excludes(add);
  command->callback([&tool, options] { enroll(tool, *options); });
}

}  // namespace mfactl
