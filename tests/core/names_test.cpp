#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/ascii.hpp"
#include "mfaclient/error.hpp"
#include "mfaclient/factor.hpp"
#include "mfaclient/log.hpp"
#include "mfaclient/operation.hpp"

namespace mfaclient {
namespace {

// The tool prints these and scripts compare them: a change breaks somebody.
TEST(Names, OfErrors) {
  const std::vector<std::pair<Errc, std::string_view>> names{
      {Errc::invalid_argument, "invalid_argument"},
      {Errc::invalid_credentials, "invalid_credentials"},
      {Errc::session_expired, "session_expired"},
      {Errc::code_required, "code_required"},
      {Errc::still_pending, "still_pending"},
      {Errc::code_rejected, "code_rejected"},
      {Errc::denied, "denied"},
      {Errc::challenge_expired, "challenge_expired"},
      {Errc::not_found, "not_found"},
      {Errc::conflict, "conflict"},
      {Errc::rate_limited, "rate_limited"},
      {Errc::locked_out, "locked_out"},
      {Errc::network, "network"},
      {Errc::tls, "tls"},
      {Errc::timeout, "timeout"},
      {Errc::server_error, "server_error"},
      {Errc::protocol, "protocol"},
      {Errc::storage, "storage"},
      {Errc::outcome_unknown, "outcome_unknown"},
      {Errc::unsupported, "unsupported"},
      {Errc::not_permitted, "not_permitted"},
      {Errc::cancelled, "cancelled"},
  };
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(names[i].first), i);
    EXPECT_EQ(to_string(names[i].first), names[i].second);
  }
  EXPECT_EQ(to_string(static_cast<Errc>(names.size())), "?");
}

TEST(Names, OfDeliveries) {
  EXPECT_EQ(to_string(Delivery::not_sent), "not_sent");
  EXPECT_EQ(to_string(Delivery::refused), "refused");
  EXPECT_EQ(to_string(Delivery::unknown), "unknown");
  EXPECT_EQ(to_string(static_cast<Delivery>(3)), "?");
}

TEST(Names, OfSafeties) {
  EXPECT_EQ(to_string(Safety::read), "read");
  EXPECT_EQ(to_string(Safety::idempotent), "idempotent");
  EXPECT_EQ(to_string(Safety::once), "once");
  EXPECT_EQ(to_string(static_cast<Safety>(3)), "?");
}

TEST(Names, OfLogEvents) {
  EXPECT_EQ(to_string(LogEvent::Kind::sent), "sent");
  EXPECT_EQ(to_string(LogEvent::Kind::answered), "answered");
  EXPECT_EQ(to_string(LogEvent::Kind::failed), "failed");
  EXPECT_EQ(to_string(LogEvent::Kind::signed_in), "signed_in");
  EXPECT_EQ(to_string(LogEvent::Kind::resent), "resent");
  EXPECT_EQ(to_string(static_cast<LogEvent::Kind>(5)), "?");
}

TEST(Names, OfFactorKindsReadBack) {
  const std::vector<std::pair<FactorKind, std::string_view>> names{
      {FactorKind::totp, "totp"},   {FactorKind::hardware, "hardware"},
      {FactorKind::sms, "sms"},     {FactorKind::voice, "voice"},
      {FactorKind::email, "email"}, {FactorKind::push, "push"},
      {FactorKind::pin, "pin"},     {FactorKind::recovery_code, "recovery_code"},
      {FactorKind::other, "other"}, {FactorKind::bypass_code, "bypass_code"},
  };
  for (const auto& [kind, name] : names) {
    EXPECT_EQ(to_string(kind), name);
    EXPECT_EQ(factor_kind(name), kind);
  }
  for (const auto* stranger : {"", "TOTP", "totp ", "?", "sm"})
    EXPECT_FALSE(factor_kind(stranger)) << stranger;
}

TEST(Ascii, ClassesHoldForEveryByte) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    EXPECT_EQ(ascii::letter(c), letters.find(c) != std::string::npos) << i;
    EXPECT_EQ(ascii::digit(c), i >= 48 && i <= 57) << i;
    EXPECT_EQ(ascii::printable(c), i >= 32 && i <= 126) << i;
    EXPECT_EQ(ascii::space(c), i == 32 || i == 9 || i == 13 || i == 10) << i;
    EXPECT_EQ(ascii::lower(c), i >= 65 && i <= 90 ? static_cast<char>(i + 32) : c) << i;
  }
}

TEST(Ascii, ComparesAndTrims) {
  EXPECT_TRUE(ascii::equal_without_case("Content-TYPE", "content-type"));
  EXPECT_FALSE(ascii::equal_without_case("content-type", "content-typ"));
  EXPECT_FALSE(ascii::equal_without_case("a", "b"));
  EXPECT_FALSE(ascii::equal_without_case("[", "{"));
  EXPECT_TRUE(ascii::equal_without_case("", ""));
  EXPECT_EQ(ascii::trim(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(ascii::trim(" \n"), "");
  EXPECT_TRUE(ascii::all_printable(""));
  EXPECT_TRUE(ascii::all_printable("a ~"));
  EXPECT_FALSE(ascii::all_printable("a\x7f"));
  EXPECT_FALSE(ascii::all_printable("\xc3\xa9"));
}

}  // namespace
}  // namespace mfaclient
