#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/http.hpp"
#include "mfaclient/operation.hpp"
#include "wire/operation_type.hpp"

/// One rule for every operation of every vendor: its declared evidence is a yes, and anything less is not.
namespace mfaclient::evidence {

inline constexpr std::string_view kCanary = "CANARY7f3a";

inline std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

/// `body` with the member `name` renamed, and `instead` (a whole member and a comma, or nothing) put before
/// it.
inline std::string without(const std::string& body, std::string_view path, std::string_view instead = {}) {
  const auto name = std::string(path.substr(path.rfind('.') + 1));
  const auto at = body.find("\"" + name + "\":");
  if (at == std::string::npos) return {};
  std::string out = body;
  out.replace(at, name.size() + 3, std::string(instead) + "\"" + name + "_gone\":");
  return out;
}

/// What the answer is refused with; nullopt: it is a yes.
inline std::optional<Error> refusal(const OperationRef& op, const http::Response& answer) {
  const auto output = op.type().make_output();
  const auto read = op.decode(answer, output.get());
  return read ? std::nullopt : std::optional(read.error());
}

inline void expect_no(const OperationRef& op, http::Response answer, const std::string& body,
                      const std::string& what) {
  answer.body = SecretString(body);
  const auto error = refusal(op, answer);
  ASSERT_TRUE(error) << op.info().name << " took as a yes: " << what;
  for (const auto& text : {error->message, error->field, error->vendor_code})
    EXPECT_EQ(text.find(kCanary), std::string::npos) << op.info().name << " quotes the answer to: " << what;
}

/// Values that an operation takes for a field although most would not: "success = true".
using Tolerated = std::vector<std::string>;

inline void expect_fields_needed(const OperationRef& op, const http::Response& yes, const std::string& body,
                                 const Tolerated& tolerated) {
  const auto fields = op.info().evidence.fields;
  for (const auto field : fields) {
    if (field.empty()) continue;
    const auto name = std::string(field.substr(field.rfind('.') + 1));
    ASSERT_FALSE(without(body, field).empty())
        << op.info().name << ": the fixture lacks its own evidence " << field;
    expect_no(op, yes, without(body, field), "no " + name);
    for (const auto* wrong : {"true", "12.5", "\"\"", "{}", "[[]]", "99999999999999999999", "\"CANARY7f3a"})
      if (std::ranges::find(tolerated, name + " = " + wrong) == tolerated.end())
        expect_no(op, yes, without(body, field, "\"" + name + "\": " + wrong + ", "), name + " = " + wrong);
    expect_no(op, yes, without(body, field, "\"" + name + "\": null, \"" + name + "\": null, "),
              name + " twice");
  }
}

inline void expect_only_whole_bodies(const OperationRef& op, const http::Response& yes,
                                     const std::string& body) {
  // Where the status says it alone, no body is a whole one.
  for (std::size_t length = op.info().evidence.status_alone ? 1 : 0; length < body.size(); ++length) {
    const auto part = body.substr(0, length);
    if (trimmed(part) != trimmed(body)) expect_no(op, yes, part, "cut at " + std::to_string(length));
  }
}

inline void expect_judged_strictly(const OperationRef& op, const http::Response& yes,
                                   const Tolerated& tolerated) {
  const auto refused = refusal(op, yes);
  ASSERT_FALSE(refused) << op.info().name << ": " << refused->message;
  const std::string body(yes.body.reveal());
  const auto declared = op.info().evidence;
  ASSERT_TRUE(!declared.text.empty() || !declared.fields[0].empty() || declared.status_alone ||
              declared.picture)
      << op.info().name << " declares no evidence";

  if (!declared.status_alone)
    for (const auto* text : {"", "{}", "[]", "null"}) expect_no(op, yes, text, text);
  const std::vector<std::pair<std::string, std::string>> bad{
      {"a page", "<html><body>CANARY7f3a: sign in to the hotel network</body></html>"},
      {"100,000 levels of lists", std::string(100'000, '[') + std::string(100'000, ']')},
      {"100,000 levels of objects",
       [] {
         std::string deep;
         for (int i = 0; i < 100'000; ++i) deep += R"({"a":)";
         return deep;
       }()},
      {"1 MiB of text", std::string(1 << 20, 'x')},
      {"1 MiB of half a string", "\"" + std::string(1 << 20, 'x')},
      {"invalid UTF-8",
       "{\"status\":\"\xC3\x28"
       "CANARY7f3a\"}"},
      {"a byte order mark", "\xEF\xBB\xBF{}" + body},
      {"a canary", "{\"CANARY7f3a\": CANARY7f3a}"},
      {"two answers", body + "{}" + body + "{}"},
  };
  for (const auto& [what, text] : bad) expect_no(op, yes, text, what);
  expect_fields_needed(op, yes, body, tolerated);
  expect_only_whole_bodies(op, yes, body);
  for (int status = 100; status < 600; ++status) {
    if (declared.has(status)) continue;
    auto other = yes;
    other.status = status;
    EXPECT_TRUE(refusal(op, other)) << op.info().name << " took status " << status << " as a yes";
  }
}

/// `yes` is a fixture that shows a success.
template <Operation Op>
void expect_judged_strictly(const Op& op, const http::Response& yes, const Tolerated& tolerated = {}) {
  expect_judged_strictly(OperationRef(op), yes, tolerated);
}

}  // namespace mfaclient::evidence
