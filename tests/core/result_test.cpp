#include "mfaclient/result.hpp"

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include "mfaclient/secret.hpp"

namespace mfaclient {
namespace {

Error refused() {
  Error error;
  error.code = Errc::code_rejected;
  error.message = "the code was refused";
  error.operation = "x.verify";
  error.http_status = 401;
  error.vendor_code = "E12";
  error.vendor_message = "wrong";
  error.request_id = "r-1";
  error.retry_after = std::chrono::seconds{30};
  error.transport_code = 7;
  error.delivery = Delivery::refused;
  return error;
}

template <class Act>
void expect_throws_refusal(const Act& act) {
  try {
    act();
    FAIL() << "nothing was thrown";
  } catch (const MfaException& thrown) {
    EXPECT_STREQ(thrown.what(), "the code was refused");
    EXPECT_EQ(thrown.error().code, Errc::code_rejected);
    EXPECT_EQ(thrown.error().operation, "x.verify");
    EXPECT_EQ(thrown.error().http_status, 401);
    EXPECT_EQ(thrown.error().vendor_code, "E12");
    EXPECT_EQ(thrown.error().vendor_message, "wrong");
    EXPECT_EQ(thrown.error().request_id, "r-1");
    EXPECT_EQ(thrown.error().retry_after, std::chrono::seconds{30});
    EXPECT_EQ(thrown.error().transport_code, 7);
    EXPECT_EQ(thrown.error().delivery, Delivery::refused);
  }
}

TEST(Result, HoldsAValue) {
  Result<std::string> result(std::string("yes"));
  ASSERT_TRUE(result);
  EXPECT_TRUE(result.has_value());
  EXPECT_EQ(*result, "yes");
  EXPECT_EQ(result->size(), 3U);
  EXPECT_EQ(result.value(), "yes");
  EXPECT_EQ(result.value_or("no"), "yes");
  *result += "!";
  EXPECT_EQ(std::as_const(result).value(), "yes!");
}

TEST(Result, HoldsAnError) {
  const Result<std::string> result(refused());
  ASSERT_FALSE(result);
  EXPECT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, Errc::code_rejected);
  EXPECT_EQ(result.value_or("no"), "no");
}

TEST(Result, ValueThrowsTheWholeError) {
  Result<std::string> result(refused());
  expect_throws_refusal([&] { static_cast<void>(result.value()); });
  expect_throws_refusal([&] { static_cast<void>(std::as_const(result).value()); });
  expect_throws_refusal([&] { static_cast<void>(std::move(result).value()); });
}

TEST(Result, OfNothingIsDoneOrAnError) {
  const Result<void> done;
  EXPECT_TRUE(done);
  EXPECT_NO_THROW(done.value());
  const Result<void> failed(refused());
  EXPECT_FALSE(failed);
  EXPECT_EQ(failed.error().vendor_code, "E12");
  expect_throws_refusal([&] { failed.value(); });
}

TEST(Result, CarriesWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  auto owner = std::move(result).value();
  EXPECT_EQ(*owner, 7);
  Result<std::unique_ptr<int>> again(std::move(owner));
  const auto taken = *std::move(again);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, HandsOverItsErrorWithoutACopy) {
  Error error = refused();
  error.message = std::string(200, 'm');
  const auto* address = error.message.data();
  Result<int> result(std::move(error));
  const Error out = std::move(result).error();
  EXPECT_EQ(out.message.data(), address);
}

// A refusal is an Error, so a Result that holds "false" is a yes all the same: the two must not be mixed up.
TEST(Result, OfFalseIsAYes) {
  const Result<bool> result(false);
  EXPECT_TRUE(result);
  EXPECT_FALSE(*result);
}

// Like std::expected: what isn't implicitly a T isn't implicitly a Result of T either.
TEST(Result, ConvertsOnlyAsItsValueDoes) {
  static_assert(std::is_convertible_v<const char*, Result<std::string>>);
  static_assert(std::is_convertible_v<Error, Result<int>>);
  static_assert(std::is_convertible_v<std::unique_ptr<int>, Result<std::shared_ptr<int>>>);
  static_assert(std::is_constructible_v<Result<SecretString>, const char*>);
  static_assert(!std::is_convertible_v<const char*, Result<SecretString>>);
  static_assert(!std::is_convertible_v<int*, Result<std::unique_ptr<int>>>);
  static_assert(!std::is_convertible_v<Result<int>, bool>);
  static_assert(!std::is_convertible_v<Result<void>, bool>);
}

TEST(Error, NamesTheFieldAndSaysWhy) {
  const auto error = invalid_argument("url", "has no host");
  EXPECT_EQ(error.code, Errc::invalid_argument);
  EXPECT_EQ(error.field, "url");
  EXPECT_EQ(error.message, "url: has no host");
  EXPECT_EQ(error.delivery, Delivery::not_sent);
}

}  // namespace
}  // namespace mfaclient
