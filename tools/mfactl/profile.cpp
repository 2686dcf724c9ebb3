#include "profile.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <toml++/toml.h>

#include "files.hpp"
#include "mfaclient/providers.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

namespace fs = std::filesystem;

constexpr auto kSources = std::to_array<std::string_view>({"env", "file", "command"});

/// What some vendor takes under that name; all vendors agree on what is secret. nullptr: none does.
const mfaclient::CredentialInfo* find_credential(std::string_view name) {
  for (const auto& vendor : mfaclient::providers())
    for (const auto& credential : vendor.credentials)
      if (credential.name == name) return &credential;
  return nullptr;
}

/// A text of the file; nullopt: it is something else, or empty.
std::optional<std::string> text_of(const toml::node& value) {
  auto text = value.value_exact<std::string>();
  return text && !text->empty() ? text : std::nullopt;
}

/// The table { env = NAME }, { file = NAME } or { command = LINE }; nullopt: it is something else.
std::optional<SecretSource> source_of(const toml::node& value, const fs::path& folder) {
  const auto* table = value.as_table();
  if (table == nullptr || table->size() != 1) return std::nullopt;
  const auto entry = table->begin();
  const auto kind = std::ranges::find(kSources, entry->first.str());
  const auto text = text_of(entry->second);
  if (!text || kind == kSources.end()) return std::nullopt;
  SecretSource source{.kind = static_cast<SecretSource::Kind>(kind - kSources.begin()), .name = *text};
  if (source.kind == SecretSource::Kind::file) source.name = (folder / *text).string();
  return source;
}

/// Reads one `[profiles.NAME]`.
class ProfileReader {
 public:
  ProfileReader(const std::string& name, const fs::path& folder, SecretVariables& variables)
      : folder_(folder), variables_(variables), profile_{.name = name} {}

  Profile read(const toml::table& table) {
    for (const auto& [key, value] : table) entry(key.str(), value);
    for (const auto& [key, text] :
         {std::pair("provider", &profile_.provider), std::pair("url", &profile_.url)})
      if (text->empty()) refuse_key(key, "is missing");
    if (profile_.totp && profile_.code) refuse_key("code", "has no meaning beside totp");
    return std::move(profile_);
  }

 private:
  [[noreturn]] void refuse_key(std::string_view key, std::string_view why) const {
    refuse("profiles." + profile_.name + "." + std::string(key), why);
  }

  void entry(std::string_view key, const toml::node& value) {
    auto& tls = profile_.tls;
    const std::map<std::string_view, std::string*> texts{
        {"provider", &profile_.provider}, {"url", &profile_.url}, {"pin", &tls.pinned_key}};
    const std::map<std::string_view, std::string*> files{{"ca_file", &tls.ca_file},
                                                         {"ca_directory", &tls.ca_directory},
                                                         {"client_cert", &tls.client_certificate},
                                                         {"client_key", &tls.client_key}};
    const auto* credential = find_credential(key);
    if (key == "totp" || key == "code" || (credential != nullptr && credential->secret))
      return secret(key, value);
    if (credential == nullptr && !texts.contains(key) && !files.contains(key))
      refuse_key(key, "is no key of a profile");
    const auto text = text_of(value);
    if (!text) refuse_key(key, "must be a text that is not empty");
    if (credential != nullptr) {
      profile_.credentials.emplace_back(key, *text);
    } else if (const auto at = texts.find(key); at != texts.end()) {
      *at->second = *text;
    } else {
      *files.at(key) = (folder_ / *text).string();
    }
  }

  void secret(std::string_view key, const toml::node& value) {
    if (!value.is_table())
      refuse_key(key,
                 "is a secret and must not be in this file; write { env = NAME }, { file = NAME } or "
                 "{ command = LINE }");
    auto source = source_of(value, folder_);
    if (!source) refuse_key(key, "needs exactly one of env, file and command, with a text");
    if (source->kind == SecretSource::Kind::env) source->variable = variables_.take(source->name);
    if (key == "code" && source->kind != SecretSource::Kind::command)
      refuse_key(key, "changes all the time, so that only { command = LINE } can give it");
    if (key == "totp") {
      profile_.totp = std::move(source);
    } else if (key == "code") {
      profile_.code = std::move(source);
    } else {
      profile_.credentials.emplace_back(key, *std::move(source));
    }
  }

  const fs::path& folder_;
  SecretVariables& variables_;
  Profile profile_;
};

fs::path config_path(const Tool& tool) {
  if (!tool.globals.config.empty()) return tool.globals.config;
  return xdg_folder("XDG_CONFIG_HOME", ".config", "mfactl/config.toml");
}

toml::table parse(const fs::path& path) {
  if (!is_there(path))
    refuse("config", "there is no " + path.string() + "; write one, or name another with --config");
  const auto text = read_file(path);
  try {
    return toml::parse(text.reveal());
  } catch (const toml::parse_error& error) {  // its words quote the file
    const auto at = error.source().begin;
    refuse("config", path.string() + " is no valid TOML at line " + std::to_string(at.line) + ", column " +
                         std::to_string(at.column));
  }
}

/// Of several profiles one must be named.
Profile choose(std::map<std::string, Profile> profiles, std::string_view wanted) {
  if (wanted.empty() && profiles.size() == 1) return std::move(profiles.begin()->second);
  if (const auto named = profiles.find(std::string(wanted)); named != profiles.end() && !wanted.empty())
    return std::move(named->second);
  std::string names;
  for (const auto& [name, profile] : profiles) names += (names.empty() ? "" : ", ") + name;
  if (names.empty()) refuse("config", "there is no [profiles.NAME] in the configuration file");
  refuse("profile", wanted.empty() ? "there are several, name one with --profile: " + names
                                   : "there is no such profile; there are: " + names);
}

/// The table `[store]`, over what is standard.
StoreSettings read_store(const toml::table& table, const fs::path& folder, StoreSettings settings) {
  for (const auto& [key, value] : table) {
    const auto name = "store." + std::string(key.str());
    if (key == "key") {
      settings.key = source_of(value, folder);
      // A variable is gone after its first use, and the store is opened whenever it is needed.
      if (!settings.key || settings.key->kind == SecretSource::Kind::env)
        refuse(name, "needs exactly one of file and command, with a text");
      continue;
    }
    if (key != "folder" && key != "key_folder") refuse(name, "is no key of the store");
    const auto text = text_of(value);
    if (!text) refuse(name, "must be a text that is not empty");
    (key == "folder" ? settings.folder : settings.key_folder) = folder / *text;
  }
  return settings;
}

}  // namespace

bool has_profile(const Tool& tool, std::string_view name) {
  const auto document = result_of([&] { return parse(config_path(tool)); });
  return document && (*document)["profiles"][name].is_table();
}

StoreSettings load_store_settings(const Tool& tool) {
  const auto home = xdg_folder("XDG_STATE_HOME", ".local/state", "mfactl");
  StoreSettings settings{.folder = home / "store", .key_folder = home / "key"};
  const auto path = config_path(tool);
  if (tool.globals.config.empty() && !is_there(path)) return settings;
  const auto document = parse(path);
  if (!document.contains("store")) return settings;
  const auto* table = document["store"].as_table();
  if (table == nullptr) refuse("store", "must be a table");
  return read_store(*table, fs::absolute(path).parent_path(), std::move(settings));
}

Profile load_profile(Tool& tool, std::string_view name) {
  const auto path = config_path(tool);
  const auto document = parse(path);
  for (const auto& [key, value] : document)
    if (key != "profiles" && key != "store") refuse(key.str(), "is no key of the configuration file");

  // All are read, so that no variable of another profile is left for children to inherit.
  std::map<std::string, Profile> profiles;
  const auto folder = fs::absolute(path).parent_path();
  if (const auto* tables = document["profiles"].as_table()) {
    for (const auto& [key, value] : *tables) {
      const std::string called(key.str());
      const auto* table = value.as_table();
      if (table == nullptr) refuse("profiles." + called, "must be a table");
      profiles.emplace(called, ProfileReader(called, folder, tool.variables).read(*table));
    }
  }
  return choose(std::move(profiles), name.empty() ? std::string_view(tool.globals.profile) : name);
}

}  // namespace mfactl
