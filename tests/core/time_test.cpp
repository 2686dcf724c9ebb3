#include "wire/time.hpp"

#include <gtest/gtest.h>

namespace mfaclient::wire {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

TEST(Rfc3339, ReadsUtcWithAndWithoutAFraction) {
  const sys_seconds noon{seconds{1'783'598'400}};
  for (const auto* text : {"2026-07-09T12:00:00Z", "2026-07-09T12:00:00.123Z", "2026-07-09T12:00:00+00:00"})
    EXPECT_EQ(rfc3339(text), noon) << text;
}

TEST(Rfc3339, NeverGuesses) {
  for (const auto* text :
       {"", "2026-07-09", "2026-07-09T12:00:00", "2026-07-09T12:00:00+02:00", "2026-13-09T12:00:00Z",
        "2026-02-30T12:00:00Z", "2026-07-09T24:00:00Z", "2026-07-09T12:61:00Z", "2026-07-09T12:00:00.Z",
        "2026-07-09T12:00:00Zz", "2026-07-09 12:00:00Z", "20a6-07-09T12:00:00Z"})
    EXPECT_EQ(rfc3339(text), std::nullopt) << text;
}

TEST(Rfc3339, WritesWhatItReads) {
  const Time when{seconds{1'783'598'400}};
  EXPECT_EQ(to_rfc3339(when), "2026-07-09T12:00:00Z");
  EXPECT_EQ(rfc3339(to_rfc3339(when)), sys_seconds{seconds{1'783'598'400}});
}

TEST(DateOf, IsTheServersClock) {
  http::Headers headers;
  EXPECT_EQ(date_of(headers), std::nullopt);
  headers.add("date", " Thu, 09 Jul 2026 12:00:00 GMT ");
  EXPECT_EQ(date_of(headers), sys_seconds{seconds{1'783'598'400}});
}

}  // namespace
}  // namespace mfaclient::wire
