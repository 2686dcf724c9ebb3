#pragma once
#include <chrono>
#include <mutex>
#include <optional>

#include "mfaclient/clock.hpp"
#include "mfaclient/error.hpp"

namespace mfaclient {

/// When a vendor's client stops trying codes by itself.
struct CodeLimit {
  int refused = 3;  ///< so many in a row are no bad luck
  /// After the last of them the vendor forgets: until then it is `locked_out`. Unset: nobody says that it
  /// does, and the last refusal stands.
  std::optional<std::chrono::seconds> forgotten_after{};
};

/// Keeps a client from insisting on what was refused, where failures lock an account or ban an address.
/// Thread-safe.
class LoginGuard {
 public:
  explicit LoginGuard(const Clock& clock, CodeLimit limit = {}) : clock_(clock), limit_(limit) {}

  /// Why nothing is to be sent: credentials that were refused, a lock-out that isn't over, or too many
  /// refused codes.
  [[nodiscard]] std::optional<Error> barred() const;
  /// What was refused before is right after all.
  void succeeded();
  void failed(const Error& error);

 private:
  void forget();
  /// For so long; nullopt: until something succeeds.
  void stand(Error error, std::optional<std::chrono::seconds> wait);

  const Clock& clock_;
  CodeLimit limit_;
  mutable std::mutex mutex_{};
  std::optional<Error> standing_{};
  std::optional<SteadyTime> until_{};
  int codes_refused_ = 0;
};

}  // namespace mfaclient
