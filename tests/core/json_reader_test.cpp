#include <ctime>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "wire/json.hpp"

namespace mfaclient::wire {
namespace {

constexpr std::string_view kCanary = "CANARY7f3a";
using namespace std::string_literals;

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

void expect_refused(const std::string& text, const std::string& what) {
  const JsonDocument document(text);
  ASSERT_TRUE(document.fault()) << "accepted: " << what;
  EXPECT_EQ(document.fault()->code, Errc::protocol);
  EXPECT_EQ(document.fault()->message.find(kCanary), std::string::npos) << document.fault()->message;
  EXPECT_EQ(document.fault()->field.find(kCanary), std::string::npos) << document.fault()->field;
}

/// The field at fault after `read` saw the root of `text`; "" where nothing was wrong.
std::string field_at_fault(const std::string& text, const std::function<void(const JsonReader&)>& read) {
  JsonDocument document(text);
  EXPECT_FALSE(document.fault()) << text;
  read(document.root());
  if (!document.fault()) return {};
  EXPECT_EQ(document.fault()->code, Errc::protocol);
  EXPECT_EQ(document.fault()->message.find(kCanary), std::string::npos) << document.fault()->message;
  return document.fault()->field;
}

TEST(JsonDocument, ReadsEveryType) {
  JsonDocument document(
      R"( {"t":"text","i":-7,"b":true,"f":false,"n":null,"d":1.5,"l":["x","y"],"o":{"in":"side"},"s":"secret"} )");
  const auto root = document.root();
  EXPECT_EQ(root.text("t"), "text");
  EXPECT_EQ(root.integer("i"), -7);
  EXPECT_TRUE(root.boolean("b"));
  EXPECT_FALSE(root.boolean("f"));
  EXPECT_FALSE(root.optional_text("n"));
  EXPECT_EQ(root.secret("s").reveal(), "secret");
  EXPECT_EQ(root.object("o").text("in"), "side");
  const auto list = root.list("l");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1].as_text(), "y");
  EXPECT_TRUE(root.has("d"));
  EXPECT_FALSE(root.has("n"));
  EXPECT_FALSE(root.has("nothing"));
  EXPECT_FALSE(document.fault());
}

TEST(JsonDocument, Depth) {
  const std::vector<std::pair<std::string, std::string>> brackets{{"[", "]"}, {R"({"a":)", "}"}};
  for (const auto& pair : brackets) {
    const auto& open = pair.first;
    const auto text = [&pair](std::size_t depth) {
      return repeat(pair.first, depth) + (pair.first == "[" ? "" : "1") + repeat(pair.second, depth);
    };
    EXPECT_FALSE(JsonDocument(text(32)).fault());
    expect_refused(text(33), "33 levels of " + open);
    expect_refused(text(1'000'000), "10^6 levels of " + open);
    expect_refused(repeat(open, 1'000'000), "10^6 levels of " + open + ", never closed");
  }
  // Depth is what is open at once, not how many were opened.
  EXPECT_FALSE(JsonDocument("[" + repeat("[[]],", 10'000) + "[]]").fault());
}

TEST(JsonDocument, ReadsThroughAllItsDepth) {
  JsonDocument document(repeat(R"({"a":)", 31) + R"({"leaf":"here"})" + repeat("}", 31));
  auto reader = document.root();
  for (int i = 0; i < 31; ++i) reader = reader.object("a");
  EXPECT_EQ(reader.text("leaf"), "here");
  EXPECT_FALSE(document.fault());
}

TEST(JsonDocument, RefusesRepeatedNames) {
  expect_refused(R"({"a":1,"a":2})", "twice");
  expect_refused(R"({"a":1,"CANARY7f3a":2,"CANARY7f3a":2})", "twice, with a canary");
  expect_refused(R"({"a":1,"\u0061":2})", "twice, once escaped");
  expect_refused(R"({"o":[{"x":{"b":1,"c":2,"b":1}}]})", "twice, deep inside");
  expect_refused(R"({"":1,"":2})", "the empty name twice");
  EXPECT_FALSE(JsonDocument(R"({"a":{"a":1},"b":[{"a":1},{"a":1}],"A":1})").fault());
}

// A megabyte of names is what a body may hold; looking for repeats must not take its square.
TEST(JsonDocument, ManyNamesTakeLittleTime) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"" + std::to_string(i) + "\":0,";
  const auto begun = std::clock();
  EXPECT_FALSE(JsonDocument(text + "\"last\":0}").fault());
  expect_refused(text + "\"0\":0}", "the first name once more at the end");
  EXPECT_LT((std::clock() - begun) / CLOCKS_PER_SEC, 30);
}

TEST(JsonDocument, RefusesWhatIsNotExactlyOneText) {
  for (const auto& text : std::vector<std::string>{"",
                                                   " ",
                                                   "\n",
                                                   "{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   "[1",
                                                   "[1,",
                                                   "[1,]",
                                                   "[,1]",
                                                   "{\"a\"}",
                                                   "{\"a\":}",
                                                   "{\"a\":1,}",
                                                   "{a:1}",
                                                   "{'a':1}",
                                                   "{1:1}",
                                                   "nul",
                                                   "NULL",
                                                   "True",
                                                   "NaN",
                                                   "Infinity",
                                                   "-Infinity",
                                                   "undefined",
                                                   "{} {}",
                                                   "{}{}",
                                                   "[]x",
                                                   "{}\0"s,
                                                   "{}\0CANARY7f3a"s,
                                                   "\0{}"s,
                                                   "{\"a\":1}\n\0{\"a\":2}"s,
                                                   "[1]]",
                                                   "// c\n{}",
                                                   "/* c */{}",
                                                   "{}//",
                                                   "01",
                                                   "+1",
                                                   "1.",
                                                   ".5",
                                                   "1e",
                                                   "1e+",
                                                   "- 1",
                                                   "0x10",
                                                   "1_000",
                                                   "--1",
                                                   "\"abc",
                                                   "\"a\nb\"",
                                                   "\"a\tb\"",
                                                   "\"a\0b\""s,
                                                   "\"\\x41\"",
                                                   "\"\\u12\"",
                                                   "\"\\u12g4\"",
                                                   "\"\\'\"",
                                                   "\"\\\"",
                                                   "{\"CANARY7f3a\": CANARY7f3a}",
                                                   "CANARY7f3a",
                                                   "\"CANARY7f3a",
                                                   "[\"CANARY7f3a\\x\"]",
                                                   "{\"CANARY7f3a\":1 \"CANARY7f3a\"}",
                                                   "\f{}",
                                                   "\v1",
                                                   "\xC2\xA0{}",
                                                   "<html>CANARY7f3a</html>"})
    expect_refused(text, text);
}

TEST(JsonDocument, RefusesAByteOrderMark) {
  expect_refused("\xEF\xBB\xBF{}", "UTF-8 mark");
  expect_refused("\xEF\xBB\xBF", "only a mark");
  expect_refused("\xEF\xBB{}", "half a mark");
  expect_refused("\xFE\xFF\0{\0}"s, "UTF-16 mark");
  expect_refused("{\0}\0"s, "UTF-16");
}

TEST(JsonDocument, RefusesInvalidUtf8) {
  // RFC 3629, 3 and 4: stray and missing continuations, overlong forms, surrogates, beyond U+10FFFF.
  for (const auto* bytes : {"\x80",
                            "\xBF",
                            "\xC0\x80",
                            "\xC1\xBF",
                            "\xC2",
                            "\xC3\x28",
                            "\xE0\x80\x80",
                            "\xE0\x9F\xBF",
                            "\xE2\x82",
                            "\xE2\x28\xA1",
                            "\xED\xA0\x80",
                            "\xED\xBF\xBF",
                            "\xF0\x80\x80\x80",
                            "\xF0\x8F\xBF\xBF",
                            "\xF0\x9F\x98",
                            "\xF4\x90\x80\x80",
                            "\xF5\x80\x80\x80",
                            "\xF8\x88\x80\x80\x80",
                            "\xFE",
                            "\xFF",
                            "a\xFFz"}) {
    expect_refused("{\"a\":\"CANARY7f3a" + std::string(bytes) + "\"}", "in a value");
    expect_refused("{\"CANARY7f3a" + std::string(bytes) + "\":1}", "in a name");
    expect_refused("[1]" + std::string(bytes), "after the text");
  }
  for (const auto* bytes : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                            "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    JsonDocument document("{\"a\":\"" + std::string(bytes) + "\"}");
    EXPECT_EQ(document.root().text("a"), bytes);
    EXPECT_FALSE(document.fault());
  }
}

TEST(JsonDocument, SurrogateEscapesComeInPairs) {
  for (const auto* text : {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\udc00\ud800")",
                           R"("\ud800x")", R"("\ud800\n")", R"("\ud83dA")"})
    expect_refused(text, text);
  JsonDocument document(R"({"a":"\ud83d\ude00\u00e9\u0000"})");
  EXPECT_EQ(document.root().text("a"), "\xF0\x9F\x98\x80\xC3\xA9\0"s);
  EXPECT_FALSE(document.fault());
}

TEST(JsonDocument, IntegersFitOrAreRefused) {
  const std::vector<std::pair<std::string, std::int64_t>> fitting{
      {"0", 0},
      {"-0", 0},
      {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()}};
  for (const auto& [text, value] : fitting) {
    JsonDocument document("{\"n\":" + text + "}");
    EXPECT_EQ(document.root().integer("n"), value);
    EXPECT_FALSE(document.fault()) << text;
  }
  for (const auto* text :
       {"9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
        "99999999999999999999", "1.0", "1e2", "-0.0", "1.5", "0e0"})
    EXPECT_EQ(field_at_fault("{\"n\":" + std::string(text) + "}",
                             [](const auto& root) { static_cast<void>(root.integer("n")); }),
              "n")
        << text;
  expect_refused("{\"n\":1e999}", "a number beyond double");
  expect_refused("{\"n\":-1e999}", "a number beyond double");
}

TEST(JsonDocument, AMillionDigitsTakeLittleTime) {
  const auto begun = std::clock();
  for (const auto& text : {std::string(1'000'000, '9'), "0." + std::string(1'000'000, '1'),
                           "1e" + std::string(1'000'000, '9'), "-" + std::string(1'000'000, '9')}) {
    JsonDocument document("{\"n\":" + text + "}");
    EXPECT_EQ(document.root().integer("n"), 0);
    EXPECT_TRUE(document.fault());
  }
  EXPECT_LT((std::clock() - begun) / CLOCKS_PER_SEC, 30);
}

TEST(JsonDocument, AfterAFaultNothingIsRead) {
  JsonDocument document(R"({"a":"value","b":)");
  ASSERT_TRUE(document.fault());
  const auto first = document.fault()->message;
  EXPECT_EQ(document.root().text("a"), "");
  EXPECT_FALSE(document.root().has("a"));
  EXPECT_EQ(document.fault()->message, first);
}

TEST(JsonDocument, NeverQuotesItsInput) {
  const std::string whole = R"({"CANARY7f3a":["CANARY7f3a",{"CANARY7f3a":-12.5e3}],"n":null})";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    expect_refused(whole.substr(0, length), "cut at " + std::to_string(length));
    for (const char c : {'\x01', '\\', '"', 'x', '\xFF', '\0'}) {
      auto text = whole;
      text[length] = c;
      const JsonDocument document(text);
      if (!document.fault()) continue;
      EXPECT_EQ(document.fault()->message.find("CANARY"), std::string::npos);
    }
  }
}

/// Every accessor against every type of value: who takes what.
struct Accessor {
  std::string name;
  std::function<void(const JsonReader&)> read;
  std::string takes;  // of "nbidtlo-": null, boolean, integer, double, text, list, object, absent
};

TEST(JsonReader, EveryAccessorTakesExactlyItsTypes) {
  const std::vector<std::pair<char, std::string>> values{{'n', R"({"m":null})"},
                                                         {'b', R"({"m":true})"},
                                                         {'i', R"({"m":5})"},
                                                         {'d', R"({"m":5.5})"},
                                                         {'t', R"({"m":"CANARY7f3a"})"},
                                                         {'l', R"({"m":["x"]})"},
                                                         {'o', R"({"m":{"x":1}})"},
                                                         {'-', "{}"}};
  const std::vector<Accessor> accessors{
      {"text", [](const auto& r) { static_cast<void>(r.text("m")); }, "t"},
      {"secret", [](const auto& r) { static_cast<void>(r.secret("m")); }, "t"},
      {"integer", [](const auto& r) { static_cast<void>(r.integer("m")); }, "i"},
      {"boolean", [](const auto& r) { static_cast<void>(r.boolean("m")); }, "b"},
      {"id", [](const auto& r) { static_cast<void>(r.id("m")); }, "it"},
      {"object", [](const auto& r) { static_cast<void>(r.object("m")); }, "o"},
      {"list", [](const auto& r) { static_cast<void>(r.list("m")); }, "l"},
      {"list_or_object", [](const auto& r) { static_cast<void>(r.list_or_object("m")); }, "lon"},
      {"optional_text", [](const auto& r) { static_cast<void>(r.optional_text("m")); }, "tn-"},
      {"optional_secret", [](const auto& r) { static_cast<void>(r.optional_secret("m")); }, "tn-"},
      {"optional_integer", [](const auto& r) { static_cast<void>(r.optional_integer("m")); }, "in-"},
      {"optional_boolean", [](const auto& r) { static_cast<void>(r.optional_boolean("m")); }, "bn-"},
      {"optional_object", [](const auto& r) { static_cast<void>(r.optional_object("m")); }, "on-"},
      {"has", [](const auto& r) { static_cast<void>(r.has("m")); }, "nbidtlo-"},
  };
  for (const auto& accessor : accessors)
    for (const auto& [type, text] : values) {
      const bool takes = accessor.takes.find(type) != std::string::npos;
      EXPECT_EQ(field_at_fault(text, accessor.read), takes ? "" : "m") << accessor.name << " of " << text;
    }
}

TEST(JsonReader, WrongTypesReadAsNothing) {
  JsonDocument document(R"({"m":[1]})");
  const auto root = document.root();
  EXPECT_EQ(root.text("m"), "");
  EXPECT_TRUE(root.secret("m").empty());
  EXPECT_EQ(root.integer("m"), 0);
  EXPECT_FALSE(root.boolean("m"));
  EXPECT_EQ(root.object("m").text("x"), "");
  EXPECT_EQ(root.optional_integer("m"), std::nullopt);
  EXPECT_FALSE(root.optional_object("m"));
  EXPECT_TRUE(root.list("none").empty());
}

TEST(JsonReader, MissingSaysMissingAndWrongSaysWhatIsWanted) {
  JsonDocument missing("{}");
  static_cast<void>(missing.root().text("name"));
  EXPECT_EQ(missing.fault()->message, "name: is missing");
  JsonDocument null(R"({"name":null})");
  static_cast<void>(null.root().text("name"));
  EXPECT_EQ(null.fault()->message, "name: is missing");
  JsonDocument wrong(R"({"name":7})");
  static_cast<void>(wrong.root().text("name"));
  EXPECT_EQ(wrong.fault()->message, "name: is not a string");
  JsonDocument scalar("7");
  static_cast<void>(scalar.root().as_text());
  EXPECT_EQ(scalar.fault()->message, "the answer: is not a string");
}

TEST(JsonReader, FaultsNameThePath) {
  const std::string text = R"({"a":{"b":[{"c":1},{"c":2},{"c":3}],"l":["x",5]},"o":{"i":null}})";
  EXPECT_EQ(field_at_fault(
                text, [](const auto& root) { static_cast<void>(root.object("a").list("b")[2].text("c")); }),
            "a.b[2].c");
  EXPECT_EQ(field_at_fault(text,
                           [](const auto& root) {
                             for (const auto& item : root.object("a").list("l"))
                               static_cast<void>(item.as_text());
                           }),
            "a.l[1]");
  EXPECT_EQ(field_at_fault(
                text, [](const auto& root) { static_cast<void>(root.object("o").object("i").integer("x")); }),
            "o.i");
  EXPECT_EQ(field_at_fault(
                text, [](const auto& root) { static_cast<void>(root.optional_object("o")->integer("i")); }),
            "o.i");
  EXPECT_EQ(
      field_at_fault(text,
                     [](const auto& root) { static_cast<void>(root.list_or_object("o").front().text("z")); }),
      "o.z");
  EXPECT_EQ(field_at_fault(text, [](const auto& root) { root.object("a").reject("b", "is odd"); }), "a.b");
  EXPECT_EQ(field_at_fault(
                text, [](const auto& root) { static_cast<void>(root.object("a").list("l")[0].text("x")); }),
            "a.l[0].x");
}

TEST(JsonReader, KeepsTheFirstFault) {
  JsonDocument document("{}");
  static_cast<void>(document.root().text("first"));
  static_cast<void>(document.root().text("second"));
  document.root().reject("third", "is odd");
  EXPECT_EQ(document.fault()->field, "first");
}

TEST(JsonReader, IdsAreTextsOrIntegersAndNeverEmpty) {
  JsonDocument document(R"({"t":"x-1","i":7,"z":-1,"big":9223372036854775807})");
  EXPECT_EQ(document.root().id("t"), "x-1");
  EXPECT_EQ(document.root().id("i"), "7");
  EXPECT_EQ(document.root().id("z"), "-1");
  EXPECT_EQ(document.root().id("big"), "9223372036854775807");
  EXPECT_FALSE(document.fault());
  EXPECT_EQ(field_at_fault(R"({"e":""})", [](const auto& root) { static_cast<void>(root.id("e")); }), "e");
}

TEST(JsonReader, ListOrObject) {
  JsonDocument document(R"({"l":["a","b"],"o":{"x":"y"},"n":null,"e":[]})");
  const auto root = document.root();
  EXPECT_EQ(root.list_or_object("l").size(), 2U);
  ASSERT_EQ(root.list_or_object("o").size(), 1U);
  EXPECT_EQ(root.list_or_object("o").front().text("x"), "y");
  EXPECT_TRUE(root.list_or_object("n").empty());
  EXPECT_TRUE(root.list_or_object("e").empty());
  EXPECT_FALSE(document.fault());
}

TEST(JsonReader, ReadsARootThatIsAList) {
  JsonDocument document(R"(["a", "b"])");
  const auto root = document.root();
  EXPECT_EQ(root.type(), JsonType::list);
  const auto items = root.as_list();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].as_text(), "a");
  EXPECT_EQ(items[1].as_secret().reveal(), "b");
  EXPECT_FALSE(document.fault());
  JsonDocument other(R"({"a": [1]})");
  EXPECT_TRUE(other.root().as_list().empty());
  ASSERT_TRUE(other.fault());
}

TEST(JsonReader, TellsNamesAndTypes) {
  JsonDocument document(R"({"b": [], "a": {}, "n": null, "i": 7, "s": "x"})");
  const auto root = document.root();
  EXPECT_EQ(root.names(), (std::vector<std::string>{"b", "a", "n", "i", "s"}));
  EXPECT_EQ(root.type_of("b"), JsonType::list);
  EXPECT_EQ(root.type_of("a"), JsonType::object);
  EXPECT_EQ(root.type_of("n"), JsonType::null);
  EXPECT_EQ(root.type_of("gone"), JsonType::null);
  EXPECT_EQ(root.optional_id("i"), "7");
  EXPECT_EQ(root.optional_id("s"), "x");
  EXPECT_EQ(root.optional_id("n"), std::nullopt);
  EXPECT_TRUE(root.optional_list("gone").empty());
  EXPECT_FALSE(document.fault());
  EXPECT_TRUE(root.optional_list("s").empty());
  ASSERT_TRUE(document.fault());
  EXPECT_EQ(document.fault()->field, "s");
}

}  // namespace
}  // namespace mfaclient::wire
