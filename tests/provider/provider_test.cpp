#include "mfaclient/provider.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace mfaclient {
namespace {

constexpr std::array kVerbs{Verb::status, Verb::enroll,  Verb::sign_in,     Verb::challenge, Verb::verify,
                            Verb::poll,   Verb::disable, Verb::disable_all, Verb::reset,     Verb::sign_out};

/// A vendor that can nothing, but for each verb knows another way.
class Unable final : public IMfaProvider {
 public:
  explicit Unable(bool notes) {
    if (!notes) return;
    for (std::size_t i = 0; i < kVerbs.size(); ++i) rows_[i].note = kNotes[i];
  }
  [[nodiscard]] std::string_view name() const noexcept override { return "unable"; }
  [[nodiscard]] std::span<const Capability> capabilities() const noexcept override { return rows_; }

  static constexpr std::array<std::string_view, 10> kNotes{"n0", "n1", "n2", "n3", "n4",
                                                           "n5", "n6", "n7", "n8", "n9"};

 private:
  std::array<Capability, 10> rows_ = [] {
    std::array<Capability, 10> rows{};
    for (std::size_t i = 0; i < kVerbs.size(); ++i) rows[i].verb = kVerbs[i];
    return rows;
  }();
};

/// The error of each verb, in the order of `Verb`.
std::array<Error, 10> errors_of(IMfaProvider& provider) {
  const auto self = Account::self();
  return {provider.status(self).error(),
          provider.enroll({}).error(),
          provider.sign_in().error(),
          provider.challenge(self, {}).error(),
          provider.verify({}, {}).error(),
          provider.poll({}).error(),
          provider.disable(self, {}, {}).error(),
          provider.disable_all(self, {}).error(),
          provider.reset(self).error(),
          provider.sign_out().error()};
}

TEST(Provider, WhatItDoesNotImplementIsUnsupportedWithTheWayOut) {
  Unable provider(true);
  const auto errors = errors_of(provider);
  for (std::size_t i = 0; i < errors.size(); ++i) {
    EXPECT_EQ(errors[i].code, Errc::unsupported);
    EXPECT_EQ(errors[i].delivery, Delivery::not_sent);
    EXPECT_EQ(errors[i].operation, "unable." + std::string(to_string(kVerbs[i])));
    EXPECT_EQ(errors[i].hints, std::vector{std::string(Unable::kNotes[i])});
  }
}

TEST(Provider, WithoutANoteTheMessageStandsAlone) {
  Unable provider(false);
  for (const auto& error : errors_of(provider)) {
    EXPECT_EQ(error.code, Errc::unsupported);
    EXPECT_TRUE(error.hints.empty()) << error.text();
  }
}

TEST(Verbs, HaveNames) {
  constexpr std::array<std::string_view, 10> kNames{"status", "enroll",  "sign_in", "challenge",
                                                    "verify", "poll",    "disable", "disable_all",
                                                    "reset",  "sign_out"};
  for (std::size_t i = 0; i < kVerbs.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kVerbs[i]), i);
    EXPECT_EQ(to_string(kVerbs[i]), kNames[i]);
  }
  EXPECT_EQ(to_string(static_cast<Verb>(kVerbs.size())), "?");
}

TEST(Account, SelfIsNotAnEmptyName) {
  EXPECT_EQ(Account::self().id(), std::nullopt);
  EXPECT_EQ(Account::user("").id(), "");
  EXPECT_EQ(Account::user("me@box.example").id(), "me@box.example");
}

}  // namespace
}  // namespace mfaclient
