#pragma once
#include <memory>
#include <mutex>

#include "mfaclient/code_source.hpp"
#include "profile.hpp"

namespace mfactl {

struct Tool;

/// Codes of `totp`, each once among all processes of this user; a wait is announced on stderr.
/// Errors: `storage`.
[[nodiscard]] mfaclient::Result<std::shared_ptr<mfaclient::CodeSource>> make_totp_codes(
    Tool& tool, mfaclient::otp::Totp totp);

/// The profile's `totp` or `code`; without them a person at the terminal, unless --no-input; else none.
/// Secrets are read when the first code is needed.
[[nodiscard]] mfaclient::Result<std::shared_ptr<mfaclient::CodeSource>> make_codes(Tool& tool,
                                                                                   const Profile& profile);

/// Another source behind the same face: after an enrolment the new secret's. Thread-safe.
class SwitchedCodes final : public mfaclient::CodeSource {
 public:
  explicit SwitchedCodes(std::shared_ptr<mfaclient::CodeSource> source) : source_(std::move(source)) {}
  void use(std::shared_ptr<mfaclient::CodeSource> source);
  [[nodiscard]] mfaclient::Result<mfaclient::SecretString> code(
      const mfaclient::CodeRequest& request, const mfaclient::CallOptions& options) override;

 private:
  std::mutex mutex_{};
  std::shared_ptr<mfaclient::CodeSource> source_;
};

}  // namespace mfactl
