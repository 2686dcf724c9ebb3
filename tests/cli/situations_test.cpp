// One situation, one error: whatever the vendor, a program and a script meet the same code.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "cohesity/lab.hpp"
#include "generic/lab.hpp"
#include "mailinabox/lab.hpp"
#include "mfaclient/provider.hpp"
#include "onelogin/lab.hpp"
#include "quatrix/lab.hpp"
#include "tool.hpp"

namespace mfaclient {
namespace {

using Provider = std::shared_ptr<IMfaProvider>;

/// The error of what a situation ends with; nullopt: there was none.
template <class T>
std::optional<Error> error_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error());
}

/// Signs in where that hands out a challenge, and answers with `code`.
Verdict answer_sign_in(IMfaProvider& provider, std::string_view code, FactorKind kind = FactorKind::totp) {
  auto begun = provider.sign_in();
  if (!begun) return std::move(begun).error();
  const auto* challenge = std::get_if<Challenge>(&*begun);
  if (challenge == nullptr) return Accepted{};
  return provider.verify(*challenge, {.kind = kind, .text = SecretString(code)});
}

std::optional<Error> twice(IMfaProvider& provider, const std::string& code) {
  if (auto first = answer_sign_in(provider, code); !first) return std::nullopt;
  return error_of(answer_sign_in(provider, code));
}

/// Until something else than "wrong code" is said.
std::optional<Error> wrong_codes(IMfaProvider& provider) {
  for (int i = 0; i < 8; ++i) {
    const auto verdict = answer_sign_in(provider, "000000");
    if (!verdict && verdict.error().code != Errc::code_rejected) return verdict.error();
  }
  return std::nullopt;
}

namespace box {
using namespace mailinabox;
Provider at(const Lab& lab, std::string_view email, std::string_view password = kPassword) {
  return make_provider(lab.client(email, {}, password));
}
std::optional<Error> wrong_password() { return error_of(at({}, kAdmin, "wrong")->sign_in()); }
std::optional<Error> wrong_code() { return error_of(answer_sign_in(*at({}, kTwo), "000000")); }
std::optional<Error> replayed_code() {
  const Lab lab;
  return twice(*at(lab, kTwo), lab.code(kFirstSecret));
}
std::optional<Error> missing_permission() { return error_of(at({}, kPlain)->status(Account::self())); }
std::optional<Error> unknown_user() { return error_of(at({}, kAdmin)->status(Account::user("nobody@x"))); }
std::optional<Error> locked_out() { return wrong_codes(*at({}, kTwo)); }
std::optional<Error> dead_session() {
  const Lab lab;
  auto settings = lab.settings(kAdmin);
  settings.credentials = SessionKey{std::string(kAdmin), SecretString("dead")};
  return error_of(MFAApi::connect(settings).value()->mfa_status());
}
std::optional<Error> unsupported_verb() { return error_of(at({}, kAdmin)->poll({})); }
}  // namespace box

namespace shellhub {
using namespace generic;
Provider at(const Lab& lab, std::string_view user, std::string_view password = kPassword) {
  return make_provider(lab.client(user, {}, password));
}
std::optional<Error> wrong_password() { return error_of(at({}, kAlice, "wrong")->sign_in()); }
std::optional<Error> wrong_code() { return error_of(answer_sign_in(*at({}, kBob), "000000")); }
std::optional<Error> replayed_code() {
  const Lab lab;
  return twice(*at(lab, kBob), lab.code());
}
std::optional<Error> missing_permission() { return error_of(at({}, "unconfirmed")->sign_in()); }
std::optional<Error> unknown_user() {
  return error_of(Lab().client(kBob)->request_reset_mfa({.identifier = "nobody"}));
}
std::optional<Error> locked_out() { return wrong_codes(*at({}, kBob)); }
std::optional<Error> dead_session() { return error_of(Lab().client_with_token("dead")->user({})); }
std::optional<Error> unsupported_verb() { return error_of(at({}, kAlice)->poll({})); }
}  // namespace shellhub

namespace one {
using namespace onelogin;
Provider at(const Lab& lab, std::string_view client, std::string_view secret = kClientSecret) {
  return make_provider(lab.client(client, secret));
}
Verdict answer(IMfaProvider& provider, std::string_view code) {
  const auto asked = provider.challenge(Account::user(std::string(kFull)), {.id = std::string(kTotp)});
  if (!asked) return asked.error();
  return provider.verify(*asked, {.text = SecretString(code)});
}
std::optional<Error> wrong_password() { return error_of(at({}, kManager, "wrong")->sign_in()); }
std::optional<Error> wrong_code() { return error_of(answer(*at({}, kManager), "000000")); }
std::optional<Error> replayed_code() {
  const Lab lab;
  const auto provider = at(lab, kManager);
  const auto code = lab.totp();
  if (!answer(*provider, code)) return std::nullopt;
  return error_of(answer(*provider, code));
}
std::optional<Error> missing_permission() {
  return error_of(at({}, kGuest)->status(Account::user(std::string(kFull))));
}
std::optional<Error> unknown_user() { return error_of(at({}, kManager)->status(Account::user("999"))); }
std::optional<Error> rate_limited() {
  const Lab lab;
  lab.fake->set_knob("limit", "1").value();
  const auto client = lab.client();
  for (int i = 0; i < 3; ++i)
    if (auto reply = client->get_enrolled_factors({.user_id = {std::string(kFull)}}); !reply)
      return reply.error();
  return std::nullopt;
}
std::optional<Error> dead_session() {
  return error_of(Lab().client_with("dead")->get_enrolled_factors({.user_id = {std::string(kFull)}}));
}
std::optional<Error> unsupported_verb() {
  return error_of(at({}, kManager)->disable_all(Account::user(std::string(kFull)), {}));
}
}  // namespace one

namespace cluster {
using namespace cohesity;
Provider at(const Lab& lab, std::string_view user) { return make_provider(lab.client(user)); }
std::optional<Error> wrong_password() {
  const Lab lab;
  auto settings = lab.settings(kAdmin);
  settings.credentials = Password{.username = std::string(kAdmin), .password = SecretString("wrong")};
  return error_of(make_provider(MFAApi::connect(settings).value())->sign_in());
}
std::optional<Error> wrong_code() { return error_of(answer_sign_in(*at({}, kTina), "000000")); }
std::optional<Error> replayed_code() {
  const Lab lab;
  return twice(*at(lab, kTina), lab.code());
}
std::optional<Error> missing_permission() {
  return error_of(Lab().client(kPaul)->update_mfa_config({.enabled = false}));
}
std::optional<Error> locked_out() {
  const Lab lab;
  lab.fake->set_knob("lockout", "2").value();  // before our client stops by itself
  return wrong_codes(*at(lab, kTina));
}
std::optional<Error> rate_limited() {
  const Lab lab;
  lab.fake->set_knob("rate", "1").value();
  const auto client = lab.keyed();
  for (int i = 0; i < 3; ++i)
    if (auto reply = client->get_mfa_config({}); !reply) return reply.error();
  return std::nullopt;
}
std::optional<Error> dead_session() {
  const Lab lab;
  const auto client = MFAApi::connect(lab.settings(SessionId{SecretString("dead")})).value();
  return error_of(client->get_mfa_config({}));
}
std::optional<Error> unsupported_verb() { return error_of(at({}, kAdmin)->poll({})); }
}  // namespace cluster

namespace host {
using namespace quatrix;
Provider at(const Lab& lab, std::string_view email, std::string_view password = kPassword) {
  return make_provider(lab.client(email, {}, password));
}
std::optional<Error> wrong_password() { return error_of(at({}, kAdmin, "wrong")->sign_in()); }
std::optional<Error> wrong_code() { return error_of(answer_sign_in(*at({}, kPhone), "000000")); }
std::optional<Error> replayed_code() {
  const Lab lab;
  return twice(*at(lab, kPhone), lab.code(kSecret));
}
std::optional<Error> missing_permission() {
  const Lab lab;
  return error_of(at(lab, kPlain)->status(Account::user(lab.id(kAdmin))));
}
std::optional<Error> unknown_user() {
  return error_of(at({}, kAdmin)->status(Account::user(std::string(kNobody))));
}
std::optional<Error> rate_limited() {
  const Lab lab;
  for (int i = 0; i < 16; ++i)
    if (auto begun = lab.client(kAdmin)->session_start(
            {.email = std::string(kAdmin), .password = SecretString(kPassword)});
        !begun)
      return begun.error();
  return std::nullopt;
}
std::optional<Error> dead_session() {
  const Lab lab;
  auto settings = lab.settings(kAdmin);
  settings.credentials = SessionId{SecretString(kNobody)};
  return error_of(MFAApi::connect(settings).value()->profile({}));
}
std::optional<Error> unsupported_verb() { return error_of(at({}, kAdmin)->poll({})); }
}  // namespace host

struct Vendor {
  std::string_view name{};
  std::optional<Error> (*meet)() = nullptr;
};

struct Situation {
  std::string name{};
  Errc code{};
  int exit_code = 0;
  std::vector<Vendor> vendors{};
};

class SameSituation : public ::testing::TestWithParam<Situation> {};

TEST_P(SameSituation, IsTheSameErrorAtEveryVendorThatKnowsIt) {
  const auto& situation = GetParam();
  EXPECT_EQ(mfactl::exit_code(situation.code), situation.exit_code);
  for (const auto& [name, meet] : situation.vendors) {
    const auto error = meet();
    ASSERT_TRUE(error) << name << " says yes";
    EXPECT_EQ(error->code, situation.code) << name << ": " << to_string(error->code) << " " << error->message;
    EXPECT_FALSE(error->message.empty()) << name;
    // Whoever has to wait is told how long.
    EXPECT_EQ(error->retry_after.has_value(), situation.exit_code == 8) << name << ": " << error->message;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, SameSituation,
    ::testing::Values(
        Situation{"WrongPassword",
                  Errc::invalid_credentials,
                  3,
                  {{"mailinabox", box::wrong_password},
                   {"generic", shellhub::wrong_password},
                   {"onelogin", one::wrong_password},
                   {"cohesity", cluster::wrong_password},
                   {"quatrix", host::wrong_password}}},
        Situation{"WrongCode",
                  Errc::code_rejected,
                  5,
                  {{"mailinabox", box::wrong_code},
                   {"generic", shellhub::wrong_code},
                   {"onelogin", one::wrong_code},
                   {"cohesity", cluster::wrong_code},
                   {"quatrix", host::wrong_code}}},
        Situation{"ReplayedCode",
                  Errc::code_rejected,
                  5,
                  {{"mailinabox", box::replayed_code},
                   {"generic", shellhub::replayed_code},
                   {"onelogin", one::replayed_code},
                   {"cohesity", cluster::replayed_code},
                   {"quatrix", host::replayed_code}}},
        Situation{"MissingPermission",
                  Errc::not_permitted,
                  14,
                  {{"mailinabox", box::missing_permission},
                   {"generic", shellhub::missing_permission},
                   {"onelogin", one::missing_permission},
                   {"cohesity", cluster::missing_permission},
                   {"quatrix", host::missing_permission}}},
        // Cohesity's calls name no user.
        Situation{"UnknownUser",
                  Errc::not_found,
                  6,
                  {{"mailinabox", box::unknown_user},
                   {"generic", shellhub::unknown_user},
                   {"onelogin", one::unknown_user},
                   {"quatrix", host::unknown_user}}},
        // Mail-in-a-Box bans the address, before which our client pauses; OneLogin documents none.
        Situation{"LockedOut",
                  Errc::locked_out,
                  8,
                  {{"mailinabox", box::locked_out}, {"generic", shellhub::locked_out}}},
        Situation{"RateLimited",
                  Errc::rate_limited,
                  8,
                  {{"onelogin", one::rate_limited}, {"quatrix", host::rate_limited}}},
        Situation{"DeadSession",
                  Errc::session_expired,
                  3,
                  {{"mailinabox", box::dead_session},
                   {"generic", shellhub::dead_session},
                   {"onelogin", one::dead_session},
                   {"cohesity", cluster::dead_session},
                   {"quatrix", host::dead_session}}},
        Situation{"UnsupportedVerb",
                  Errc::unsupported,
                  13,
                  {{"mailinabox", box::unsupported_verb},
                   {"generic", shellhub::unsupported_verb},
                   {"onelogin", one::unsupported_verb},
                   {"cohesity", cluster::unsupported_verb},
                   {"quatrix", host::unsupported_verb}}}),
    [](const auto& test) { return test.param.name; });

/// Cohesity names no time until an administrator unlocks an account, and none for too many requests.
TEST(SameSituationWithoutATime, IsTheSameErrorAtCohesity) {
  const auto locked = cluster::locked_out();
  ASSERT_TRUE(locked);
  EXPECT_EQ(locked->code, Errc::locked_out) << locked->message;
  const auto limited = cluster::rate_limited();
  ASSERT_TRUE(limited);
  EXPECT_EQ(limited->code, Errc::rate_limited) << limited->message;
}

}  // namespace
}  // namespace mfaclient
