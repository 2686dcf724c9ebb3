#include "profile.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <toml++/toml.h>

#include "files.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::invalid_argument;
using mfaclient::Result;

constexpr std::array kSecretCredentials =
    std::to_array<std::string_view>({"password", "system_key", "session_key", "api_key", "client_secret",
                                     "access_token", "bearer_token", "session_id", "jwt"});
constexpr std::array kPlainCredentials = std::to_array<std::string_view>(
    {"username", "client_id", "domain", "tenant", "login", "principal", "cluster_id"});
constexpr std::array kSources = std::to_array<std::string_view>({"env", "file", "command"});

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

/// Reads the tables of one file.
class Reader {
 public:
  Reader(std::filesystem::path folder, SecretVariables& variables)
      : folder_(std::move(folder)), variables_(variables) {}

  Result<Profile> profile(const std::string& name, const toml::table& table) {
    Profile profile{.name = name};
    for (const auto& [key, value] : table) {
      if (auto read = entry(profile, key.str(), value); !read) return std::move(read).error();
    }
    for (const auto& [key, value] :
         {std::pair("provider", &profile.provider), std::pair("url", &profile.url)})
      if (value->empty()) return wrong(name, key, "is missing");
    if (profile.totp && profile.code) return wrong(name, "code", "has no meaning beside totp");
    return profile;
  }

 private:
  static mfaclient::Error wrong(std::string_view profile, std::string_view key, std::string_view why) {
    return invalid_argument("profiles." + std::string(profile) + "." + std::string(key), why);
  }

  Result<void> entry(Profile& profile, std::string_view key, const toml::node& value) {
    if (key == "totp" || key == "code" || among(kSecretCredentials, key)) return secret(profile, key, value);
    const std::map<std::string_view, std::string*> plain{{"provider", &profile.provider},
                                                         {"url", &profile.url}};
    const std::map<std::string_view, std::string*> files{{"ca_file", &profile.tls.ca_file},
                                                         {"ca_directory", &profile.tls.ca_directory},
                                                         {"client_cert", &profile.tls.client_certificate},
                                                         {"client_key", &profile.tls.client_key}};
    const bool known =
        plain.contains(key) || files.contains(key) || key == "pin" || among(kPlainCredentials, key);
    if (!known) return wrong(profile.name, key, "is no key of a profile");
    const auto text = value.value_exact<std::string>();
    if (!text || text->empty()) return wrong(profile.name, key, "must be a text that is not empty");
    if (const auto at = plain.find(key); at != plain.end()) {
      *at->second = *text;
    } else if (const auto file = files.find(key); file != files.end()) {
      *file->second = (folder_ / *text).string();
    } else if (key == "pin") {
      profile.tls.pinned_key = *text;
    } else {
      profile.credentials.emplace_back(key, *text);
    }
    return {};
  }

  Result<void> secret(Profile& profile, std::string_view key, const toml::node& value) {
    const auto* table = value.as_table();
    if (table == nullptr)
      return wrong(profile.name, key,
                   "is a secret and must not be in this file; write { env = NAME }, { file = NAME } or "
                   "{ command = LINE }");
    auto source = source_of(profile.name, key, *table);
    if (!source) return std::move(source).error();
    if (key == "code" && source->kind != SecretSource::Kind::command)
      return wrong(profile.name, key, "changes all the time, so that only { command = LINE } can give it");
    if (key == "totp") {
      profile.totp = *std::move(source);
    } else if (key == "code") {
      profile.code = *std::move(source);
    } else {
      profile.credentials.emplace_back(key, *std::move(source));
    }
    return {};
  }

  Result<SecretSource> source_of(std::string_view profile, std::string_view key, const toml::table& table) {
    const auto text = table.size() == 1 ? table.begin()->second.value_exact<std::string>() : std::nullopt;
    const auto kind =
        table.size() == 1 ? std::ranges::find(kSources, table.begin()->first.str()) : kSources.end();
    if (!text || text->empty() || kind == kSources.end())
      return wrong(profile, key, "needs exactly one of env, file and command, with a text");
    SecretSource source{.kind = static_cast<SecretSource::Kind>(kind - kSources.begin()), .name = *text};
    if (source.kind == SecretSource::Kind::file) source.name = (folder_ / *text).string();
    if (source.kind == SecretSource::Kind::env) source.variable = variables_.take(source.name);
    return source;
  }

  std::filesystem::path folder_;
  SecretVariables& variables_;
};

Result<std::filesystem::path> config_path(const Tool& tool) {
  if (!tool.globals.config.empty()) return std::filesystem::path(tool.globals.config);
  return xdg_folder("XDG_CONFIG_HOME", ".config", "mfactl/config.toml");
}

Result<toml::table> parse(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return invalid_argument("config",
                            "there is no " + path.string() + "; write one, or name another with --config");
  const auto text = read_file(path);
  if (!text) return text.error();
  try {
    return toml::parse(text->reveal());
  } catch (const toml::parse_error& error) {  // its words quote the file
    const auto at = error.source().begin;
    return invalid_argument("config", path.string() + " is no valid TOML at line " + std::to_string(at.line) +
                                          ", column " + std::to_string(at.column));
  }
}

/// Of several profiles one must be named.
Result<std::string> choose(const std::map<std::string, Profile>& profiles, std::string_view wanted) {
  if (!wanted.empty() && profiles.contains(std::string(wanted))) return std::string(wanted);
  if (wanted.empty() && profiles.size() == 1) return profiles.begin()->first;
  std::string names;
  for (const auto& [name, profile] : profiles) names += (names.empty() ? "" : ", ") + name;
  if (names.empty())
    return invalid_argument("config", "there is no [profiles.NAME] in the configuration file");
  return invalid_argument("profile", wanted.empty() ? "there are several, name one with --profile: " + names
                                                    : "there is no such profile; there are: " + names);
}

/// The table `[store]`, over what is standard.
Result<StoreSettings> read_store(const toml::table& table, const std::filesystem::path& folder,
                                 StoreSettings settings) {
  const auto wrong = [](std::string_view key, std::string_view why) {
    return invalid_argument("store." + std::string(key), why);
  };
  for (const auto& [key, value] : table) {
    const auto name = key.str();
    if (name == "key") {
      const auto* source = value.as_table();
      const auto text = source != nullptr && source->size() == 1
                            ? source->begin()->second.value_exact<std::string>()
                            : std::nullopt;
      const auto kind = text ? source->begin()->first.str() : std::string_view();
      // A variable is gone after its first use, and the store is opened whenever it is needed.
      if (!text || text->empty() || (kind != "file" && kind != "command"))
        return wrong(name, "needs exactly one of file and command, with a text");
      settings.key = kind == "file"
                         ? SecretSource{.kind = SecretSource::Kind::file, .name = (folder / *text).string()}
                         : SecretSource{.kind = SecretSource::Kind::command, .name = *text};
      continue;
    }
    const auto text = value.value_exact<std::string>();
    if (name != "folder" && name != "key_folder") return wrong(name, "is no key of the store");
    if (!text || text->empty()) return wrong(name, "must be a text that is not empty");
    (name == "folder" ? settings.folder : settings.key_folder) = folder / *text;
  }
  return settings;
}

}  // namespace

bool has_profile(const Tool& tool, std::string_view name) {
  const auto path = config_path(tool);
  const auto document = path ? parse(*path) : Result<toml::table>(path.error());
  return document && (*document)["profiles"][name].is_table();
}

Result<StoreSettings> load_store_settings(const Tool& tool) {
  auto home = xdg_folder("XDG_STATE_HOME", ".local/state", "mfactl");
  if (!home) return std::move(home).error();
  StoreSettings settings{.folder = *home / "store", .key_folder = *home / "key"};
  const auto path = config_path(tool);
  if (!path) return path.error();
  std::error_code ignored;
  if (tool.globals.config.empty() && !std::filesystem::exists(*path, ignored)) return settings;
  const auto document = parse(*path);
  if (!document) return document.error();
  const auto* table = (*document)["store"].as_table();
  if (table == nullptr) {
    if ((*document).contains("store")) return invalid_argument("store", "must be a table");
    return settings;
  }
  return read_store(*table, std::filesystem::absolute(*path).parent_path(), std::move(settings));
}

Result<Profile> load_profile(const Tool& tool, SecretVariables& variables, std::string_view name) {
  const auto path = config_path(tool);
  if (!path) return path.error();
  const auto document = parse(*path);
  if (!document) return document.error();
  for (const auto& [key, value] : *document)
    if (key.str() != "profiles" && key.str() != "store")
      return invalid_argument(key.str(), "is no key of the configuration file");

  // All are read, so that no variable of another profile is left for children to inherit.
  std::map<std::string, Profile> profiles;
  Reader reader(std::filesystem::absolute(*path).parent_path(), variables);
  if (const auto* tables = (*document)["profiles"].as_table()) {
    for (const auto& [key, value] : *tables) {
      const auto* table = value.as_table();
      if (table == nullptr) return invalid_argument("profiles." + std::string(key.str()), "must be a table");
      auto profile = reader.profile(std::string(key.str()), *table);
      if (!profile) return profile;
      profiles.emplace(key.str(), *std::move(profile));
    }
  }
  const auto chosen = choose(profiles, name.empty() ? std::string_view(tool.globals.profile) : name);
  if (!chosen) return chosen.error();
  return std::move(profiles.at(*chosen));
}

}  // namespace mfactl
