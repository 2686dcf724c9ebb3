#include <limits>

#include "otp/support.hpp"

namespace mfaclient::otp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using test::expect_refused;
using test::rfc_key;

Time at(std::int64_t unix_seconds) { return Time(seconds(unix_seconds)); }

Totp rfc_totp(const TotpParameters& parameters = {}) {
  return Totp::create(rfc_key(parameters.algorithm), parameters).value();
}

TEST(Totp, MakesTheCodesOfRfc6238AppendixB) {
  const auto vectors = test::rows("rfc6238_appendix_b.csv", ',');
  ASSERT_EQ(vectors.size(), 18U);
  for (const auto& row : vectors) {
    const auto totp = rfc_totp({.algorithm = algorithm(row[1]).value(), .digits = 8});
    // The last vectors lie in the year 2603, beyond what a clock of nanoseconds can hold.
    const sys_seconds when(seconds(std::stoll(row[0])));
    EXPECT_EQ(totp.at(when).value().reveal(), row[2]) << row[0] << ' ' << row[1];
  }
}

TEST(Totp, AgreesWithOtherImplementations) {
  const auto cases = test::rows("random_1000.csv", ',');
  ASSERT_EQ(cases.size(), 1000U);
  for (const auto& row : cases) {
    const TotpParameters parameters{.algorithm = algorithm(row[0]).value(),
                                    .digits = std::stoi(row[1]),
                                    .period = seconds(std::stoll(row[4]))};
    const auto secret = Base32Secret::parse(row[2], Base32Mode::strict).value();
    const auto totp = Totp::create(secret.raw(), parameters).value();
    EXPECT_EQ(totp.at(at(std::stoll(row[3]))).value().reveal(), row[5])
        << row[0] << ", " << row[1] << " digits, period " << row[4] << ", time " << row[3];
  }
}

TEST(Totp, RefusesParametersThatMakeNoCode) {
  expect_refused(Totp::create(rfc_key(20), {.digits = 5}), "digits");
  expect_refused(Totp::create(rfc_key(20), {.digits = 11}), "digits");
  expect_refused(Totp::create(rfc_key(20), {.period = seconds(0)}), "period");
  expect_refused(Totp::create(rfc_key(20), {.period = seconds(-30)}), "period");
  expect_refused(Totp::create(RawSecret(SecretBytes())), "secret");
}

TEST(Totp, CountsStepsFromT0) {
  const auto totp = rfc_totp({.t0 = seconds(1000)});
  EXPECT_EQ(totp.step(at(1000)).value(), 0U);
  EXPECT_EQ(totp.step(at(1029) + milliseconds(999)).value(), 0U);
  EXPECT_EQ(totp.step(at(1030)).value(), 1U);
  EXPECT_EQ(totp.at(at(1030)).value().reveal(), totp.code(1).reveal());
  EXPECT_EQ(totp.start(1), at(1030));
}

TEST(Totp, RefusesTimesBeforeT0) {
  const auto totp = rfc_totp({.t0 = seconds(1000)});
  expect_refused(totp.step(at(999)), "time");
  expect_refused(totp.step(at(999) + milliseconds(999)), "time");
  expect_refused(totp.at(at(0)), "time");
  expect_refused(rfc_totp().step(at(0) - milliseconds(1)), "time");
  EXPECT_EQ(totp.verify(totp.code(0).reveal(), at(999)), std::nullopt);
}

TEST(Totp, T0MayLieAnywhere) {
  const auto early = rfc_totp({.t0 = seconds(-60)});
  expect_refused(early.step(at(-61)), "time");
  EXPECT_EQ(early.step(at(-60)).value(), 0U);
  EXPECT_EQ(early.step(at(0) - milliseconds(1)).value(), 1U);
  EXPECT_EQ(early.step(at(0)).value(), 2U);
  EXPECT_EQ(early.start(1), at(-30));

  const auto earliest = rfc_totp({.period = seconds(1), .t0 = seconds::min()});
  EXPECT_EQ(earliest.step(at(0)).value(), std::uint64_t{1} << 63U);
  EXPECT_EQ(earliest.step(at(1)).value(), (std::uint64_t{1} << 63U) + 1);
  EXPECT_EQ(earliest.start((std::uint64_t{1} << 63U) + 1), at(1));
  EXPECT_EQ(earliest.start(0), Time::min());

  const auto latest = rfc_totp({.t0 = seconds::max()});
  expect_refused(latest.step(Time::max()), "time");
  EXPECT_EQ(latest.start(0), Time::max());
}

TEST(Totp, PeriodsFromOneSecondUp) {
  EXPECT_EQ(rfc_totp({.period = seconds(1)}).step(at(59)).value(), 59U);
  EXPECT_EQ(rfc_totp({.period = seconds(86400)}).step(at(86399)).value(), 0U);
  EXPECT_EQ(rfc_totp({.period = seconds::max()}).step(at(86400)).value(), 0U);
  EXPECT_EQ(rfc_totp({.period = seconds::max()}).start(1), Time::max());
}

TEST(Totp, StartIsTheFirstMomentOfItsStep) {
  const auto totp = rfc_totp({.period = seconds(45), .t0 = seconds(7)});
  for (const std::uint64_t step : {0U, 1U, 2U, 1000U, 40000000U}) {
    EXPECT_EQ(totp.step(totp.start(step)).value(), step);
    if (step > 0) {
      EXPECT_EQ(totp.step(totp.start(step) - milliseconds(1)).value(), step - 1);
    }
  }
  EXPECT_EQ(totp.start(std::numeric_limits<std::uint64_t>::max()), Time::max());
}

TEST(Totp, VerifyAnswersTheStepWithinTheWindow) {
  const auto totp = rfc_totp({.digits = 10});
  const auto now = at(1111111109);
  const auto current = totp.step(now).value();
  const auto verify = [&](std::uint64_t step, Window window) {
    return totp.verify(totp.code(step).reveal(), now, window);
  };

  EXPECT_EQ(verify(current, {}), current);
  EXPECT_EQ(verify(current - 1, {}), current - 1);
  EXPECT_EQ(verify(current + 1, {}), current + 1);
  EXPECT_EQ(verify(current - 2, {}), std::nullopt);
  EXPECT_EQ(verify(current + 2, {}), std::nullopt);
  EXPECT_EQ(verify(current, {0, 0}), current);
  EXPECT_EQ(verify(current - 1, {0, 0}), std::nullopt);
  EXPECT_EQ(verify(current + 1, {0, 0}), std::nullopt);
  EXPECT_EQ(verify(current - 1, {1, 0}), current - 1);
  EXPECT_EQ(verify(current + 1, {1, 0}), std::nullopt);
  EXPECT_EQ(verify(current + 3, {0, 3}), current + 3);
  EXPECT_EQ(verify(current - 1, {0, 3}), std::nullopt);
  EXPECT_EQ(totp.verify("0000000000", now), std::nullopt);
}

TEST(Totp, AWideWindowCountsAsFortyNineASide) {
  constexpr auto kAll = std::numeric_limits<std::uint64_t>::max();
  const auto totp = rfc_totp({.digits = 10});
  const auto now = at(1111111109);
  const auto current = totp.step(now).value();
  EXPECT_EQ(totp.verify(totp.code(current).reveal(), now, {kAll, kAll}), current);
  EXPECT_EQ(totp.verify(totp.code(current - 49).reveal(), now, {kAll, kAll}), current - 49);
  EXPECT_EQ(totp.verify(totp.code(current + 49).reveal(), now, {kAll, kAll}), current + 49);
  EXPECT_EQ(totp.verify(totp.code(current - 50).reveal(), now, {kAll, kAll}), std::nullopt);
  EXPECT_EQ(totp.verify(totp.code(current + 50).reveal(), now, {kAll, kAll}), std::nullopt);
}

TEST(Totp, TheWindowEndsAtTheFirstStep) {
  const auto totp = rfc_totp({.digits = 10});
  EXPECT_EQ(totp.verify(totp.code(0).reveal(), at(0)), 0U);
  EXPECT_EQ(totp.verify(totp.code(1).reveal(), at(0)), 1U);
  EXPECT_EQ(totp.verify(totp.code(0).reveal(), at(30), {5, 0}), 0U);
  EXPECT_EQ(totp.verify(totp.code(std::numeric_limits<std::uint64_t>::max()).reveal(), at(0)), std::nullopt);
}

TEST(Totp, KeepsItsParametersAndNamesItsKey) {
  const auto totp =
      rfc_totp({.algorithm = Algorithm::sha512, .digits = 8, .period = seconds(60), .t0 = seconds(5)});
  EXPECT_EQ(totp.parameters().algorithm, Algorithm::sha512);
  EXPECT_EQ(totp.parameters().digits, 8);
  EXPECT_EQ(totp.parameters().period, seconds(60));
  EXPECT_EQ(totp.parameters().t0, seconds(5));
  EXPECT_EQ(totp.key_id(), Hotp::create(rfc_key(64)).value().key_id());
}

TEST(Algorithm, ReadsItsOwnNames) {
  for (const auto known : {Algorithm::sha1, Algorithm::sha256, Algorithm::sha512})
    EXPECT_EQ(algorithm(to_string(known)), known);
  EXPECT_EQ(to_string(Algorithm::sha256), "SHA256");
  EXPECT_EQ(algorithm("sha1"), Algorithm::sha1);
  EXPECT_EQ(algorithm("Sha-512"), Algorithm::sha512);
  for (const auto* other : {"", "SHA", "SHA 1", "SHA2", "SHA-", "MD5", "SHA1 ", "SHA-2566"})
    EXPECT_EQ(algorithm(other), std::nullopt) << other;
}

}  // namespace
}  // namespace mfaclient::otp
