#pragma once
#include <memory>
#include <utility>

#include "mfaclient/call_options.hpp"
#include "mfaclient/client_options.hpp"
#include "mfaclient/factor_manager.hpp"
#include "mfaclient/operation.hpp"
#include "mfaclient/provider.hpp"

namespace mfaclient {

class ClientSession;

/// What every vendor's client is: its settings, the session that they win, and what is performed in it.
/// Thread-safe: threads share one session and one sign-in.
class Client {
 public:
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// An operation that is chosen at run time; `output` is its `Output`. Errors: those of the operation;
  /// `invalid_argument`, field "operation": it is another vendor's.
  Result<void> perform(const OperationRef& op, void* output, const CallOptions& options = {});

 protected:
  explicit Client(std::shared_ptr<ClientSession> session) : session_(std::move(session)) {}
  ~Client() = default;
  [[nodiscard]] ClientSession& any_session() const noexcept { return *session_; }

 private:
  std::shared_ptr<ClientSession> session_;
};

/// The client of one vendor, whose session is a `VendorSession`.
template <class Settings, class Operations, class VendorSession>
class ClientOf : public Client {
 public:
  /// For the vendor's `connect` alone.
  explicit ClientOf(const std::shared_ptr<VendorSession>& session)
      : Client(session), settings_(session->settings()) {}

  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

  using Client::perform;
  /// Any of `Operations`; the client's other methods are short for it.
  template <class Op>
  requires(detail::kListed<Op, Operations>) Result<typename Op::Output> perform(
      const Op& op, const CallOptions& options = {}) {
    return detail::with_output(
        op, [&](const OperationRef& ref, void* output) { return perform(ref, output, options); });
  }

 protected:
  ~ClientOf() = default;
  [[nodiscard]] VendorSession& session() const noexcept { return static_cast<VendorSession&>(any_session()); }

 private:
  const Settings& settings_;  // the session's
};

}  // namespace mfaclient
