#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "codes.hpp"
#include "commands.hpp"
#include "factor_store.hpp"
#include "files.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/qr.hpp"
#include "output.hpp"
#include "profile.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::FactorInfo;
using mfaclient::FactorState;
using mfaclient::Result;
using mfaclient::SecretPurpose;
using mfaclient::SecretString;
using mfaclient::wire::JsonWriter;

struct Options {
  std::string name{};
  std::string file{};
  std::string label{};
  bool recovery_codes = false;
  bool show_secrets = false;
  bool yes = false;
};

/// Nothing secret.
void write_stored(JsonWriter& json, const FactorInfo& factor) {
  json.begin_object().name("id").text(factor.id).name("provider").text(factor.owner.provider);
  json.name("origin").text(factor.owner.origin).name("account").text(factor.owner.account);
  write_or_null(json, "label", factor.label);
  json.name("kind").text(to_string(factor.kind)).name("state").text(to_string(factor.state));
  write_or_null(json, "factor_id", factor.factor_id);
  json.name("recovery_codes_left").integer(static_cast<std::int64_t>(factor.recovery_codes_left));
  write_or_null(json, "created", factor.created);
  write_or_null(json, "changed", factor.changed);
  json.end_object();
}

/// The store, or an empty one: it is not made to be looked at.
std::shared_ptr<mfaclient::Store> store_of(Tool& tool) {
  return has_factor_store(tool) ? factor_store(tool) : mfaclient::make_memory_store(tool.clock);
}

void list(Tool& tool, const Options&) {
  const auto store = store_of(tool);
  JsonWriter json;
  json.begin_list();
  mfaclient::for_each_factor(*store, [&](const FactorInfo& factor) {
    if (tool.globals.json) {
      write_stored(json, factor);
      return true;
    }
    tool.out << factor.id << "  " << to_string(factor.state) << "  " << factor.owner.provider << "  "
             << factor.owner.account << " at " << factor.owner.origin << "  " << to_string(factor.kind)
             << (factor.label.empty() ? "" : "  \"" + factor.label + "\"")
             << (factor.recovery_codes == 0
                     ? ""
                     : "  " + std::to_string(factor.recovery_codes_left) + " recovery codes")
             << '\n';
    return true;
  }).value();
  if (tool.globals.json) print(tool, json.end_list().result());
}

/// Secrets are for pipes and files; a terminal's scrollback is neither, unless the person insists.
void check_may_show(const Tool& tool, const Options& options) {
  if (tool.masks(options.show_secrets)) refuse("--show-secrets", "is needed to print a secret on a terminal");
}

mfaclient::FactorSecrets secrets_of(Tool& tool, const std::string& name, SecretPurpose purpose) {
  const auto store = store_of(tool);
  return store->secrets(find_factor(*store, name).id, purpose).value();
}

void show(Tool& tool, const Options& options) {
  check_may_show(tool, options);
  const auto its = secrets_of(tool, options.name, SecretPurpose::show);
  if (options.recovery_codes) {
    for (const auto& code : its.recovery_codes)
      if (!code.spent) print(tool, code.code);
    return;
  }
  if (its.otpauth_uri.empty() && its.pin.empty()) refuse("name", "is a factor without a secret");
  print(tool, its.otpauth_uri.empty() ? its.pin : its.otpauth_uri);
}

void draw(Tool& tool, const Options& options) {
  const auto its = secrets_of(tool, options.name, SecretPurpose::show);
  if (its.otpauth_uri.empty()) refuse("name", "is a factor without a secret");
  print(tool, without_line_end(mfaclient::qr::to_terminal(its.otpauth_uri.reveal()).value()));
}

SecretString uri_of(const SecretString& text, const mfaclient::FactorOwner& owner) {
  auto uri = read_otpauth(text);
  if (is_uri(text)) return text;
  uri.issuer = owner.provider;
  uri.account = owner.account;
  return uri.build();
}

/// Whether a factor of the store has that secret.
bool is_known(mfaclient::Store& store, const SecretString& uri) {
  Result<bool> known = false;
  mfaclient::for_each_factor(store, [&](const FactorInfo& factor) {
    if (factor.state == FactorState::abandoned || !factor.has_uri) return true;
    const auto its = store.secrets(factor.id, SecretPurpose::compare);
    known = its ? Result<bool>(its->otpauth_uri == uri) : Result<bool>(its.error());
    return known && !*known;
  }).value();
  return known.value();
}

void add(Tool& tool, const Options& options) {
  const auto profile = load_profile(tool);
  const auto text =
      options.file.empty()
          ? read_secret_stdin("secret", tool.stop)
          : read_secret(tool, {.kind = SecretSource::Kind::file, .name = options.file}, "--file");
  const auto owner = owner_of(profile);
  const auto uri = uri_of(text, owner);
  const auto store = factor_store(tool);
  if (is_known(*store, uri))
    throw mfaclient::MfaException(make_error(mfaclient::Errc::conflict, "the store has this secret already"));
  const auto added =
      store->add({.owner = owner, .label = options.label, .state = FactorState::active}, {.otpauth_uri = uri})
          .value();
  if (!tool.globals.json) {
    tool.out << added.id << " is stored\n";
    return;
  }
  JsonWriter json;
  write_stored(json, added);
  print(tool, json.result());
}

void remove(Tool& tool, const Options& options) {
  if (!options.yes)
    refuse("--yes",
           "is needed: a secret that the vendor still asks for is lost with it; nothing was removed");
  const auto store = store_of(tool);
  const auto factor = find_factor(*store, options.name);
  store->remove(factor.id).value();
  if (!tool.globals.json) tool.out << factor.id << " is removed\n";
}

void new_key(Tool& tool, const Options& options) {
  check_may_show(tool, options);
  print(tool, mfaclient::new_store_key().value());
}

/// Whether what an authenticator shows is a code of the stored secret: nothing is sent, and nothing is spent.
void verify(Tool& tool, const Options& options) {
  const auto code = read_secret_stdin("code", tool.stop);
  const auto store = store_of(tool);
  const auto factor = find_factor(*store, options.name);
  const auto its = store->secrets(factor.id, SecretPurpose::compare).value();
  if (!read_otpauth(its.otpauth_uri).totp().value().verify(code.reveal(), tool.clock->now()))
    throw mfaclient::MfaException(
        make_error(mfaclient::Errc::code_rejected, "this is not a code of the stored secret"));
  if (!tool.globals.json) tool.out << "a code of " << factor.id << '\n';
}

CLI::App* add_command(CLI::App& group, Tool& tool, const char* name, const char* what,
                      const std::shared_ptr<Options>& options, void (*act)(Tool&, const Options&),
                      bool named = true) {
  auto* command = group.add_subcommand(name, what);
  if (named)
    command->add_option("name", options->name, "Id, label or account, as `secrets list` shows them")
        ->type_name("NAME")
        ->required();
  command->callback([&tool, options, act] { act(tool, *options); });
  return command;
}

}  // namespace

void add_secrets(CLI::App& app, Tool& tool) {
  auto* group = app.add_subcommand("secrets", "The factors in the store");
  group->require_subcommand(1);
  group->footer(
      "Example:\n  mfactl secrets list\n  mfactl --profile box secrets add --label phone < uri.txt");
  const auto options = std::make_shared<Options>();
  add_command(*group, tool, "list", "Lists them, without anything secret", options, list, false);
  auto* shown = add_command(*group, tool, "show", "Prints a secret as its otpauth URI, or its recovery codes",
                            options, show);
  shown->add_flag("--recovery-codes", options->recovery_codes, "Those that are not spent, instead");
  shown->add_flag("--show-secrets", options->show_secrets, "Print them on a terminal, too");
  add_command(*group, tool, "qr", "Draws a secret as a QR code", options, draw);
  auto* added =
      add_command(*group, tool, "add", "Stores a secret of the profile's account that is on already", options,
                  add, false);
  added->add_option("--file", options->file, "Base32 or an otpauth URI; default: stdin")->type_name("FILE");
  added->add_option("--label", options->label, "What to call it")->type_name("TEXT");
  auto* removed = add_command(*group, tool, "remove", "Removes a factor from the store, not from the vendor",
                              options, remove);
  removed->add_flag("--yes", options->yes, "Yes, remove it");
  add_command(*group, tool, "verify", "Checks a code from stdin against a stored secret; sends nothing",
              options, verify);
  add_command(*group, tool, "new-key", "Prints a key for a new store, to be kept where [store] says", options,
              new_key, false)
      ->add_flag("--show-secrets", options->show_secrets, "Print it on a terminal, too");
}

}  // namespace mfactl
