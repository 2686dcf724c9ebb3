#include "mailinabox/session.hpp"

#include <utility>

#include "wire/form.hpp"

namespace mfaclient::mailinabox {
namespace {

constexpr std::string_view kHeader = "Authorization";
// management/auth.py: a session lives two days from its last use.
constexpr std::chrono::hours kSessionLife{48};
// conf/fail2ban: 20 failures in 30 s ban the address. Three refusals in a row are a mistake, not bad luck.
constexpr CodeLimit kCodeLimit{.refused = 3, .forgotten_after = std::chrono::seconds{30}};

}  // namespace

BoxSession::BoxSession(Exchange exchange, Settings settings)
    : ClientSession(kVendor, std::move(exchange), settings.options.code_source, Expiry::by_vendor,
                    kCodeLimit),
      settings_(std::move(settings)) {}

std::optional<Session> BoxSession::given() const {
  if (const auto* system = std::get_if<SystemKey>(&settings_.credentials))
    return session_of(kHeader, wire::basic_credentials(system->key.reveal(), ""));
  if (const auto* session = std::get_if<SessionKey>(&settings_.credentials))
    return session_of(kHeader, wire::basic_credentials(session->email, session->key.reveal()));
  return std::nullopt;
}

/// A change of the caller's own methods ends the session, and so may one whose answer was lost.
Result<void> BoxSession::run(const OperationRef& op, void* output, const Call& call) {
  auto done = ClientSession::run(op, output, call);
  const bool may_be_done = done || done.error().delivery == Delivery::unknown;
  if (op.info().ends_session && may_be_done && about_own_account(op)) forget();
  return done;
}

bool BoxSession::about_own_account(const OperationRef& op) const {
  const std::optional<std::string>* user = nullptr;
  if (const auto* one = op.as<MfaTotpDisable>()) user = &one->user;
  if (const auto* all = op.as<MfaTotpDisableAll>()) user = &all->user;
  if (user == nullptr || !*user) return true;
  const auto* password = std::get_if<Password>(&settings_.credentials);
  return password != nullptr && password->email == **user;
}

Result<Session> BoxSession::sign_in(const std::optional<SecretString>& code, const Call& call) {
  auto session = login(code, call);
  if (session) adopt(*session);
  return session;
}

Result<SignInProgress> BoxSession::start(const Call& call) {
  return asked_for_code(login(std::nullopt, call));
}

Result<SignInProgress> BoxSession::answer(const NextStep& /*step*/, const SecretString& code,
                                          const Call& call) {
  return ended(login(code, call));
}

Result<Session> BoxSession::login(const std::optional<SecretString>& code, const Call& call) {
  const auto password = password_in<Password>(settings_.credentials);
  if (!password) return password.error();
  if (auto bar = barred()) return *std::move(bar);
  const auto reply =
      counted(run(Login{.email = (*password)->email, .password = (*password)->password, .code = code}, call));
  if (!reply) return reply.error();
  auto session = session_of(kHeader, wire::basic_credentials(reply->email, reply->api_key.reveal()));
  session.expires = exchange().clock().now() + kSessionLife;
  return began(std::move(session), Login::info.name);
}

}  // namespace mfaclient::mailinabox
