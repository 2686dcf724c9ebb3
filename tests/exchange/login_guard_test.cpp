#include "exchange/login_guard.hpp"

#include <gtest/gtest.h>

namespace mfaclient::test {
namespace {

Error refusal(Errc code) { return {.code = code, .message = "no", .delivery = Delivery::refused}; }

TEST(LoginGuard, LetsOtherFailuresPass) {
  LoginGuard guard;
  for (int i = 0; i < 9; ++i)
    for (const auto code : {Errc::network, Errc::code_required, Errc::server_error})
      guard.failed(refusal(code));
  EXPECT_FALSE(guard.barred());
}

TEST(LoginGuard, StandsAfterOneRefusedPasswordOrLockOut) {
  for (const auto code : {Errc::invalid_credentials, Errc::locked_out}) {
    LoginGuard guard;
    guard.failed(refusal(code));
    ASSERT_TRUE(guard.barred());
    EXPECT_EQ(guard.barred()->code, code);
    EXPECT_EQ(guard.barred()->delivery, Delivery::not_sent);
    guard.succeeded();
    EXPECT_TRUE(guard.barred()) << "what was refused once stays refused";
  }
}

TEST(LoginGuard, StandsAfterThreeRefusedCodesInARow) {
  LoginGuard guard;
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

}  // namespace
}  // namespace mfaclient::test
