#include "demo.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "files.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::Result;
namespace testing = mfaclient::testing;

/// Headers that say nothing about the sender. Any other is taken to hold a secret.
bool unremarkable(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"accept", "accept-encoding", "connection", "content-length", "content-type", "host", "user-agent"});
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::ranges::find(kNames, lower) != kNames.end();
}

DemoRequest describe(const testing::JournalEntry& entry) {
  DemoRequest request{.method = entry.request.method, .target = entry.request.target};
  for (const auto& field : entry.request.headers.fields())
    if (!unremarkable(field.name)) request.secret_headers.push_back(field.name);
  if (entry.response) request.status = entry.response->status;
  return request;
}

}  // namespace

mfaclient::Error unexpected(std::string_view what) {
  return {.code = mfaclient::Errc::protocol, .message = std::string(what)};
}

DemoStage::DemoStage(const Tool& tool, std::string_view provider, std::string_view fault,
                     DemoPrinter& printer)
    : tool_(tool),
      provider_(provider),
      fault_(fault),
      printer_(printer),
      start_(tool.clock->now()),
      clock_(std::make_shared<testing::ManualClock>(start_)) {}

mfaclient::CallOptions DemoStage::call() const { return tool_.call(); }

std::chrono::seconds DemoStage::simulated() const {
  return std::chrono::ceil<std::chrono::seconds>(clock_->now() - start_);
}

Result<void> DemoStage::open(std::shared_ptr<testing::Fake> fake, std::string base_path) {
  fake->watch([this, lossy = base_path + lossy_target_, lost = false](const auto& entry) mutable {
    lost = lost || (!lossy_target_.empty() && entry.request.target == lossy);
    const std::scoped_lock lock(mutex_);
    seen_.push_back(describe(entry));
    return !lost;
  });
  auto server = testing::Server::start(std::move(fake), {.tls = true, .base_path = std::move(base_path)});
  if (!server) return std::move(server).error();
  server_ = *std::move(server);
  url_ = server_->url();
  return {};
}

mfaclient::ClientOptions DemoStage::client_options(Trust trust) const {
  mfaclient::ClientOptions options;
  if (trust == Trust::throwaway_ca) options.tls.ca_file = server_->ca_file();
  options.clock = clock_;
  options.logger = make_logger(tool_);
  return options;
}

Result<void> DemoStage::step(const DemoAct& act, const std::function<Result<std::string>()>& action) {
  const auto seen = requests_since(0).size();
  const auto begun = clock_->now();
  const auto outcome = action();
  DemoStep step{.provider = provider_, .name = act.name, .verb = act.verb, .telling = act.telling};
  step.requests = requests_since(seen);
  step.waited = std::chrono::ceil<std::chrono::seconds>(clock_->now() - begun);
  step.drawing = std::exchange(drawing_, std::nullopt);
  if (outcome) {
    step.outcome = *outcome;
    exercised_.insert(act.verb);
    ++steps_;
  } else {
    step.error = outcome.error();
  }
  printer_.step(step);
  if (!outcome) return outcome.error();
  return {};
}

Result<mfaclient::otp::Totp> DemoStage::keep(const mfaclient::Enrollment& enrollment, std::string_view name) {
  if (!enrollment.otpauth_uri) return unexpected("the vendor offered no secret");
  const auto uri = mfaclient::otp::OtpauthUri::parse(enrollment.otpauth_uri->reveal());
  if (!uri) return uri.error();
  mfaclient::SecretString lines(enrollment.otpauth_uri->reveal());
  for (const auto& code : enrollment.recovery_codes) {
    lines.append("\n");
    lines.append(code.reveal());
  }
  const auto written = result_of([&] {
    if (!kept_) kept_.emplace();
    SecretFile(kept_->path() / name, "secret-out").write(lines.reveal());
  });
  if (!written) return written.error();
  return uri->totp();
}

std::vector<DemoRequest> DemoStage::requests_since(std::size_t first) const {
  const std::scoped_lock lock(mutex_);
  return {seen_.begin() + static_cast<std::ptrdiff_t>(first), seen_.end()};
}

}  // namespace mfactl
