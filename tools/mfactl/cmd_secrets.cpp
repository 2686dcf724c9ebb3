#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "code_input.hpp"
#include "commands.hpp"
#include "environment.hpp"
#include "factor_store.hpp"
#include "files.hpp"
#include "json_out.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/qr.hpp"
#include "secret_input.hpp"
#include "secret_source.hpp"
#include "tool.hpp"
#include "totp_secret.hpp"

namespace mfactl {
namespace {

using mfaclient::FactorInfo;
using mfaclient::FactorState;
using mfaclient::invalid_argument;
using mfaclient::Result;
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
  write_text_or_null(json, "label", factor.label);
  json.name("kind").text(to_string(factor.kind)).name("state").text(to_string(factor.state));
  write_text_or_null(json, "factor_id", factor.factor_id);
  json.name("recovery_codes_left").integer(static_cast<std::int64_t>(factor.recovery_codes_left));
  write_time_or_null(json, "created", factor.created);
  write_time_or_null(json, "changed", factor.changed);
  json.end_object();
}

/// Does something with the store, which is not made for that.
template <class Act>
int with_store(Tool& tool, const Act& act) {
  const auto there = has_factor_store(tool);
  if (!there) return fail(tool, there.error());
  Result<std::shared_ptr<mfaclient::Store>> store = mfaclient::make_memory_store(tool.clock);
  if (*there) store = factor_store(tool);
  if (!store) return fail(tool, store.error());
  return act(**store);
}

/// The same with one of its factors.
template <class Act>
int with_factor(Tool& tool, const std::string& name, const Act& act) {
  return with_store(tool, [&](mfaclient::Store& store) {
    const auto factor = find_factor(store, name);
    if (!factor) return fail(tool, factor.error());
    return act(store, *factor);
  });
}

int list(Tool& tool) {
  return with_store(tool, [&](mfaclient::Store& store) {
    JsonWriter json;
    json.begin_list();
    const auto read = mfaclient::for_each_factor(store, [&](const FactorInfo& factor) {
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
    });
    if (!read) return fail(tool, read.error());
    if (tool.globals.json) print(tool, json.end_list().result());
    return 0;
  });
}

/// Secrets are for pipes and files; a terminal's scrollback is neither, unless the person insists.
Result<void> may_show(const Tool& tool, const Options& options) {
  if (!tool.out_is_terminal || options.show_secrets) return {};
  return invalid_argument("--show-secrets", "is needed to print a secret on a terminal");
}

/// The same with the secrets of one of its factors.
template <class Act>
int with_secrets(Tool& tool, const std::string& name, mfaclient::SecretPurpose purpose, const Act& act) {
  return with_factor(tool, name, [&](mfaclient::Store& store, const FactorInfo& factor) {
    const auto secrets = store.secrets(factor.id, purpose);
    return secrets ? act(factor, *secrets) : fail(tool, secrets.error());
  });
}

using mfaclient::FactorSecrets;
using mfaclient::SecretPurpose;

int show(Tool& tool, const Options& options) {
  if (const auto may = may_show(tool, options); !may) return fail(tool, may.error());
  return with_secrets(tool, options.name, SecretPurpose::show,
                      [&](const FactorInfo&, const FactorSecrets& its) {
                        if (!options.recovery_codes) {
                          if (its.otpauth_uri.empty() && its.pin.empty())
                            return fail(tool, invalid_argument("name", "is a factor without a secret"));
                          print(tool, its.otpauth_uri.empty() ? its.pin : its.otpauth_uri);
                          return 0;
                        }
                        for (const auto& code : its.recovery_codes)
                          if (!code.spent) print(tool, code.code);
                        return 0;
                      });
}

int draw(Tool& tool, const Options& options) {
  return with_secrets(tool, options.name, SecretPurpose::show,
                      [&](const FactorInfo&, const FactorSecrets& its) {
                        if (its.otpauth_uri.empty())
                          return fail(tool, invalid_argument("name", "is a factor without a secret"));
                        const auto drawing = mfaclient::qr::to_terminal(its.otpauth_uri.reveal());
                        if (!drawing) return fail(tool, drawing.error());
                        print(tool, without_line_end(*drawing));
                        return 0;
                      });
}

Result<SecretString> uri_of(const SecretString& text, const mfaclient::FactorOwner& owner) {
  if (text.reveal().find(':') != std::string_view::npos) {
    if (const auto uri = mfaclient::otp::OtpauthUri::parse(text.reveal()); !uri) return uri.error();
    return text;
  }
  auto secret = mfaclient::otp::Base32Secret::parse(text.reveal());
  if (!secret) return std::move(secret).error();
  return mfaclient::otp::OtpauthUri{
      .issuer = owner.provider, .account = owner.account, .secret = *std::move(secret)}
      .build();
}

/// Whether a factor of the store has that secret.
Result<bool> is_known(mfaclient::Store& store, const SecretString& uri) {
  Result<bool> known = false;
  const auto read = mfaclient::for_each_factor(store, [&](const FactorInfo& factor) {
    if (factor.state == FactorState::abandoned || !factor.has_uri) return true;
    const auto its = store.secrets(factor.id, SecretPurpose::compare);
    known = its ? Result<bool>(its->otpauth_uri == uri) : Result<bool>(its.error());
    return known && !*known;
  });
  if (!read) return read.error();
  return known;
}

int add(Tool& tool, const Options& options) {
  SecretVariables variables;
  const auto profile = load_profile(tool, variables);
  if (!profile) return fail(tool, profile.error());
  const auto text =
      options.file.empty()
          ? read_secret_stdin("secret", tool.stop)
          : read_secret({.kind = SecretSource::Kind::file, .name = options.file}, "--file", reading(tool));
  if (!text) return fail(tool, text.error());
  const auto owner = owner_of(*profile);
  if (!owner) return fail(tool, owner.error());
  const auto uri = uri_of(*text, *owner);
  if (!uri) return fail(tool, uri.error());
  const auto store = factor_store(tool);
  if (!store) return fail(tool, store.error());
  const auto known = is_known(**store, *uri);
  if (!known) return fail(tool, known.error());
  if (*known) return fail(tool, make_error(mfaclient::Errc::conflict, "the store has this secret already"));
  const auto added = (*store)->add({.owner = *owner, .label = options.label, .state = FactorState::active},
                                   {.otpauth_uri = *uri});
  if (!added) return fail(tool, added.error());
  if (tool.globals.json) {
    JsonWriter json;
    write_stored(json, *added);
    print(tool, json.result());
  } else {
    tool.out << added->id << " is stored\n";
  }
  return 0;
}

int remove(Tool& tool, const Options& options) {
  if (!options.yes)
    return fail(tool, invalid_argument("--yes",
                                       "is needed: a secret that the vendor still asks for is lost "
                                       "with it; nothing was removed"));
  return with_factor(tool, options.name, [&](mfaclient::Store& store, const FactorInfo& factor) {
    if (const auto removed = store.remove(factor.id); !removed) return fail(tool, removed.error());
    if (!tool.globals.json) tool.out << factor.id << " is removed\n";
    return 0;
  });
}

int new_key(Tool& tool, const Options& options) {
  if (const auto may = may_show(tool, options); !may) return fail(tool, may.error());
  const auto key = mfaclient::new_store_key();
  if (!key) return fail(tool, key.error());
  print(tool, *key);
  return 0;
}

/// Whether what an authenticator shows is a code of the stored secret: nothing is sent, and nothing is spent.
int verify(Tool& tool, const Options& options) {
  const auto code = read_secret_stdin("code", tool.stop);
  if (!code) return fail(tool, code.error());
  return with_secrets(
      tool, options.name, SecretPurpose::compare, [&](const FactorInfo& factor, const FactorSecrets& its) {
        const auto totp = read_totp(its.otpauth_uri);
        if (!totp) return fail(tool, totp.error());
        if (!totp->verify(code->reveal(), tool.clock->now()))
          return fail(tool,
                      make_error(mfaclient::Errc::code_rejected, "this is not a code of the stored secret"));
        if (!tool.globals.json) tool.out << "a code of " << factor.id << '\n';
        return 0;
      });
}

CLI::App* add_command(CLI::App& group, Tool& tool, const char* name, const char* what,
                      const std::shared_ptr<Options>& options, int (*act)(Tool&, const Options&),
                      bool named = true) {
  auto* command = group.add_subcommand(name, what);
  if (named)
    command->add_option("name", options->name, "Id, label or account, as `secrets list` shows them")
        ->type_name("NAME")
        ->required();
  command->callback(
      [&tool, options, act] { tool.action = [&tool, options, act] { return act(tool, *options); }; });
  return command;
}

}  // namespace

void add_secrets(CLI::App& app, Tool& tool) {
  auto* group = app.add_subcommand("secrets", "The factors in the store");
  group->require_subcommand(1);
  group->footer(
      "Example:\n  mfactl secrets list\n  mfactl --profile box secrets add --label phone < uri.txt");
  const auto options = std::make_shared<Options>();
  add_command(
      *group, tool, "list", "Lists them, without anything secret", options,
      [](Tool& t, const Options&) { return list(t); }, false);
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
