#include "quatrix/session.hpp"

#include <utility>

#include "core/ascii.hpp"

namespace mfaclient::quatrix {
namespace {

// The vendor's specification: a session dies after 15 minutes without a call.
constexpr std::chrono::minutes kIdleLife{15};
// Its page on signing in: 15 requests in 15 minutes.
constexpr std::size_t kMostSignIns = 15;
constexpr std::chrono::minutes kSignInWindow{15};
// Quatrix blocks who guesses. A second refusal in a row is a wrong secret, not bad luck.
constexpr CodeLimit kCodeLimit{.refused = 2};

Error no_code(std::string_view mfa_code) {
  Error error;
  error.code = Errc::code_required;
  error.operation = SessionStart::name;
  error.message = "the sign-in wants a second factor, or an enrolment where MFA was demanded";
  // A word that is none of ours may be anything, such as what the caller has sent.
  if (factor_wanted(mfa_code) != FactorKind::other) error.vendor_code = mfa_code;
  return error;
}

}  // namespace

FactorKind factor_wanted(std::string_view mfa_code) {
  if (mfa_code == "71") return FactorKind::totp;
  return mfa_code == "73" ? FactorKind::pin : FactorKind::other;
}

AuthType auth_type_of(FactorKind kind) { return {std::string(kind == FactorKind::pin ? kPin : kTwoFactor)}; }

Result<void> QuatrixSession::Bystander::authorise(http::Request& request, const Call& /*call*/) {
  if (!settings.referer.empty()) request.headers.add("Referer", settings.referer);
  return {};
}

QuatrixSession::QuatrixSession(const Exchange& exchange, const Settings& settings)
    : exchange_(exchange),
      settings_(settings),
      budget_(kMostSignIns, kSignInWindow, settings.options.clock ? settings.options.clock : system_clock()),
      bystander_(settings),
      guard_(exchange.clock(), kCodeLimit),
      keeper_([this](const Call& call) { return begin(call); }) {}

Result<void> QuatrixSession::authorise(http::Request& request, const Call& call) {
  if (auto added = bystander_.authorise(request, call); !added) return added;
  if (const auto* api = std::get_if<ApiKey>(&settings_.credentials)) {
    SecretString value("Bearer ");
    value.append(api->key.reveal());
    request.headers.add("Authorization", std::move(value));
  } else if (const auto* given = std::get_if<SessionId>(&settings_.credentials)) {
    add_headers(request, session_of(given->id));
  } else {
    auto session = keeper_.get(call);
    if (!session) return std::move(session).error();
    add_headers(request, **session);
  }
  return {};
}

bool QuatrixSession::renew(const http::Request& request) {
  keeper_.drop_used_by(request);
  const std::scoped_lock lock(mutex_);
  const bool answerable = !wants_second_step_ || settings_.options.code_source;
  return std::holds_alternative<Password>(settings_.credentials) && answerable;
}

std::optional<SecretString> QuatrixSession::unfinished() const {
  const std::scoped_lock lock(mutex_);
  return unfinished_;
}

Session QuatrixSession::session_of(const SecretString& id) const {
  Session session{.origin = exchange_.base().origin(), .expires = exchange_.clock().now() + kIdleLife};
  session.headers.emplace_back("X-Auth-Token", id);
  return session;
}

Session QuatrixSession::adopt(const SecretString& session_id, bool second_step) {
  auto session = session_of(session_id);
  keeper_.adopt(session);
  exchange_.log(
      {.kind = LogEvent::Kind::signed_in, .operation = second_step ? LoginCode::name : SessionStart::name});
  const std::scoped_lock lock(mutex_);
  wants_second_step_ = second_step;
  unfinished_.reset();
  guard_.succeeded();
  return session;
}

Result<SessionStartReply> QuatrixSession::start(const SessionStart& op, const Call& call) {
  auto key = "quatrix " + exchange_.base().origin() + " ";
  for (const char c : op.email) key += ascii::lower(c);
  if (auto counted = budget_.take(key); !counted) {
    counted.error().operation = SessionStart::name;
    return std::move(counted).error();
  }
  auto reply = exchange_.perform(op, &bystander_, call);
  if (!reply && reply.error().delivery == Delivery::not_sent) budget_.give_back(key);
  return reply;
}

Result<SignInStep> QuatrixSession::sign_in(const Call& call) {
  const auto* password = std::get_if<Password>(&settings_.credentials);
  if (password == nullptr) return invalid_argument("credentials", "hold no password to sign in with");
  if (auto bar = guard_.barred(); bar && bar->code == Errc::invalid_credentials) return *std::move(bar);
  auto reply = start({.email = password->email, .password = password->password}, call);
  if (!reply) {
    guard_.failed(reply.error());
    return std::move(reply).error();
  }
  if (!reply->mfa_code) return SignInStep(adopt(reply->session_id, false));
  const std::scoped_lock lock(mutex_);
  wants_second_step_ = true;
  unfinished_ = reply->session_id;
  return SignInStep(*std::move(reply));
}

Result<Session> QuatrixSession::begin(const Call& call) {
  if (auto bar = guard_.barred()) return *std::move(bar);
  auto step = sign_in(call);
  if (!step) return std::move(step).error();
  if (auto* session = std::get_if<Session>(&*step)) return std::move(*session);
  const auto& partial = std::get<SessionStartReply>(*step);
  auto wanted = partial.mfa_code.value_or("");
  // Once for each of the two factors that a user may have.
  for (const bool last : {false, true}) {
    const auto kind = factor_wanted(wanted);
    const auto& codes = settings_.options.code_source;
    if (kind == FactorKind::other || !codes) break;
    auto session = spend_code(*codes, {.kind = kind, .purpose = CodePurpose::sign_in}, call.rest(),
                              [&](const SecretString& code) {
                                return sign_in({.session_id = partial.session_id,
                                                .auth_type = auth_type_of(kind),
                                                .code = code,
                                                .code_encoding = settings_.dialect.code_encoding,
                                                .value_shape = settings_.dialect.value_shape},
                                               call);
                              });
    if (session || last || session.error().code != Errc::code_required) return session;
    wanted = session.error().vendor_code;
  }
  return no_code(wanted);
}

Result<Session> QuatrixSession::sign_in(const LoginCode& answer, const Call& call) {
  auto reply = exchange_.perform(answer, &bystander_, exchange_.begin(call.most_of_rest()));
  if (reply) return adopt(reply->session_id.value_or(answer.session_id), true);
  if (reply.error().delivery == Delivery::unknown) return settle(answer, std::move(reply).error(), call);
  guard_.failed(reply.error());
  return std::move(reply).error();
}

/// The partial session itself tells whether it has become a whole one.
Result<Session> QuatrixSession::settle(const LoginCode& answer, Error lost, const Call& call) {
  if (lost.code == Errc::cancelled) return lost;
  const auto profile = exchange_.perform(Profile{.session_id = answer.session_id}, &bystander_, call);
  if (profile) return adopt(answer.session_id, true);
  if (profile.error().code == Errc::code_required) {
    lost.message.append("; the session is still partial, so that the code was not taken");
    lost.delivery = Delivery::refused;
    return lost;
  }
  lost.code = Errc::outcome_unknown;
  lost.message = "the answer to the code was lost, and the partial session tells nothing; begin again";
  return lost;
}

}  // namespace mfaclient::quatrix
