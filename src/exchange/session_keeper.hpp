#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "exchange/call.hpp"
#include "mfaclient/http.hpp"
#include "mfaclient/provider.hpp"

namespace mfaclient {

/// The one session that all threads of a client share. A sign-in is single-flight: whoever needs a session
/// while another thread gets one waits for it and shares its outcome, good or bad. Thread-safe.
class SessionKeeper {
 public:
  using SignIn = std::function<Result<Session>(const Call&)>;

  /// With a `clock`, a session whose `expires` has passed is begun anew; without one only the vendor's word
  /// ends it, as where every use prolongs it.
  explicit SessionKeeper(SignIn sign_in, const Clock* clock = nullptr)
      : sign_in_(std::move(sign_in)), clock_(clock) {}

  /// The session, begun now where there is none. Errors: those of the sign-in; `timeout`, `cancelled` while
  /// waiting.
  Result<std::shared_ptr<const Session>> get(const Call& call);
  [[nodiscard]] std::shared_ptr<const Session> current() const;
  void adopt(Session session);
  void drop();
  /// Drops the session if it has the headers of `session`; a newer one stays.
  void drop(const Session& session);
  /// Drops the session if it is the one whose headers `request` carries; a newer one stays.
  void drop_used_by(const http::Request& request);

 private:
  struct Flight {
    bool over = false;
    std::optional<Error> error{};
  };
  class Landing;
  [[nodiscard]] bool expired() const;

  SignIn sign_in_;
  const Clock* clock_;
  mutable std::mutex mutex_{};
  std::condition_variable landed_{};
  std::shared_ptr<const Session> session_{};
  std::shared_ptr<Flight> flight_{};
};

}  // namespace mfaclient
