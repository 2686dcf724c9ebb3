#include "mfaclient/otp.hpp"
#include "testing/quatrix/answers.hpp"
#include "testing/quatrix/routes.hpp"

/// The caller's own factors.
namespace mfaclient::testing::quatrix {
namespace {

constexpr std::size_t kPinLength = 5;

http::Response turn_on_2fa(const Call& call, const std::string& code) {
  auto& user = *call.user;
  if (!user.pending) return refuse(call.host, 400, 70);
  if (!call.host.accept(*user.pending, code)) return refuse(call.host, 400, 83);
  user.totp = std::move(user.pending);
  user.pending.reset();
  user.must_enrol = false;
  std::string own;
  if (call.session != nullptr) {
    call.session->state = SessionState::full;
    own = call.session->id;
  }
  return closed(call.host, call.host.close_sessions(user, own));
}

}  // namespace

http::Response own_profile(const Call& call) { return profile(call.host, *call.user, call.host.account_id); }

http::Response generate_secret(const Call& call) {
  call.user->pending.emplace(otp::Base32Secret::generate().value().text().reveal());
  return generated(call.host, *call.user);
}

http::Response set_own(const Call& call) {
  const auto type = call.text("auth_type");
  const auto code = call.text("code");
  if (!type || !code || code->empty()) return refuse(call.host, 400, 11);
  if (*type == "2FA") return turn_on_2fa(call, *code);
  const auto readings = call.host.readings(*code);
  if (*type != "PIN" || readings.empty() || readings.back().size() != kPinLength)
    return refuse(call.host, 400, 10);
  call.user->facts.pin = readings.back();
  return closed(call.host, {});
}

http::Response remove_own(const Call& call) {
  const auto type = call.text("auth_type");
  if (!type) return refuse(call.host, 400, 11);
  if (*type != "2FA" && *type != "PIN") return refuse(call.host, 400, 10);
  if (call.host.forced(*call.user, *type))
    return refuse(call.host, 400, call.host.knobs.is("forced_code", "50") ? 50 : 70);
  if (*type == "PIN") {
    call.user->facts.pin.clear();
  } else {
    call.user->totp.reset();
    call.user->must_enrol = false;
  }
  return success(call.host);
}

}  // namespace mfaclient::testing::quatrix
