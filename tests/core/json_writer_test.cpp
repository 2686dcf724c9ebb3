#include "wire/json_writer.hpp"

#include <limits>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "wire/json.hpp"
#include "wire/utf8.hpp"

namespace mfaclient::wire {
namespace {

using namespace std::string_literals;

std::string json_text(std::string_view value, bool ascii = false) {
  JsonWriter json({.ascii = ascii});
  return std::string(json.text(value).result().reveal());
}

void write_sample(JsonWriter& json) {
  json.begin_object()
      .name("a")
      .integer(1)
      .name("b")
      .begin_list()
      .text("x")
      .null()
      .begin_object()
      .end_object();
  json.begin_list().end_list().end_list().name("c").boolean(true).name("d").boolean(false).end_object();
}

TEST(JsonWriter, OnOneLine) {
  JsonWriter json;
  write_sample(json);
  EXPECT_EQ(json.result().reveal(), R"({"a":1,"b":["x",null,{},[]],"c":true,"d":false})");
}

TEST(JsonWriter, Indented) {
  JsonWriter json({.indent = 2, .colon = ": "});
  write_sample(json);
  EXPECT_EQ(json.result().reveal(),
            "{\n  \"a\": 1,\n  \"b\": [\n    \"x\",\n    null,\n    {},\n    []\n  ],\n  \"c\": true,\n"
            "  \"d\": false\n}");
}

TEST(JsonWriter, PythonsSeparators) {
  JsonWriter json({.ascii = true, .comma = ", ", .colon = ": "});
  write_sample(json);
  EXPECT_EQ(json.result().reveal(), R"({"a": 1, "b": ["x", null, {}, []], "c": true, "d": false})");
}

TEST(JsonWriter, WritesAValueAlone) {
  JsonWriter json;
  EXPECT_EQ(json.integer(std::numeric_limits<std::int64_t>::min()).result().reveal(), "-9223372036854775808");
}

// RFC 8259, 7: the quote, the backslash and U+0000 to U+001F must be escaped.
TEST(JsonWriter, EscapesWhatMustBeEscaped) {
  EXPECT_EQ(json_text("\"\\/\b\f\n\r\t"), R"("\"\\/\b\f\n\r\t")");
  EXPECT_EQ(json_text("\0\x01\x1f "s), R"("\u0000\u0001\u001f ")");
  EXPECT_EQ(json_text("\x7f\xC3\xA9\xF0\x9F\x98\x80"), "\"\x7f\xC3\xA9\xF0\x9F\x98\x80\"");
  JsonWriter json;
  json.begin_object().name("a\"b\n").null().end_object();
  EXPECT_EQ(json.result().reveal(), R"({"a\"b\n":null})");
}

// What json.dumps of Python writes: everything outside space to tilde is escaped, beyond U+FFFF as a pair.
TEST(JsonWriter, AsciiAsPythonDoes) {
  EXPECT_EQ(json_text(" ~\x7f\xC2\x80\xC3\xA9\xE2\x82\xAC\xEF\xBF\xBF", true),
            R"(" ~\u007f\u0080\u00e9\u20ac\uffff")");
  EXPECT_EQ(json_text("\xF0\x90\x80\x80\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF", true),
            R"("\ud800\udc00\ud83d\ude00\udbff\udfff")");
  EXPECT_EQ(json_text("\xEF\xBF\xBD\xFF", true), R"("\ufffd\ufffd")");
}

TEST(JsonWriter, InvalidBytesBecomeTheReplacementCharacter) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(json_text("a\xFF"
                      "b"),
            "\"a" + mark + "b\"");
  EXPECT_EQ(json_text("\xE2\x82"), "\"" + mark + mark + "\"");
  EXPECT_EQ(json_text("\xED\xA0\x80"), "\"" + mark + mark + mark + "\"");
  EXPECT_EQ(json_text("\xC0\x80"), "\"" + mark + mark + "\"");
  EXPECT_EQ(json_text("\xF4\x90\x80\x80"), "\"" + mark + mark + mark + mark + "\"");
  EXPECT_EQ(json_text("\xC3\""), "\"" + mark + "\\\"\"");
  EXPECT_EQ(json_text(mark), "\"" + mark + "\"");
}

void append_utf8(std::string& out, char32_t point) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xc0 | point >> 6U);
  } else {
    if (point < 0x10000) {
      put(0xe0 | point >> 12U);
    } else {
      put(0xf0 | point >> 18U);
      put(0x80 | (point >> 12U & 0x3fU));
    }
    put(0x80 | (point >> 6U & 0x3fU));
  }
  put(0x80 | (point & 0x3fU));
}

TEST(JsonWriter, RandomTextsRoundTrip) {
  std::mt19937 random(20260101);
  for (int round = 0; round < 2000; ++round) {
    std::string value;
    const auto length = random() % 40;
    while (value.size() < length) {
      constexpr char32_t kEnds[] = {0x80, 0x800, 0x10000, 0x110000};
      const auto point = static_cast<char32_t>(random() % kEnds[random() % 4]);
      if (point < 0xd800 || point > 0xdfff) append_utf8(value, point);
    }
    for (const bool ascii : {false, true}) {
      JsonWriter json({.indent = static_cast<int>(random() % 3), .ascii = ascii});
      json.begin_object().name("v").text(value).name("n-" + value).integer(round).end_object();
      JsonDocument document(json.result().reveal());
      EXPECT_EQ(document.root().text("v"), value);
      EXPECT_EQ(document.root().integer("n-" + value), round);
      ASSERT_FALSE(document.fault()) << document.fault()->message;
    }
  }
}

TEST(JsonWriter, WhateverBytesGoInItIsJsonThatComesOut) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string value(random() % 20, '\0');
    for (auto& c : value) c = static_cast<char>(random());
    for (const bool ascii : {false, true}) {
      JsonWriter json({.ascii = ascii});
      json.begin_list().text(value).end_list();
      EXPECT_FALSE(JsonDocument(json.result().reveal()).fault());
    }
  }
}

TEST(Utf8, DecodesEveryCodePoint) {
  for (char32_t point = 0; point < 0x110000; ++point) {
    std::string text;
    append_utf8(text, point);
    const auto read = decode_utf8(text + "x");
    if (point >= 0xd800 && point <= 0xdfff) {
      ASSERT_EQ(read.point, kReplacement);
      ASSERT_EQ(read.length, 1U);
    } else {
      ASSERT_EQ(read.point, point);
      ASSERT_EQ(read.length, text.size());
    }
    for (std::size_t cut = 1; cut < text.size(); ++cut)
      ASSERT_EQ(decode_utf8(std::string_view(text).substr(0, cut)).point, kReplacement);
  }
}

}  // namespace
}  // namespace mfaclient::wire
