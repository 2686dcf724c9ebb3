#include "demo.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/ascii.hpp"
#include "mfaclient/providers.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

namespace testing = mfaclient::testing;

/// Headers that say nothing about the sender. Any other is taken to hold a secret.
bool unremarkable(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"accept", "accept-encoding", "connection", "content-length", "content-type", "host", "user-agent"});
  return std::ranges::any_of(
      kNames, [name](std::string_view known) { return mfaclient::ascii::equal_without_case(name, known); });
}

DemoRequest describe(const testing::JournalEntry& entry) {
  DemoRequest request{.method = entry.request.method, .target = entry.request.target};
  for (const auto& field : entry.request.headers.fields())
    if (!unremarkable(field.name)) request.secret_headers.push_back(field.name);
  if (entry.response) request.status = entry.response->status;
  return request;
}

}  // namespace

void expect(bool as_planned, std::string_view otherwise) {
  if (as_planned) return;
  throw mfaclient::MfaException({.code = mfaclient::Errc::protocol, .message = std::string(otherwise)});
}

DemoStage::DemoStage(Tool& tool, std::string_view fault)
    : tool_(tool),
      fault_(fault),
      start_(tool.clock->now()),
      clock_(std::make_shared<testing::ManualClock>(start_)) {}

mfaclient::CallOptions DemoStage::call() const { return tool_.call(); }

std::chrono::seconds DemoStage::simulated() const {
  return std::chrono::ceil<std::chrono::seconds>(clock_->now() - start_);
}

void DemoStage::open(std::shared_ptr<testing::Fake> fake, const std::string& base_path) {
  fake->watch([this, lossy = base_path + lossy_target_, lost = false](const auto& entry) mutable {
    lost = lost || (!lossy_target_.empty() && entry.request.target == lossy);
    const std::scoped_lock lock(mutex_);
    seen_.push_back(describe(entry));
    return !lost;
  });
  server_ = testing::Server::start(std::move(fake), {.tls = true, .base_path = base_path}).value();
}

mfaclient::ClientOptions DemoStage::client_options() const {
  mfaclient::ClientOptions options;
  options.tls.ca_file = server_->ca_file();
  options.clock = clock_;
  options.logger = make_logger(tool_);
  return options;
}

std::shared_ptr<mfaclient::IMfaProvider> DemoStage::connect(
    std::vector<std::pair<std::string, mfaclient::SecretString>> credentials,
    mfaclient::ClientOptions options) const {
  return mfaclient::make_provider({.provider = tool_.provider,
                                   .url = url(),
                                   .credentials = std::move(credentials),
                                   .options = std::move(options)})
      .value();
}

void DemoStage::step(std::string_view name, mfaclient::Verb verb, std::string_view telling,
                     const std::function<std::string()>& play) {
  const auto seen = requests_since(0).size();
  const auto begun = clock_->now();
  const auto outcome = result_of(play);
  DemoStep step{.name = name, .verb = verb, .telling = telling, .outcome = outcome};
  step.requests = requests_since(seen);
  step.waited = std::chrono::ceil<std::chrono::seconds>(clock_->now() - begun);
  step.drawing = std::exchange(drawing_, std::nullopt);
  print_step(tool_, step);
  outcome.value();
  exercised_.insert(verb);
  ++steps_;
}

mfaclient::otp::Totp DemoStage::keep(const mfaclient::Enrollment& enrollment, std::string_view name) {
  expect(enrollment.otpauth_uri.has_value(), "the vendor offered no secret");
  const auto uri = mfaclient::otp::OtpauthUri::parse(enrollment.otpauth_uri->reveal()).value();
  mfaclient::SecretString lines(enrollment.otpauth_uri->reveal());
  for (const auto& code : enrollment.recovery_codes) {
    lines.append("\n");
    lines.append(code.reveal());
  }
  if (!kept_) kept_.emplace();
  SecretFile(kept_->path() / name, "secret-out").write(lines.reveal());
  return uri.totp().value();
}

std::vector<DemoRequest> DemoStage::requests_since(std::size_t first) const {
  const std::scoped_lock lock(mutex_);
  return {seen_.begin() + static_cast<std::ptrdiff_t>(first), seen_.end()};
}

}  // namespace mfactl
