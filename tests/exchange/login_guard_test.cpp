#include "exchange/login_guard.hpp"

#include <gtest/gtest.h>

#include "mfaclient/testing/clock.hpp"

namespace mfaclient::test {
namespace {

using std::chrono::seconds;

class LoginGuardTest : public ::testing::Test {
 protected:
  static Error refusal(Errc code) { return {.code = code, .message = "no", .delivery = Delivery::refused}; }
  testing::ManualClock clock{Time(std::chrono::hours(490'000))};
};

TEST_F(LoginGuardTest, LetsOtherFailuresPass) {
  LoginGuard guard(clock);
  for (int i = 0; i < 9; ++i)
    for (const auto code : {Errc::network, Errc::code_required, Errc::server_error})
      guard.failed(refusal(code));
  EXPECT_FALSE(guard.barred());
}

TEST_F(LoginGuardTest, StandsAfterRefusedCredentialsUntilSomethingSucceeds) {
  LoginGuard guard(clock);
  guard.failed(refusal(Errc::invalid_credentials));
  clock.advance(std::chrono::hours{24});
  ASSERT_TRUE(guard.barred());
  EXPECT_EQ(guard.barred()->code, Errc::invalid_credentials);
  EXPECT_EQ(guard.barred()->delivery, Delivery::not_sent);
  guard.failed(refusal(Errc::network));
  EXPECT_TRUE(guard.barred()) << "that the line is down makes the password no better";
  guard.succeeded();
  EXPECT_FALSE(guard.barred());
}

TEST_F(LoginGuardTest, ALockOutStandsAsLongAsTheVendorSays) {
  LoginGuard guard(clock);
  auto locked = refusal(Errc::locked_out);
  locked.retry_after = seconds{60};
  guard.failed(locked);
  clock.advance(seconds{45});
  ASSERT_TRUE(guard.barred());
  EXPECT_EQ(guard.barred()->code, Errc::locked_out);
  EXPECT_EQ(guard.barred()->retry_after, seconds{15});
  clock.advance(seconds{15});
  EXPECT_FALSE(guard.barred());
}

TEST_F(LoginGuardTest, ALockOutWithoutAnEndStands) {
  LoginGuard guard(clock);
  guard.failed(refusal(Errc::locked_out));
  clock.advance(std::chrono::hours{24});
  ASSERT_TRUE(guard.barred());
  EXPECT_EQ(guard.barred()->retry_after, std::nullopt);
}

TEST_F(LoginGuardTest, StandsAfterSoManyRefusedCodesInARow) {
  LoginGuard guard(clock, {.refused = 3});
  for (int i = 0; i < 5; ++i) {
    guard.failed(refusal(Errc::code_rejected));
    guard.failed(refusal(Errc::code_rejected));
    EXPECT_FALSE(guard.barred());
    guard.succeeded();
  }
  for (int i = 0; i < 3; ++i) guard.failed(refusal(Errc::code_rejected));
  ASSERT_TRUE(guard.barred());
  EXPECT_EQ(guard.barred()->code, Errc::code_rejected);
}

TEST_F(LoginGuardTest, PausesWhereTheVendorForgets) {
  LoginGuard guard(clock, {.refused = 2, .forgotten_after = seconds{30}});
  guard.failed(refusal(Errc::code_rejected));
  EXPECT_FALSE(guard.barred());
  guard.failed(refusal(Errc::code_rejected));
  clock.advance(seconds{10});
  ASSERT_TRUE(guard.barred());
  EXPECT_EQ(guard.barred()->code, Errc::locked_out);
  EXPECT_EQ(guard.barred()->retry_after, seconds{20});
  clock.advance(seconds{20});
  EXPECT_FALSE(guard.barred());
  guard.failed(refusal(Errc::code_rejected));
  EXPECT_FALSE(guard.barred()) << "the vendor has forgotten the others";
  guard.failed(refusal(Errc::code_rejected));
  EXPECT_TRUE(guard.barred());
}

}  // namespace
}  // namespace mfaclient::test
