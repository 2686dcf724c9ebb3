#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfaclient {

/// What a `Challenge` carries in `state`: named texts under the provider's name, as one JSON text, so that
/// another process can answer it.
class ChallengeState {
 public:
  explicit ChallengeState(std::string flow) : flow_(std::move(flow)) {}
  /// Errors: `invalid_argument`, field "challenge": not made by `provider`, or damaged.
  static Result<ChallengeState> unpack(std::string_view provider, const SecretString& state);
  [[nodiscard]] SecretString pack(std::string_view provider) const;

  /// Which of the provider's flows the challenge belongs to.
  [[nodiscard]] const std::string& flow() const noexcept { return flow_; }
  void set(std::string_view name, SecretString value) { values_.emplace_back(name, std::move(value)); }
  void set(std::string_view name, std::string_view value) { set(name, SecretString(value)); }
  /// Empty where there is none.
  [[nodiscard]] SecretString get(std::string_view name) const;

 private:
  std::string flow_;
  std::vector<std::pair<std::string, SecretString>> values_{};
};

}  // namespace mfaclient
