#include "exchange/exchange.hpp"

#include "exchange/scrub.hpp"
#include "mfaclient/version.hpp"

namespace mfaclient {
namespace {

/// Which answers leave a change in doubt: the vendor failed, or said something that is neither yes nor no.
bool in_doubt(Errc code) { return code == Errc::protocol || code == Errc::server_error; }

}  // namespace

Exchange::Exchange(http::Url base, const ClientOptions& options, std::shared_ptr<http::Transport> transport)
    : base_(std::move(base)),
      transport_(std::move(transport)),
      clock_(options.clock ? options.clock : system_clock()),
      timeout_(options.timeouts.call),
      user_agent_(options.user_agent.empty() ? "mfaclient/" + std::string(kVersion) : options.user_agent),
      logger_(options.logger),
      codes_(options.code_source) {}

Result<Exchange> Exchange::create(std::string_view url, const ClientOptions& options) {
  auto base = http::Url::parse(url);
  if (!base) return std::move(base).error();
  auto transport = options.transport;
  if (!transport) {
    auto made = http::make_curl_transport(options.tls, options.timeouts, options.limits);
    if (!made) return std::move(made).error();
    transport = *std::move(made);
  }
  return Exchange(*std::move(base), options, std::move(transport));
}

void Exchange::log(const LogEvent& event) const {
  if (logger_) logger_(event);
}

Result<Exchange::Answer> Exchange::send(http::Request request, const Info& info, Authoriser* authoriser,
                                        int number, const Call& call) const {
  request.headers.add("User-Agent", user_agent_);
  Result<void> ready;
  if (authoriser != nullptr) ready = authoriser->authorise(request, call);
  if (ready) ready = call.check();
  if (ready) ready = http::validate(request);
  if (!ready) return named(std::move(ready).error(), info);

  LogEvent event{.operation = info.name, .method = request.method, .attempt = number};
  log(event);
  const auto sent_at = clock_->now();
  const auto begun = clock_->steady_now();
  auto response = transport_->send(base_, request,
                                   {.timeout = *call.rest().timeout,
                                    .stop = call.stop(),
                                    .fresh_connection = info.safety == Safety::once});
  const auto elapsed = clock_->steady_now() - begun;
  event.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed);
  if (!response) {
    event.kind = LogEvent::Kind::failed;
    event.error = response.error().code;
    log(event);
    return named(std::move(response).error(), info);
  }
  server_clock_->note(response->headers, sent_at, elapsed);
  if (codes_) codes_->observe(elapsed);
  event.kind = LogEvent::Kind::answered;
  event.http_status = response->status;
  event.server_ahead = server_clock_->ahead();
  log(event);
  if (authoriser != nullptr) authoriser->answered(*response);
  return Answer{std::move(request), *std::move(response)};
}

bool Exchange::again(const Error& error, const http::Request& sent, const Info& info, Authoriser* authoriser,
                     int number) const {
  if (number > 1 || error.code != Errc::session_expired || authoriser == nullptr || !authoriser->renew(sent))
    return false;
  log({.kind = LogEvent::Kind::resent, .operation = info.name, .method = sent.method, .attempt = number + 1});
  return true;
}

Error Exchange::judge(Error error, const Answer& answer, const Info& info, int number) const {
  error.http_status = answer.response.status;
  // Some vendors name the request in the body, which `decode` has read.
  if (const auto id = answer.response.headers.get("X-Request-Id")) error.request_id = *id;
  error.delivery = in_doubt(error.code) ? Delivery::unknown : Delivery::refused;
  if (error.code == Errc::code_rejected) explain_by_clock(error);
  scrub(error, answer.request, info.secrets);
  error = named(std::move(error), info);
  log({.kind = LogEvent::Kind::failed,
       .operation = info.name,
       .method = answer.request.method,
       .attempt = number,
       .http_status = answer.response.status,
       .request_id = error.request_id,
       .error = error.code});
  return error;
}

/// The commonest reason why codes are refused, and one that nobody sees.
void Exchange::explain_by_clock(Error& error) const {
  // Servers take the step before and the one after as well; less than that does no harm.
  constexpr std::chrono::seconds kHarmless{25};
  const auto ahead = server_clock_->ahead();
  if (!ahead || std::chrono::abs(*ahead) < kHarmless) return;
  error.message += "; the server's clock is " + std::to_string(std::chrono::abs(*ahead).count()) +
                   (ahead->count() > 0 ? " s ahead of" : " s behind") + " this machine's";
}

Error Exchange::named(Error error, const Info& info) {
  if (error.operation.empty()) error.operation = info.name;
  return error;
}

}  // namespace mfaclient
