// What holds for every fake vendor.
#include "mfaclient/testing/fakes.hpp"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace mfaclient::testing {
namespace {

class EveryFake : public ::testing::TestWithParam<FakeInfo> {
 protected:
  [[nodiscard]] std::shared_ptr<Fake> fake() const {
    return GetParam().make(GetParam().standard_seed, system_clock()).value();
  }
};

TEST_P(EveryFake, IsFoundByItsName) {
  const auto* found = find_fake(GetParam().name);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->name, GetParam().name);
}

TEST_P(EveryFake, IsMadeFromItsSeedAndFromNoOther) {
  EXPECT_TRUE(fake());
  EXPECT_EQ(GetParam().make(R"({"no_such_field":1})", system_clock()).error().code, Errc::invalid_argument);
}

TEST_P(EveryFake, NumbersItsRowsInOrderAndSaysBothSides) {
  int number = 0;
  for (const auto& row : GetParam().wire_rows) {
    EXPECT_EQ(++number, row.number);
    EXPECT_FALSE(row.documented.empty());
    EXPECT_FALSE(row.real.empty());
    EXPECT_NE(row.documented, row.real);
  }
  EXPECT_GT(number, 0);
}

TEST_P(EveryFake, TakesEveryValueOfItsKnobsAndNoOther) {
  const auto one = fake();
  for (const auto& row : GetParam().wire_rows) {
    for (const auto* value : {"documented", "real"}) EXPECT_TRUE(one->set_knob(row.knob, value)) << row.knob;
    EXPECT_EQ(one->set_knob(row.knob, "maybe").error().field, row.knob);
  }
  for (const auto& knob : GetParam().knobs) {
    std::istringstream values(knob.values.empty() ? std::to_string(knob.number + 1)
                                                  : std::string(knob.values));
    for (std::string value; std::getline(values, value, '|');)
      EXPECT_TRUE(one->set_knob(knob.name, value)) << knob.name << "=" << value;
    EXPECT_EQ(one->set_knob(knob.name, "no such value").error().field, knob.name);
  }
  EXPECT_EQ(one->set_knob("no_such_knob", "real").error().field, "knob");
}

INSTANTIATE_TEST_SUITE_P(All, EveryFake, ::testing::ValuesIn(fakes().begin(), fakes().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Fakes, AreNotFoundByAnotherName) { EXPECT_EQ(find_fake("nobody"), nullptr); }

}  // namespace
}  // namespace mfaclient::testing
