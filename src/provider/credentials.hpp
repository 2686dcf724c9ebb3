#pragma once
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "mfaclient/client_options.hpp"
#include "mfaclient/result.hpp"

namespace mfaclient {

/// The credentials of a profile, by their names: what each vendor's `settings_from` reads.
class CredentialReader {
 public:
  /// `config` must outlive the reader. Errors: `invalid_argument`, naming a credential that is not among
  /// `known`, or is empty.
  static Result<CredentialReader> read(const ProviderConfig& config, std::span<const CredentialInfo> known);

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Empty where it is not given.
  [[nodiscard]] SecretString secret(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const;
  /// The one of `names` that is given. Errors: `invalid_argument`, naming the first: none is, or several are.
  Result<std::string_view> one_of(std::initializer_list<std::string_view> names) const;
  /// Which of `choices` the value of `name` is, the first where it is not given. Errors: `invalid_argument`.
  Result<std::size_t> choice(std::string_view name, std::initializer_list<std::string_view> choices) const;
  /// Errors: `invalid_argument`: `name` is missing, though `beside` needs it.
  Result<void> need(std::string_view name, std::string_view beside) const;

 private:
  explicit CredentialReader(const ProviderConfig& config) : config_(&config) {}
  [[nodiscard]] const SecretString* find(std::string_view name) const;

  const ProviderConfig* config_;
};

}  // namespace mfaclient
