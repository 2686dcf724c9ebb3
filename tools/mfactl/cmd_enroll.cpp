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

using mfaclient::Enrollment;
using mfaclient::Factor;
using mfaclient::FactorInfo;
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
  bool replace = false;
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

/// Puts into the files what the vendor offered. Until that is done, nothing may be confirmed.
Result<void> save(Tool& tool, const Enrollment& enrollment, const Options& options, Files& files) {
  if (enrollment.otpauth_uri && files.secret) {
    SecretString line = *enrollment.otpauth_uri;
    line.append("\n");
    if (auto saved = files.secret->write(line.reveal()); !saved) return saved;
  }
  if (!enrollment.recovery_codes.empty() && files.recovery) {
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

/// The stored factor that `--replace` is about: the account's only one that is active.
Result<FactorInfo> replaced(Tool& tool, const mfaclient::FactorOwner& owner) {
  auto factors = tool.store->find(owner);
  if (!factors) return std::move(factors).error();
  std::erase_if(*factors,
                [](const FactorInfo& factor) { return factor.state != mfaclient::FactorState::active; });
  if (factors->size() == 1) return factors->front();
  return mfaclient::invalid_argument("--replace", factors->empty()
                                                      ? "finds no active factor of the account in the store"
                                                      : "finds several active factors; disable those that "
                                                        "nobody uses");
}

Factor factor_of(const FactorInfo& stored) {
  return {.id = stored.factor_id,
          .kind = stored.kind,
          .vendor_kind = std::string(to_string(stored.kind)),
          .label = stored.label,
          .active = stored.state == mfaclient::FactorState::active};
}

void print_result(Tool& tool, const Client& client, const FactorInfo& stored, const Files& files) {
  const auto name_of = [](const std::optional<SecretFile>& file) {
    return file && file->written() ? file->path().string() : std::string();
  };
  if (tool.globals.json) {
    mfaclient::wire::JsonWriter json;
    json.begin_object().name("provider").text(client.name()).name("stored").text(stored.id).name("factor");
    write_factor(json, factor_of(stored));
    write_text_or_null(json, "secret_file", name_of(files.secret));
    write_text_or_null(json, "recovery_file", name_of(files.recovery));
    print(tool, json.end_object().result());
    return;
  }
  tool.out << client.name() << ": " << to_string(stored.kind)
           << (stored.factor_id.empty() ? " is on" : " is on, its id is " + stored.factor_id)
           << "; the store has it as " << stored.id << '\n';
  if (!name_of(files.secret).empty()) tool.out << "secret in " << name_of(files.secret) << '\n';
  if (!name_of(files.recovery).empty()) tool.out << "recovery codes in " << name_of(files.recovery) << '\n';
}

int enroll(Tool& tool, const Options& options) {
  const auto kind = kind_option(options.kind, FactorKind::totp);
  if (!kind) return fail(tool, kind.error());
  auto client = Client::open(tool);
  if (!client) return fail(tool, client.error());
  Files files;
  auto made = create(files.secret, options.secret_out, "--secret-out");
  if (made) made = create(files.recovery, options.recovery_out, "--recovery-out");
  if (!made) return fail(tool, made.error(), client->name());

  const auto account =
      options.account.empty() ? mfaclient::Account::self() : mfaclient::Account::user(options.account);
  mfaclient::EnrollmentPlan plan{
      .label = options.label,
      .kind = *kind,
      .destination = options.destination,
      .additional = options.additional,
      .sent_codes = client->codes(),
      .on_stored = [&](const Enrollment& offer) { return save(tool, offer, options, files); }};
  if (options.pin_from_stdin) {
    auto pin = read_secret_stdin("pin", tool.stop);
    if (!pin) return fail(tool, pin.error(), client->name());
    plan.pin = *std::move(pin);
  }
  const auto manager = client->manager(account);
  if (!manager) return fail(tool, manager.error(), client->name());
  const auto factor = [&]() -> Result<FactorInfo> {
    if (!options.replace) return manager->enroll(plan, tool.call());
    const auto old = replaced(tool, manager->owner());
    return old ? manager->replace(old->id, plan, tool.call()) : Result<FactorInfo>(old.error());
  }();
  if (!factor) {
    // A secret is never thrown away: the vendor may have taken it all the same.
    auto error = factor.error();
    if (files.secret && files.secret->written())
      error.add_hint("the secret is kept in " + options.secret_out);
    return fail(tool, error, client->name());
  }
  print_result(tool, *client, *factor, files);
  return 0;
}

}  // namespace

void add_enroll(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("enroll", "Turns a factor on");
  command->footer(
      "The secret is in the store before the factor is confirmed; after an interruption `mfactl resume` "
      "settles "
      "it.\n\n"
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
  command->callback([&tool, options] { tool.action = [&tool, options] { return enroll(tool, *options); }; });
}

}  // namespace mfactl
