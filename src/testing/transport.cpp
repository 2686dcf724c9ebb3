#include "mfaclient/testing/transport.hpp"

#include <utility>

namespace mfaclient::testing {
namespace {

Error failure(Errc code, Delivery delivery, std::string_view message) {
  Error error;
  error.code = code;
  error.delivery = delivery;
  error.message = message;
  return error;
}

}  // namespace

FakeTransport::FakeTransport(std::shared_ptr<Fake> fake, std::string mount, std::shared_ptr<Clock> clock)
    : fake_(std::move(fake)), mount_(std::move(mount)), clock_(std::move(clock)) {}

Result<http::Response> FakeTransport::send(const http::Url& base, const http::Request& request,
                                           const http::SendOptions& options) {
  const auto deadline = clock_->steady_now() + options.timeout;
  Fault fault = Fault::none;
  std::function<void(const http::Request&)> hook;
  {
    const std::lock_guard lock(mutex_);
    if (!faults_.empty()) {
      fault = faults_.front();
      faults_.erase(faults_.begin());
    }
    hook = hook_;
  }
  if (hook) hook(request);  // unlocked: it may send, too

  if (options.stop.stop_requested())
    return failure(Errc::cancelled, Delivery::not_sent, "The call was cancelled.");
  if (clock_->steady_now() >= deadline)
    return failure(Errc::timeout, Delivery::not_sent, "The deadline passed before the request was sent.");
  if (fault == Fault::refused)
    return failure(Errc::network, Delivery::not_sent, "The connection was refused.");
  if (fault == Fault::lost_request)
    return failure(Errc::network, Delivery::unknown, "The connection died before an answer came.");

  auto arriving = request;
  arriving.target = base.path() + request.target;
  auto response = fake_->handle(arriving, "127.0.0.1", mount_);
  if (!response || fault == Fault::lost_answer)
    return failure(Errc::network, Delivery::unknown, "The connection died before an answer came.");
  if (clock_->steady_now() >= deadline)
    return failure(Errc::timeout, Delivery::unknown, "The deadline passed before the answer came.");
  return *std::move(response);
}

void FakeTransport::script(std::vector<Fault> faults) {
  const std::lock_guard lock(mutex_);
  faults_ = std::move(faults);
}

void FakeTransport::on_send(std::function<void(const http::Request&)> hook) {
  const std::lock_guard lock(mutex_);
  hook_ = std::move(hook);
}

}  // namespace mfaclient::testing
