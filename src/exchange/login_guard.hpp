#pragma once
#include <mutex>
#include <optional>

#include "mfaclient/error.hpp"

namespace mfaclient {

/// Keeps a client from insisting on credentials that were refused, where failures lock an account for good.
/// Thread-safe.
class LoginGuard {
 public:
  /// The refusal that stands: a password that was refused, a lock-out, or so many refused codes in a row.
  [[nodiscard]] std::optional<Error> barred() const;
  void succeeded();
  void failed(const Error& error);

 private:
  mutable std::mutex mutex_{};
  std::optional<Error> standing_{};
  int codes_refused_ = 0;
};

}  // namespace mfaclient
