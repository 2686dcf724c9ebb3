#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/http.hpp"
#include "mfaclient/testing/clock.hpp"

/// Recorded conversations with a vendor, as text: tests/fixtures/<vendor>/exchanges/*.txt.
///
///     # a comment
///     seed {"users":[...]}          for the cases below
///     let NAME text                 $NAME stands for text from here on; before the first case: in all of
///     them case what it shows knob NAME VALUE               before the next request; also: advance SECONDS,
///     restart repeat N                      the next exchange happens N times POST /path a request: its
///     headers, then its body, line by line Name: value > body line                   several are joined by
///     CR LF = 200                         the answer; or: = dropped Name: value                   a header
///     that is there !Name                         one that is not | body line                   ends with a
///     line break
///     |~ body line                  ends without one
///
/// An answer without body lines may have any body. In requests and answers {{base64 text}}, {{code SECRET
/// STEPS}} (of the time STEPS steps away) and \xNN are replaced; in answers {{NAME=hex64}}, =base32 and =png
/// match and set $NAME.
namespace mfaclient::exchanges {

struct Step {
  enum class Kind { exchange, knob, advance, restart, let } kind = Kind::exchange;
  int line = 0;
  std::string name{}, value{};  // of knob, let and advance (value only)

  int times = 1;
  std::string method{}, target{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::optional<std::string> body{};

  std::optional<int> status{};  // nullopt: dropped
  std::vector<std::pair<std::string, std::string>> expected_headers{};
  std::vector<std::string> absent_headers{};
  std::optional<std::string> expected_body{};
};

struct Case {
  std::string title{};
  std::string seed{};
  std::vector<Step> steps{};
};

/// Throws std::runtime_error naming the line: a corpus that is misread must not pass.
[[nodiscard]] std::vector<Case> parse(std::string_view text);

/// What a case needs of the fake it runs against.
struct Target {
  std::function<std::optional<http::Response>(const http::Request&)> send{};
  std::function<void(const std::string& knob, const std::string& value)> set_knob{};
  std::function<void()> restart{};
  testing::ManualClock* clock = nullptr;
};

/// Plays `one`; every difference is a GoogleTest failure with its line.
void play(const Case& one, const Target& target);

}  // namespace mfaclient::exchanges
