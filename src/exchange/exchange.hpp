#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "exchange/call.hpp"
#include "exchange/server_clock.hpp"
#include "mfaclient/client_options.hpp"
#include "mfaclient/operation.hpp"

namespace mfaclient {

/// Adds a client's credentials to its requests. Implemented by each vendor's session.
class Authoriser {
 public:
  virtual ~Authoriser() = default;
  /// Adds the credentials to `request`, signing in first where that is needed.
  [[nodiscard]] virtual Result<void> authorise(http::Request& request, const Call& call) = 0;
  /// The vendor said that the session of `request` is dead, so nothing was done. Forgets it, and answers
  /// whether another one can be had.
  [[nodiscard]] virtual bool renew(const http::Request& request) = 0;
  /// Told of every answer before it is judged: for what a vendor says beside it, such as how many calls are
  /// left.
  virtual void answered(const http::Response& /*response*/) {}
};

/// What all operations of one client go through: deadline, authorisation, one send, and at most one more
/// after a session was found dead; then errors are completed and logged. Thread-safe.
class Exchange {
 public:
  /// Errors: `invalid_argument` for the URL; whatever making the transport meets.
  [[nodiscard]] static Result<Exchange> create(std::string_view url, const ClientOptions& options);

  /// `authoriser` is null for an operation that carries its own credentials. A refusal that its `decode`
  /// calls `session_expired` is followed by one more try with a new session; nothing else is ever sent again.
  template <Operation Op>
  [[nodiscard]] Result<typename Op::Output> perform(const Op& op, Authoriser* authoriser,
                                                    const Call& call) const {
    const Info info{Op::name, op.safety(), secrets_of(op)};
    auto request = op.encode();
    if (!request) return named(std::move(request).error(), info);
    for (int number = 1;; ++number) {
      auto answer = send(*request, info, authoriser, number, call);
      if (!answer) return std::move(answer).error();
      auto output = op.decode(answer->response);
      if (output) return output;
      if (!again(output.error(), answer->request, info, authoriser, number))
        return judge(std::move(output).error(), *answer, info, number);
    }
  }

  [[nodiscard]] Call begin(const CallOptions& options) const { return {options, timeout_, *clock_}; }
  [[nodiscard]] const http::Url& base() const noexcept { return base_; }
  [[nodiscard]] Clock& clock() const noexcept { return *clock_; }
  void log(const LogEvent& event) const;

 private:
  struct Info {
    std::string_view name;
    Safety safety;
    std::vector<const SecretString*> secrets;  // the operation's own, kept out of every error
  };
  struct Answer {
    http::Request request;  // as it was sent, credentials included
    http::Response response;
  };

  Exchange(http::Url base, const ClientOptions& options, std::shared_ptr<http::Transport> transport);

  [[nodiscard]] Result<Answer> send(http::Request request, const Info& info, Authoriser* authoriser,
                                    int number, const Call& call) const;
  [[nodiscard]] bool again(const Error& error, const http::Request& sent, const Info& info,
                           Authoriser* authoriser, int number) const;
  /// The vendor's "no", or an answer without its evidence: adds what the response tells.
  [[nodiscard]] Error judge(Error error, const Answer& answer, const Info& info, int number) const;
  void explain_by_clock(Error& error) const;
  [[nodiscard]] static Error named(Error error, const Info& info);

  template <class Op>
  static std::vector<const SecretString*> secrets_of(const Op& op) {
    std::vector<const SecretString*> secrets;
    const auto collect = [&](const auto& value) {
      using Value = std::remove_cvref_t<decltype(value)>;
      if constexpr (std::is_same_v<Value, SecretString>) secrets.push_back(&value);
      if constexpr (std::is_same_v<Value, std::optional<SecretString>>)
        if (value) secrets.push_back(&*value);
      if constexpr (std::is_same_v<Value, std::vector<SecretString>>)
        for (const auto& secret : value) secrets.push_back(&secret);
    };
    std::apply([&](const auto&... field) { (collect(op.*field.member), ...); }, Op::fields());
    return secrets;
  }

  http::Url base_;
  std::shared_ptr<http::Transport> transport_;
  std::shared_ptr<Clock> clock_;
  std::chrono::milliseconds timeout_;
  std::string user_agent_;
  Logger logger_;
  std::shared_ptr<CodeSource> codes_;
  std::shared_ptr<ServerClock> server_clock_ = std::make_shared<ServerClock>();
};

}  // namespace mfaclient
