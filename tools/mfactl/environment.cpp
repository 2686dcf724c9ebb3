#include "environment.hpp"

#include <cstring>

#include <unistd.h>

#include "mfaclient/error.hpp"

namespace mfactl {
namespace {

// The entry "NAME=value"; nullptr: unset.
char** find(std::string_view name) {
  if (name.empty() || name.find('=') != std::string_view::npos) return nullptr;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == '=') return entry;
  }
  return nullptr;
}

void remove(char** entry) {
  explicit_bzero(*entry, std::strlen(*entry));
  for (; *entry != nullptr; ++entry) *entry = *(entry + 1);
}

}  // namespace

std::optional<std::string_view> variable(std::string_view name) {
  char** entry = find(name);
  if (entry == nullptr) return std::nullopt;
  const auto value = std::string_view(*entry).substr(name.size() + 1);
  if (value.empty()) return std::nullopt;
  return value;
}

std::optional<mfaclient::SecretString> SecretVariables::take(std::string_view name) {
  if (const auto known = taken_.find(name); known != taken_.end()) return known->second;
  std::optional<mfaclient::SecretString> value;
  if (const auto text = variable(name)) value.emplace(*text);
  // Repeated names are possible, and a child would see the second one.
  while (char** entry = find(name)) remove(entry);
  if (value) taken_.emplace(name, *value);
  return value;
}

std::filesystem::path xdg_folder(std::string_view name, std::string_view standard, std::string_view below) {
  if (const auto base = variable(name); base && base->starts_with('/'))
    return std::filesystem::path(*base) / below;
  if (const auto home = variable("HOME"); home && home->starts_with('/'))
    return std::filesystem::path(*home) / standard / below;
  throw mfaclient::MfaException(mfaclient::make_error(
      mfaclient::Errc::storage, "neither " + std::string(name) + " nor HOME names a folder"));
}

}  // namespace mfactl
