#include "exchange/log_observer.hpp"

namespace mfaclient {
namespace {

LogEvent event_of(LogEvent::Kind kind, const ObservedRequest& request) {
  return {.kind = kind, .operation = request.operation, .method = request.method, .attempt = request.attempt};
}

std::chrono::milliseconds rounded(std::chrono::nanoseconds elapsed) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(elapsed);
}

}  // namespace

void LogObserver::log(const LogEvent& event) const {
  if (logger_) logger_(event);
}

void LogObserver::before(const ObservedRequest& request, AddedHeaders& /*headers*/) noexcept {
  if (request.attempt > 1) log(event_of(LogEvent::Kind::resent, request));
  log(event_of(LogEvent::Kind::sent, request));
}

void LogObserver::answered(const ObservedRequest& request, const ObservedAnswer& answer) noexcept {
  auto event = event_of(LogEvent::Kind::answered, request);
  event.http_status = answer.status;
  event.elapsed = rounded(answer.elapsed);
  event.server_ahead = server_clock_->ahead();
  log(event);
}

void LogObserver::finished(const ObservedRequest& last, const ObservedOutcome& outcome) noexcept {
  finished(last, outcome, {});
}

void LogObserver::finished(const ObservedRequest& last, const ObservedOutcome& outcome,
                           std::string_view request_id) noexcept {
  if (!outcome.error) return;
  auto event = event_of(LogEvent::Kind::failed, last);
  event.error = outcome.error;
  event.http_status = outcome.status.value_or(0);
  event.request_id = request_id;
  if (!outcome.status) event.elapsed = rounded(outcome.elapsed);
  log(event);
}

void LogObserver::signed_in(std::string_view operation) const {
  log({.kind = LogEvent::Kind::signed_in, .operation = operation});
}

}  // namespace mfaclient
