#pragma once
#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exchange/exchange.hpp"
#include "mfaclient/schema.hpp"
#include "mfaclient/testing/clock.hpp"
#include "wire/operation_type.hpp"

/// A transport that plays a script, an operation that judges by status, and a signer that counts.
namespace mfaclient::test {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Answers each request with the next step of its script and keeps what it saw.
class ScriptedTransport final : public http::Transport {
 public:
  struct Sent {
    http::Request request{};
    http::SendOptions options{};
    std::string base{};
  };
  using Step = std::function<Result<http::Response>(const http::Request&)>;

  [[nodiscard]] Result<http::Response> send(const http::Url& base, const http::Request& request,
                                            const http::SendOptions& options) override {
    const std::scoped_lock lock(mutex_);
    sent_.push_back({request, options, base.text()});
    if (script_.empty()) {
      Error error;
      error.code = Errc::network;
      error.message = "the script is over";
      return error;
    }
    const auto step = std::move(script_.front());
    script_.pop_front();
    return step(request);
  }

  void then(Step step) { script_.push_back(std::move(step)); }
  void then(http::Response response) {
    then([response = std::move(response)](const http::Request&) { return Result<http::Response>(response); });
  }
  void then(int status) { then(http::Response{.status = status}); }
  [[nodiscard]] const std::vector<Sent>& sent() const noexcept { return sent_; }

 private:
  std::mutex mutex_{};
  std::deque<Step> script_{};
  std::vector<Sent> sent_{};
};

/// POST /probe. 200 is a yes, 401 a dead session, 422 a refused code; other statuses by `refusals`.
struct Probe {
  using Output = Done;
  static constexpr OperationInfo info{
      .name = "test.probe", .method = "POST", .path = "/probe/{code}", .safety = Safety::read};

  SecretString code{};
  std::optional<SecretString> spare{};
  Safety kind = Safety::read;
  Auth auth = Auth::session;
  bool unencodable = false;
  std::vector<std::pair<int, Errc>> refusals{};
};

constexpr auto fields_of(const Probe*) {
  return std::array{schema::field<&Probe::code>("code"), schema::field<&Probe::spare>("spare")};
}

struct ProbeHooks {
  static OperationInfo facts(const Probe& op) {
    auto info = Probe::info;
    info.safety = op.kind;
    info.auth = op.auth;
    return info;
  }

  static Result<http::Request> encode(const Probe& op, const OperationInfo& info) {
    if (op.unencodable) return invalid_argument("code", "is empty");
    http::Request request{.method = std::string(info.method), .target = "/probe"};
    request.body = op.code;
    return request;
  }

  static std::optional<Error> verdict(const Probe& op, const OperationInfo& /*info*/,
                                      const http::Response& response) {
    if (response.status == 200) return std::nullopt;
    Error error;
    error.code = response.status == 401   ? Errc::session_expired
                 : response.status == 422 ? Errc::code_rejected
                 : response.status >= 500 ? Errc::server_error
                                          : Errc::protocol;
    for (const auto& [status, code_of] : op.refusals)
      if (status == response.status) error.code = code_of;
    error.message = "no";
    error.vendor_code = response.headers.get("X-Code").value_or("");
    error.request_id = response.headers.get("X-Task").value_or("");
    error.vendor_message = response.body.reveal();
    return error;
  }
};

inline const OperationType& type_of(const Probe* /*op*/) noexcept {
  return *wire::types_with<std::tuple<Probe>, ProbeHooks>();
}
static_assert(Operation<Probe>);

/// Puts "Authorization: <text>" on a request, with another text after each renewal.
class CountingSigner final : public Signer {
 public:
  [[nodiscard]] Result<void> sign(http::Request& request, const OperationInfo& /*info*/,
                                  const Call& /*call*/) override {
    ++asked;
    if (failure) return *failure;
    request.headers.add("Authorization", value + (numbered ? std::to_string(renewed) : ""));
    if (on_sign) on_sign();
    return {};
  }
  [[nodiscard]] bool renew(const http::Request& request, const OperationInfo& /*info*/) override {
    carried = std::string(request.headers.get("Authorization").value_or("nothing"));
    ++renewed;
    return renewable;
  }
  void answered(const OperationInfo& /*info*/, const http::Response& response) override {
    statuses.push_back(response.status);
  }
  void refused(const OperationInfo& /*info*/, Error& error) override {
    if (rewrite) rewrite(error);
  }

  std::string value = "token-";
  std::optional<Error> failure{};
  std::function<void()> on_sign{};
  std::function<void(Error&)> rewrite{};
  bool numbered = true;
  bool renewable = true;
  int asked = 0;
  int renewed = 0;
  std::string carried{};
  std::vector<int> statuses{};
};

/// An exchange over a script, on a clock that stands still.
struct Bench {
  std::shared_ptr<testing::ManualClock> clock =
      std::make_shared<testing::ManualClock>(Time(std::chrono::hours(490'000)));
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  CountingSigner signer{};

  [[nodiscard]] Exchange exchange(Logger logger = {}, ClientOptions options = {}) const {
    options.transport = transport;
    options.clock = clock;
    options.logger = std::move(logger);
    return Exchange::create("https://vendor.example/api", options).value();
  }
  [[nodiscard]] Result<Done> perform(const Probe& probe, const CallOptions& options = {}) {
    const auto ours = exchange();
    return ours.perform(probe, signer, ours.begin(options));
  }
};

}  // namespace mfaclient::test
