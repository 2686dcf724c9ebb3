#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "mfaclient/onelogin/client.hpp"
#include "provider/adapter.hpp"

namespace mfaclient::onelogin {
namespace {

constexpr std::string_view kEnroll = "enroll";        // the device is not active yet
constexpr std::string_view kChallenge = "challenge";  // it is
constexpr std::array kSent{FactorKind::sms, FactorKind::voice};
constexpr std::array kPush{FactorKind::push};
constexpr std::array kAll{FactorKind::sms, FactorKind::voice, FactorKind::push, FactorKind::totp,
                          FactorKind::hardware};

constexpr std::string_view kPortal =
    "this API enrols SMS and voice only; the user enrols all others in OneLogin's portal";

// In the order of `Verb`.
constexpr std::array<Capability, 10> kCapabilities{{
    {.verb = Verb::status, .supported = true, .kinds = kAll, .others = true, .note = "users, by number"},
    {.verb = Verb::enroll, .supported = true, .kinds = kSent, .others = true, .note = kPortal},
    {.verb = Verb::sign_in, .supported = true, .note = "the API client's own; users answer challenges"},
    {.verb = Verb::challenge, .supported = true, .kinds = kAll, .others = true},
    {.verb = Verb::verify, .supported = true, .kinds = kAll, .others = true},
    {.verb = Verb::poll, .supported = true, .kinds = kPush, .others = true},
    {.verb = Verb::disable, .supported = true, .kinds = kAll, .others = true},
    {.verb = Verb::disable_all, .note = "a policy of the tenant decides; disable the devices one by one"},
    {.verb = Verb::reset, .note = "disable the user's devices one by one; then enrol anew"},
    {.verb = Verb::sign_out, .supported = true, .note = "forgets the token; others share it"},
}};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// By the factor's own name, never by the text that a tenant shows for it. The newer service leaves out
/// "OneLogin" where another word follows, and everything else where none does.
FactorKind kind_of(std::string_view factor) {
  if (has(factor, "SMS")) return FactorKind::sms;
  if (has(factor, "Voice")) return FactorKind::voice;
  if (has(factor, "Protect") || factor == "OneLogin") return FactorKind::push;
  if (has(factor, "Authenticator")) return FactorKind::totp;
  if (has(factor, "Yubi")) return FactorKind::hardware;
  return FactorKind::other;
}

Factor factor_of(const OtpDevice& device) {
  return {.id = device.id,
          .kind = kind_of(device.auth_factor_name),
          .vendor_kind = device.auth_factor_name,
          .label = device.user_display_name.empty() ? device.type_display_name : device.user_display_name,
          .active = device.active};
}

/// "*********0100"
std::string masked(std::string_view number) {
  const auto hidden = number.size() - std::min<std::size_t>(number.size(), 4);
  return std::string(hidden, '*').append(number.substr(hidden));
}

using Devices = std::vector<OtpDevice>;

/// The device of an enrolment that was asked for before: same kind, label and number.
const OtpDevice* find_enrolled(const Devices& devices, FactorKind kind, const EnrollMfaFactor& asked) {
  const auto same = [&](const OtpDevice& device) {
    return kind_of(device.auth_factor_name) == kind && device.user_display_name == asked.display_name &&
           device.phone_number == asked.number;
  };
  const auto at = std::ranges::find_if(devices, same);
  return at == devices.end() ? nullptr : &*at;
}

VerifyMfaFactor check_of(const ChallengeState& state) {
  VerifyMfaFactor check{.user_id = {std::string(state.get("user").reveal())},
                        .device_id = {std::string(state.get("device").reveal())}};
  if (auto token = state.get("state_token"); !token.empty()) check.state_token = std::move(token);
  return check;
}

class OneLoginProvider final : public Adapter {
 public:
  explicit OneLoginProvider(std::shared_ptr<MultiFactorAuthenticationV1Api> api)
      : Adapter(owner_of(api->settings()), kCapabilities, api->settings().options), api_(std::move(api)) {}

  // The API client signs in, and every account is somebody else's.
  [[nodiscard]] bool signs_in_as_owner() const noexcept override { return false; }
  Result<Status> status(const Account& account, const CallOptions& options) override {
    const Call call = begin(options);
    const auto user = user_of(account, "status");
    if (!user) return user.error();
    const auto devices = devices_of(*user, call);
    if (!devices) return devices.error();
    const auto available = api_->get_mfa_factors({.user_id = *user}, call.rest());
    if (!available) return available.error();

    Status status;
    for (const auto& device : *devices) status.factors.push_back(factor_of(device));
    // Factors that the API can't verify are not listed, so that an empty list says nothing.
    if (std::ranges::any_of(*devices, &OtpDevice::active)) status.enabled = true;
    for (const auto& factor : available->auth_factors)
      if (const auto kind = kind_of(factor.name); std::ranges::find(kSent, kind) != kSent.end())
        status.enrollable.push_back(kind);
    return status;
  }

  Result<Enrollment> enroll(const EnrollmentRequest& request, const CallOptions& options) override {
    const Call call = begin(options);
    const auto user = user_of(request.account, kEnroll);
    if (!user) return user.error();
    if (std::ranges::find(kSent, request.kind) == kSent.end())
      return failure(Errc::unsupported, kEnroll, kPortal);
    EnrollMfaFactor enrolment{
        .user_id = *user,
        .factor_id = 1,
        .display_name = request.label.empty() ? std::string(to_string(request.kind)) : request.label,
        .number = request.destination};
    if (request.destination.empty()) return invalid_argument("destination", "is missing: the phone's number");
    if (const auto valid = encode(enrolment); !valid) return valid.error();  // before anything is sent

    const auto before = devices_of(*user, call);
    if (!before) return before.error();
    if (!request.additional && std::ranges::any_of(*before, &OtpDevice::active))
      return failure(Errc::conflict, kEnroll,
                     "a factor is on already; ask for an additional one, or disable the old one first");
    if (const auto* begun = find_enrolled(*before, request.kind, enrolment);
        begun != nullptr && !begun->active)
      return confirm_with_code(*user, *begun, call);

    const auto factor_id = factor_id_of(*user, request.kind, call);
    if (!factor_id) return factor_id.error();
    enrolment.factor_id = *factor_id;
    auto enrolled = api_->enroll_mfa_factor(enrolment, call.most_of_rest());
    if (!enrolled) enrolled = settle_enrollment(enrolment, request.kind, *before, enrolled.error(), call);
    if (!enrolled) return std::move(enrolled).error();
    if (enrolled->auth_factor_name.empty())
      enrolled->auth_factor_name = request.kind == FactorKind::sms ? "OneLogin SMS" : "OneLogin Voice";
    if (!enrolled->phone_number) enrolled->phone_number = enrolment.number;
    return confirm_with_code(*user, *enrolled, call);
  }

  Result<SignIn> sign_in(const CallOptions& options) override {
    auto session = api_->sign_in(options);
    if (!session) return std::move(session).error();
    return SignIn(*std::move(session));
  }
  Result<Challenge> challenge(const Account& account, const Factor& factor,
                              const CallOptions& options) override {
    const Call call = begin(options);
    const auto user = user_of(account, kChallenge);
    if (!user) return user.error();
    const auto devices = devices_of(*user, call);
    if (!devices) return devices.error();
    const auto device = std::ranges::find(*devices, factor.id, &OtpDevice::id);
    if (device == devices->end()) {
      auto error = failure(Errc::not_found, kChallenge, "the user has no such device; list them with status");
      error.field = "factor";
      return error;
    }
    if (has(device->auth_factor_name, "Duo"))
      return failure(Errc::unsupported, kChallenge, "OneLogin's API can't verify Duo; use another device");
    return open_device(*user, *device, call.rest());
  }

  Verdict verify(const Challenge& challenge, const Code& code, const CallOptions& options) override {
    const auto state = open(challenge, code.kind);
    if (!state) return state.error();
    const Call call = begin(options);
    auto check = check_of(*state);
    check.otp_token = code.text;
    return settle(*state, api_->verify_mfa_factor(check, call.most_of_rest()), call);
  }

  Verdict poll(const Challenge& challenge, const CallOptions& options) override {
    const auto state = open(challenge, FactorKind::push);
    if (!state) return state.error();
    const Call call = begin(options);
    const auto verified = api_->verify_mfa_factor(check_of(*state), call.rest());
    // It only reads, so that a lost answer is asked for again.
    if (!verified) return verified.error();
    return settle(*state, verified, call);
  }

  Result<Status> disable(const Account& account, const Factor& factor, const std::optional<Code>& /*proof*/,
                         const CallOptions& options) override {
    const Call call = begin(options);
    auto before = status(account, call.rest());  // which refuses an account that is no user
    if (!before) return before;
    auto expected = without(*before, factor.id);
    if (!expected) return expected;
    const auto removed = api_->remove_mfa_factors(
        {.user_id = {account.id().value_or("")}, .device_id = {factor.id}}, call.most_of_rest());
    return settle_removal(account, *before, *expected, removed, call);
  }

  Result<void> sign_out(const CallOptions& options) override { return api_->sign_out(options); }

 private:
  Result<UserId> user_of(const Account& account, std::string_view verb) const {
    if (account.id()) return UserId{*account.id()};
    return failure(Errc::unsupported, verb, "the API client is no user; name one by number");
  }

  Result<Devices> devices_of(const UserId& user, const Call& call) const {
    auto reply = api_->get_enrolled_factors({.user_id = user}, call.rest());
    if (!reply) return std::move(reply).error();
    return std::move(reply->otp_devices);
  }

  Result<std::int64_t> factor_id_of(const UserId& user, FactorKind kind, const Call& call) const {
    const auto available = api_->get_mfa_factors({.user_id = user}, call.rest());
    if (!available) return available.error();
    for (const auto& factor : available->auth_factors)
      if (kind_of(factor.name) == kind && factor.factor_id) return *factor.factor_id;
    return failure(Errc::conflict, kEnroll,
                   "OneLogin offers the user no such factor; it may be enrolled already");
  }

  /// A lost answer of an enrolment is in the list, if it is anywhere: a second one would leave a second
  /// device.
  Result<OtpDevice> settle_enrollment(const EnrollMfaFactor& asked, FactorKind kind, const Devices& before,
                                      Error lost, const Call& call) const {
    if (lost.delivery != Delivery::unknown || lost.code == Errc::cancelled) return lost;
    auto after = devices_of(asked.user_id, call);
    if (!after)
      return in_doubt(kEnroll, "the answer was lost and the list can't be read; read the status first");
    std::erase_if(*after, [&](const OtpDevice& device) {
      return std::ranges::find(before, device.id, &OtpDevice::id) != before.end();
    });
    if (const auto* device = find_enrolled(*after, kind, asked)) return *device;
    // Changes may take minutes until they are listed, so that a missing device proves nothing.
    return in_doubt(kEnroll,
                    "the answer was lost, and no new device is listed; read the status in five minutes");
  }

  Result<Challenge> open_device(const UserId& user, const OtpDevice& device,
                                const CallOptions& options) const {
    const auto kind = kind_of(device.auth_factor_name);
    Challenge shown{.accepts = {kind}, .sent_to = masked(device.phone_number.value_or(""))};
    const bool sends = kind == FactorKind::sms || kind == FactorKind::voice || kind == FactorKind::push;
    if (!sends && !device.needs_trigger.value_or(false)) {
      shown.prompt = "the code that " + device.auth_factor_name + " shows";
      return sealed(user, device, std::move(shown), std::nullopt);
    }
    const auto sent = api_->activate_mfa_factors({.user_id = user, .device_id = {device.id}}, options);
    if (!sent) return sent.error();
    shown.prompt = sent->message;
    shown.expires = clock().now() + std::chrono::seconds{sent->state_token_expires_in};
    return sealed(user, device, std::move(shown), sent->state_token);
  }

  /// The device is there whatever becomes of its code: a challenge that could not be sent names it all the
  /// same.
  [[nodiscard]] Enrollment confirm_with_code(const UserId& user, const OtpDevice& device,
                                             const Call& call) const {
    if (device.active) return {.next = factor_of(device)};
    Challenge unsent{.accepts = {kind_of(device.auth_factor_name)},
                     .sent_to = masked(device.phone_number.value_or(""))};
    if (!device.needs_trigger.value_or(true)) {
      unsent.prompt = "the code that was sent to the new device";
      return {.next = sealed(user, device, std::move(unsent), device.state_token)};
    }
    auto sent = open_device(user, device, call.rest());
    if (sent) return {.next = *std::move(sent)};
    unsent.prompt = "device " + device.id + " is enrolled, but its code could not be sent (" +
                    std::string(to_string(sent.error().code)) + "); have it sent by challenging that device";
    return {.next = sealed(user, device, std::move(unsent), device.state_token)};
  }

  [[nodiscard]] Challenge sealed(const UserId& user, const OtpDevice& device, Challenge shown,
                                 const std::optional<SecretString>& state_token) const {
    const auto factor = factor_of(device);
    ChallengeState state{std::string(device.active ? kChallenge : kEnroll)};
    state.set("user", user.text);
    state.set("device", device.id);
    state.set("vendor_kind", factor.vendor_kind);
    state.set("label", factor.label);
    if (state_token) state.set("state_token", *state_token);
    return seal(std::move(shown), std::move(state));
  }

  /// A code is never sent twice. Where its answer was lost, only a device that it was to turn on can tell.
  Verdict settle(const ChallengeState& state, const Result<Done>& verified, const Call& call) const {
    const auto text = [&](std::string_view name) { return std::string(state.get(name).reveal()); };
    Accepted yes;
    yes.factor = Factor{.id = text("device"),
                        .kind = kind_of(text("vendor_kind")),
                        .vendor_kind = text("vendor_kind"),
                        .label = text("label"),
                        .active = true};
    if (verified) return yes;
    const auto& error = verified.error();
    if (error.delivery != Delivery::unknown || error.code == Errc::cancelled) return error;
    if (state.flow() != kEnroll)
      return in_doubt("verify", "the answer was lost, and nothing tells it; begin a new challenge");
    const auto after = devices_of({text("user")}, call);
    const auto on = [&](const OtpDevice& device) { return device.id == yes.factor->id && device.active; };
    if (after && std::ranges::any_of(*after, on)) return yes;
    // Changes may take minutes until they are listed.
    return in_doubt("verify",
                    "the answer was lost, and the device is not on yet; read the status in five minutes");
  }

  std::shared_ptr<MultiFactorAuthenticationV1Api> api_;
};

}  // namespace

std::span<const Capability> capabilities() noexcept { return kCapabilities; }

std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MultiFactorAuthenticationV1Api> api) {
  return std::make_shared<OneLoginProvider>(std::move(api));
}

}  // namespace mfaclient::onelogin
