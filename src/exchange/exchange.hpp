#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exchange/call.hpp"
#include "exchange/log_observer.hpp"
#include "exchange/server_clock.hpp"
#include "mfaclient/call_observer.hpp"
#include "mfaclient/client_options.hpp"
#include "mfaclient/operation.hpp"

namespace mfaclient {

/// Puts a client's credentials on its requests: the one seam of an exchange that may refuse a request unsent
/// and change what a refusal is called.
class Signer {
 public:
  virtual ~Signer() = default;
  /// Adds the credentials that `request` needs, signing in first where there are none. Its error is the
  /// result, and nothing is sent.
  virtual Result<void> sign(http::Request& request, const OperationInfo& info, const Call& call) = 0;
  /// The vendor said that the session of `request` is dead, so nothing was done. Forgets it, and returns
  /// whether another one can be had.
  [[nodiscard]] virtual bool renew(const http::Request& request, const OperationInfo& info) = 0;
  /// Every answer, before it is judged: for what a vendor says beside it, such as how many calls are left.
  virtual void answered(const OperationInfo& /*info*/, const http::Response& /*response*/) {}
  /// The error that the call ends with, complete.
  virtual void refused(const OperationInfo& /*info*/, Error& /*error*/) {}
};

/// What all operations of one client go through: deadline, credentials, one send, and at most one more after
/// a session was found dead; then errors are completed. Thread-safe.
class Exchange {
 public:
  /// `own_headers`: those of the vendor's sessions, which nobody else may set. Errors: `invalid_argument` for
  /// the URL and for `added_headers`; whatever making the transport meets.
  static Result<Exchange> create(std::string_view url, const ClientOptions& options,
                                 std::span<const std::string_view> own_headers = {});

  /// `output` is the operation's `Output`. A refusal that is `session_expired` is followed by one more try
  /// with a new session; nothing else is ever sent again.
  Result<void> perform(const OperationRef& op, void* output, Signer& signer, const Call& call) const;
  template <Operation Op>
  Result<typename Op::Output> perform(const Op& op, Signer& signer, const Call& call) const {
    return detail::with_output(
        op, [&](const OperationRef& ref, void* output) { return perform(ref, output, signer, call); });
  }

  [[nodiscard]] Call begin(const CallOptions& options) const { return {options, timeout_, *clock_}; }
  [[nodiscard]] const http::Url& base() const noexcept { return base_; }
  [[nodiscard]] Clock& clock() const noexcept { return *clock_; }
  /// A session began, by `operation`.
  void log_sign_in(std::string_view operation) const { log_->signed_in(operation); }

 private:
  struct Attempt;

  Exchange(http::Url base, const ClientOptions& options, std::shared_ptr<http::Transport> transport);

  /// Signs the attempt's request and sends it. Errors: before and on the way.
  Result<http::Response> send(Attempt& attempt, int number, Signer& signer, const Call& call) const;
  /// The vendor's "no", or an answer without its evidence: adds what the response tells.
  void complete(Error& error, const Attempt& attempt, const http::Response& response) const;
  void explain_by_clock(Error& error) const;
  void finish(const Attempt& attempt, const Error* error) const;

  http::Url base_;
  std::shared_ptr<http::Transport> transport_;
  std::shared_ptr<Clock> clock_;
  std::chrono::milliseconds timeout_;
  std::string user_agent_;
  std::vector<std::string> added_headers_;
  std::shared_ptr<ServerClock> server_clock_ = std::make_shared<ServerClock>();
  std::shared_ptr<LogObserver> log_;
  std::vector<std::shared_ptr<CallObserver>> observers_;
};

}  // namespace mfaclient
