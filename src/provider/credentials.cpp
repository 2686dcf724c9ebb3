#include "provider/credentials.hpp"

#include <algorithm>

namespace mfaclient {

Result<CredentialReader> CredentialReader::read(const ProviderConfig& config,
                                                std::span<const CredentialInfo> known) {
  for (const auto& [name, value] : config.credentials) {
    if (std::ranges::find(known, name, &CredentialInfo::name) == known.end())
      return invalid_argument(name, "is not a credential of " + config.provider);
    if (value.empty()) return invalid_argument(name, "is empty");
  }
  return CredentialReader(config);
}

const SecretString* CredentialReader::find(std::string_view name) const {
  const auto at = std::ranges::find(config_->credentials, name,
                                    [](const auto& c) -> std::string_view { return c.first; });
  return at == config_->credentials.end() ? nullptr : &at->second;
}

SecretString CredentialReader::secret(std::string_view name) const {
  const auto* value = find(name);
  return value == nullptr ? SecretString{} : *value;
}

std::string CredentialReader::text(std::string_view name) const {
  const auto* value = find(name);
  return value == nullptr ? std::string{} : std::string(value->reveal());
}

Result<std::string_view> CredentialReader::one_of(std::initializer_list<std::string_view> names) const {
  std::string_view chosen;
  std::string all;
  int given = 0;
  for (const auto name : names) {
    all.append(all.empty() ? "" : ", ").append(name);
    if (!has(name)) continue;
    chosen = name;
    ++given;
  }
  if (given == 1) return chosen;
  return invalid_argument(*names.begin(), "exactly one of these is needed: " + all);
}

Result<std::size_t> CredentialReader::choice(std::string_view name,
                                             std::initializer_list<std::string_view> choices) const {
  if (!has(name)) return std::size_t{0};
  const auto at = std::ranges::find(choices, text(name));
  if (at != choices.end()) return static_cast<std::size_t>(at - choices.begin());
  std::string all;
  for (const auto choice : choices) all.append(all.empty() ? "" : ", ").append(choice);
  return invalid_argument(name, "must be one of: " + all);
}

Result<void> CredentialReader::need(std::string_view name, std::string_view beside) const {
  if (has(name)) return {};
  return invalid_argument(name, "is missing; it is needed with " + std::string(beside));
}

}  // namespace mfaclient
