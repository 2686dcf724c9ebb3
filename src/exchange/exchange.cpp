#include "exchange/exchange.hpp"

#include <algorithm>
#include <array>

#include "core/ascii.hpp"
#include "exchange/scrub.hpp"
#include "mfaclient/version.hpp"
#include "wire/model.hpp"
#include "wire/operation_type.hpp"
#include "wire/time.hpp"

namespace mfaclient {
namespace {

constexpr std::size_t kLongestAddedValue = 4096;

/// Which answers leave a change in doubt: the vendor failed, or said something that is neither yes nor no.
bool in_doubt(Errc code) { return code == Errc::protocol || code == Errc::server_error; }

bool one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [name](auto one) { return ascii::equal_without_case(name, one); });
}

/// What decides who asks, and how the request is read.
bool reserved(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"Authorization", "Cookie", "Host", "Proxy-Authorization", "Connection", "Transfer-Encoding", "TE",
       "Trailer", "Upgrade", "Expect", "User-Agent", "Accept", "Referer"});
  constexpr std::string_view kContent = "Content-";
  return one_of(name, kNames) || ascii::equal_without_case(name.substr(0, kContent.size()), kContent);
}

/// Tells the code source how long answers take.
class RoundTrips final : public CallObserver {
 public:
  explicit RoundTrips(std::shared_ptr<CodeSource> codes) : codes_(std::move(codes)) {}
  void answered(const ObservedRequest& /*request*/, const ObservedAnswer& answer) noexcept override {
    codes_->observe(answer.elapsed);
  }

 private:
  std::shared_ptr<CodeSource> codes_;
};

class AllowedHeaders final : public AddedHeaders {
 public:
  AllowedHeaders(http::Request& request, const std::vector<std::string>& more)
      : request_(request), more_(more) {}

  bool add(std::string_view name, std::string_view value) override {
    static constexpr auto kAlways =
        std::to_array<std::string_view>({"traceparent", "tracestate", "x-request-id"});
    const bool listed = one_of(name, kAlways) || std::ranges::any_of(more_, [name](const std::string& one) {
                          return ascii::equal_without_case(name, one);
                        });
    if (!listed || value.size() > kLongestAddedValue || request_.headers.get(name)) return false;
    http::Request alone{.method = "GET", .target = "/"};
    alone.headers.add(name, value);
    if (!http::validate(alone)) return false;
    request_.headers.add(name, value);
    return true;
  }

 private:
  http::Request& request_;
  const std::vector<std::string>& more_;
};

}  // namespace

/// A call under way, at its latest try.
struct Exchange::Attempt {
  OperationInfo info{};
  std::vector<const SecretString*> secrets{};  // the operation's own, kept out of every error
  http::Request request{};                     // as it is sent, credentials included
  bool sent = false;
  ObservedRequest seen{};  // the last that was sent
  ObservedOutcome outcome{};
};

Exchange::Exchange(http::Url base, const ClientOptions& options, std::shared_ptr<http::Transport> transport)
    : base_(std::move(base)),
      transport_(std::move(transport)),
      clock_(options.clock ? options.clock : system_clock()),
      timeout_(options.timeouts.call),
      user_agent_(options.user_agent.empty() ? "mfaclient/" + std::string(kVersion) : options.user_agent),
      added_headers_(options.added_headers),
      log_(std::make_shared<LogObserver>(options.logger, server_clock_)),
      observers_{server_clock_, log_} {
  if (options.code_source) observers_.push_back(std::make_shared<RoundTrips>(options.code_source));
  observers_.insert(observers_.end(), options.observers.begin(), options.observers.end());
}

Result<Exchange> Exchange::create(std::string_view url, const ClientOptions& options,
                                  std::span<const std::string_view> own_headers) {
  auto base = http::Url::parse(url);
  if (!base) return std::move(base).error();
  for (const auto& added : options.added_headers)
    if (reserved(added) || one_of(added, own_headers))
      return invalid_argument("added_headers",
                              "names a header that says who asks or how the request is read");
  auto transport = options.transport;
  if (!transport) {
    auto made = http::make_curl_transport(options.tls, options.timeouts, options.limits);
    if (!made) return std::move(made).error();
    transport = *std::move(made);
  }
  return Exchange(*std::move(base), options, std::move(transport));
}

Result<void> Exchange::perform(const OperationRef& op, void* output, Signer& signer, const Call& call) const {
  Attempt attempt{.info = op.info(), .secrets = wire::secrets_in(op.type().input, op.fields())};
  const auto fail = [&](Error error) {
    if (error.operation.empty()) error.operation = attempt.info.name;
    signer.refused(attempt.info, error);
    finish(attempt, &error);
    return error;
  };
  const auto request = op.encode();
  if (!request) return fail(request.error());
  for (int number = 1;; ++number) {
    attempt.request = *request;
    const auto response = send(attempt, number, signer, call);
    if (!response) return fail(response.error());
    auto read = op.decode(*response, output);
    if (read) {
      finish(attempt, nullptr);
      return {};
    }
    const bool dead = read.error().code == Errc::session_expired;
    if (number == 1 && dead && signer.renew(attempt.request, attempt.info)) continue;
    complete(read.error(), attempt, *response);
    return fail(std::move(read).error());
  }
}

Result<http::Response> Exchange::send(Attempt& attempt, int number, Signer& signer, const Call& call) const {
  auto& request = attempt.request;
  request.headers.add("User-Agent", user_agent_);
  auto ready = signer.sign(request, attempt.info, call);
  if (ready) ready = call.check();
  if (ready) ready = http::validate(request);
  if (!ready) return std::move(ready).error();

  const auto& info = attempt.info;
  attempt.seen = {.operation = info.name,
                  .method = info.method,
                  .path = info.path,
                  .body_bytes = request.body.size(),
                  .attempt = number};
  AllowedHeaders headers(request, added_headers_);
  for (const auto& observer : observers_) observer->before(attempt.seen, headers);
  attempt.sent = true;
  const auto sent_at = clock_->now();
  const auto begun = clock_->steady_now();
  auto response = transport_->send(base_, request,
                                   {.timeout = *call.rest().timeout,
                                    .stop = call.stop(),
                                    .fresh_connection = info.safety == Safety::once});
  attempt.outcome = {.elapsed = clock_->steady_now() - begun};
  if (!response) return response;
  attempt.outcome.status = response->status;
  const ObservedAnswer answer{.status = response->status,
                              .body_bytes = response->body.size(),
                              .sent = sent_at,
                              .elapsed = attempt.outcome.elapsed,
                              .date = wire::date_of(response->headers)};
  for (const auto& observer : observers_) observer->answered(attempt.seen, answer);
  signer.answered(info, *response);
  return response;
}

void Exchange::complete(Error& error, const Attempt& attempt, const http::Response& response) const {
  error.http_status = response.status;
  // Some vendors name the request in the body, which the operation has read.
  if (const auto id = response.headers.get("X-Request-Id")) error.request_id = *id;
  error.delivery = in_doubt(error.code) ? Delivery::unknown : Delivery::refused;
  if (error.code == Errc::code_rejected) explain_by_clock(error);
  scrub(error, attempt.request, attempt.secrets);
}

/// The commonest reason why codes are refused, and one that nobody sees.
void Exchange::explain_by_clock(Error& error) const {
  // Servers take the step before and the one after as well; less than that does no harm.
  constexpr std::chrono::seconds kHarmless{25};
  const auto ahead = server_clock_->ahead();
  if (!ahead || std::chrono::abs(*ahead) < kHarmless) return;
  error.add_hint("the server's clock is " + std::to_string(std::chrono::abs(*ahead).count()) +
                 (ahead->count() > 0 ? " s ahead of" : " s behind") + " this machine's");
}

void Exchange::finish(const Attempt& attempt, const Error* error) const {
  if (!attempt.sent) return;
  auto outcome = attempt.outcome;
  if (error != nullptr) outcome.error = error->code;
  for (const auto& observer : observers_) {
    if (observer == log_) {
      log_->finished(attempt.seen, outcome, error != nullptr ? std::string_view(error->request_id) : "");
    } else {
      observer->finished(attempt.seen, outcome);
    }
  }
}

}  // namespace mfaclient
