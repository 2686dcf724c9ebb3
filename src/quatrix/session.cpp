#include "quatrix/session.hpp"

#include <string>
#include <utility>

#include "core/ascii.hpp"

namespace mfaclient::quatrix {
namespace {

constexpr std::string_view kToken = "X-Auth-Token";
// The vendor's specification: a session dies after 15 minutes without a call.
constexpr std::chrono::minutes kIdleLife{15};
// Its page on signing in: 15 requests in 15 minutes.
constexpr std::size_t kMostSignIns = 15;
constexpr std::chrono::minutes kSignInWindow{15};
// Quatrix blocks users who guess. A second refusal in a row is a wrong secret, not bad luck.
constexpr CodeLimit kCodeLimit{.refused = 2};

Error no_code(std::string_view mfa_code) {
  Error error;
  error.code = Errc::code_required;
  error.operation = SessionStart::info.name;
  error.message = "the sign-in wants a second factor, or an enrolment where MFA was demanded";
  // An unknown word may be anything, such as what the caller has sent.
  if (factor_wanted(mfa_code) != FactorKind::other) error.vendor_code = mfa_code;
  return error;
}

}  // namespace

FactorKind factor_wanted(std::string_view mfa_code) {
  if (mfa_code == "71") return FactorKind::totp;
  return mfa_code == "73" ? FactorKind::pin : FactorKind::other;
}

AuthType auth_type_of(FactorKind kind) { return {std::string(kind == FactorKind::pin ? kPin : kTwoFactor)}; }

QuatrixSession::QuatrixSession(Exchange exchange, Settings settings)
    : ClientSession(kVendor, std::move(exchange), settings.options.code_source, Expiry::by_vendor,
                    kCodeLimit),
      settings_(std::move(settings)),
      budget_(kMostSignIns, kSignInWindow,
              settings_.options.clock ? settings_.options.clock : system_clock()) {}

std::optional<Session> QuatrixSession::given() const {
  if (const auto* api = std::get_if<ApiKey>(&settings_.credentials))
    return session_of("Authorization", bearer(api->key));
  if (const auto* session = std::get_if<SessionId>(&settings_.credentials))
    return session_of(kToken, session->id);
  return std::nullopt;
}

void QuatrixSession::address(http::Request& request) const {
  if (!settings_.referer.empty()) request.headers.add("Referer", settings_.referer);
}

bool QuatrixSession::renewable() const {
  const std::scoped_lock lock(mutex_);
  return !wants_second_step_ || codes();
}

std::optional<SecretString> QuatrixSession::unfinished() const {
  const std::scoped_lock lock(mutex_);
  return unfinished_;
}

Session QuatrixSession::adopt(const SecretString& session_id, bool second_step) {
  auto session = session_of(kToken, session_id);
  session.expires = exchange().clock().now() + kIdleLife;
  ClientSession::adopt(session);
  {
    const std::scoped_lock lock(mutex_);
    wants_second_step_ = second_step;
    unfinished_.reset();
  }
  return began(std::move(session), second_step ? LoginCode::info.name : SessionStart::info.name);
}

Result<void> QuatrixSession::run(const OperationRef& op, void* output, const Call& call) {
  if (const auto* first_step = op.as<SessionStart>()) return run_in_budget(*first_step, output, call);
  auto done = ClientSession::run(op, output, call);
  // The session has ended, or may have: the next call that needs one signs in.
  const bool may_have_ended = done || done.error().delivery != Delivery::not_sent;
  if (op.as<Logout>() != nullptr && may_have_ended) forget();
  return done;
}

Result<void> QuatrixSession::run_in_budget(const SessionStart& op, void* output, const Call& call) {
  auto key = "quatrix " + exchange().base().origin() + " ";
  for (const char c : op.email) key += ascii::lower(c);
  if (auto counted = budget_.take(key); !counted) {
    counted.error().operation = SessionStart::info.name;
    return counted;
  }
  auto done = ClientSession::run(OperationRef(op), output, call);
  if (!done && done.error().delivery == Delivery::not_sent) budget_.give_back(key);
  return done;
}

Result<SignInStep> QuatrixSession::sign_in(const Call& call) {
  const auto password = password_in<Password>(settings_.credentials);
  if (!password) return password.error();
  if (auto bar = barred(); bar && bar->code == Errc::invalid_credentials) return *std::move(bar);
  auto reply =
      counted(run(SessionStart{.email = (*password)->email, .password = (*password)->password}, call));
  if (!reply) return std::move(reply).error();
  if (!reply->mfa_code) return SignInStep(adopt(reply->session_id, false));
  const std::scoped_lock lock(mutex_);
  wants_second_step_ = true;
  unfinished_ = reply->session_id;
  return SignInStep(*std::move(reply));
}

Result<SignInProgress> QuatrixSession::start(const Call& call) {
  auto step = sign_in(call);
  if (!step) return std::move(step).error();
  if (auto* session = std::get_if<Session>(&*step)) return SignInProgress(std::move(*session));
  const auto& partial = std::get<SessionStartReply>(*step);
  const auto wanted = partial.mfa_code.value_or("");
  return SignInProgress(
      NextStep{.kind = factor_wanted(wanted), .state = partial.session_id, .unanswered = no_code(wanted)});
}

Result<SignInProgress> QuatrixSession::answer(const NextStep& step, const SecretString& code,
                                              const Call& call) {
  auto session = sign_in({.session_id = step.state,
                          .auth_type = auth_type_of(step.kind),
                          .code = code,
                          .code_encoding = settings_.dialect.code_encoding,
                          .value_shape = settings_.dialect.value_shape},
                         call);
  if (session) return SignInProgress(*std::move(session));
  auto& refusal = session.error();
  if (refusal.code != Errc::code_required) return std::move(refusal);
  const auto kind = factor_wanted(refusal.vendor_code);
  return SignInProgress(
      NextStep{.kind = kind,
               .state = step.state,
               .unanswered = kind == FactorKind::other ? no_code(refusal.vendor_code) : std::move(refusal)});
}

Result<Session> QuatrixSession::sign_in(const LoginCode& answer, const Call& call) {
  auto reply = counted(run(answer, exchange().begin(call.most_of_rest())));
  if (reply) return adopt(reply->session_id.value_or(answer.session_id), true);
  if (reply.error().delivery == Delivery::unknown) return settle(answer, std::move(reply).error(), call);
  return std::move(reply).error();
}

/// The partial session itself shows whether it has become a whole one.
Result<Session> QuatrixSession::settle(const LoginCode& answer, Error lost, const Call& call) {
  if (lost.code == Errc::cancelled) return lost;
  const auto profile = run(Profile{.session_id = answer.session_id}, call);
  if (profile) return adopt(answer.session_id, true);
  if (profile.error().code == Errc::code_required) {
    lost.add_hint("the session is still partial, so that the code was not taken");
    lost.delivery = Delivery::refused;
    return lost;
  }
  lost.code = Errc::outcome_unknown;
  lost.set_text("the answer to the code was lost, and the partial session says nothing; sign in again");
  return lost;
}

}  // namespace mfaclient::quatrix
