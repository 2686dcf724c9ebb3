#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "mfaclient/clock.hpp"
#include "mfaclient/error.hpp"

namespace mfaclient {

/// One request of a call, as far as an observer may know it. The views live only as long as the callback
/// runs.
struct ObservedRequest {
  std::string_view operation{};  ///< "mailinabox.mfa_status"
  std::string_view method{};
  std::string_view path{};  ///< with its placeholders: "/api/1/users/{user_id}/otp_devices"
  std::size_t body_bytes = 0;
  int attempt = 1;  ///< 2: once more, after a session was found dead
};

struct ObservedAnswer {
  int status = 0;
  std::size_t body_bytes = 0;
  Time sent{};  ///< by the client's clock
  std::chrono::nanoseconds elapsed{0};
  std::optional<std::chrono::sys_seconds> date{};  ///< the answer's `Date`: the server's own clock
};

struct ObservedOutcome {
  std::optional<Errc> error{};          ///< unset: the call succeeded
  std::optional<int> status{};          ///< of the last answer; unset: there was none
  std::chrono::nanoseconds elapsed{0};  ///< of the last request
};

/// What an observer may add to a request.
class AddedHeaders {
 public:
  virtual ~AddedHeaders() = default;
  /// Adds a header, and returns whether it may be added: its name is `traceparent`, `tracestate`,
  /// `x-request-id` or one of `ClientOptions::added_headers`, the request has no header of that name yet, and
  /// the value is one that HTTP allows, at most 4096 characters.
  virtual bool add(std::string_view name, std::string_view value) = 0;
};

/// Sees the calls of a client: for traces, metrics and logs. It sees no header value but the parsed `Date`,
/// no body, no account and no error text, and can't refuse a call or change what it comes to. Called from
/// whichever thread runs the call: implementations are thread-safe, and do not throw.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  /// The request is complete and about to be sent.
  virtual void before(const ObservedRequest& /*request*/, AddedHeaders& /*headers*/) noexcept {}
  /// An answer arrived, whatever it says.
  virtual void answered(const ObservedRequest& /*request*/, const ObservedAnswer& /*answer*/) noexcept {}
  /// Once per call of which a request was sent, when its outcome is known.
  virtual void finished(const ObservedRequest& /*last*/, const ObservedOutcome& /*outcome*/) noexcept {}
};

}  // namespace mfaclient
