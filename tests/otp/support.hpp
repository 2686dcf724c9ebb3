#pragma once
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/otp.hpp"

namespace mfaclient::otp::test {

using Row = std::vector<std::string>;

/// The rows of a file in tests/fixtures/otp: one a line, fields parted by `separator`; "#" begins a comment
/// line.
inline std::vector<Row> rows(const std::string& name, char separator) {
  std::ifstream file(MFACLIENT_SOURCE_DIR "/tests/fixtures/otp/" + name);
  EXPECT_TRUE(file) << name;
  std::vector<Row> result;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    Row row(1);
    for (const char c : line) {
      if (c == separator)
        row.emplace_back();
      else
        row.back().push_back(c);
    }
    result.push_back(std::move(row));
  }
  return result;
}

inline RawSecret raw(std::string_view bytes) {
  return RawSecret(SecretBytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
}

/// "1234567890" repeated: the RFCs' keys.
inline RawSecret rfc_key(std::size_t size) {
  std::string text;
  while (text.size() < size) text += "1234567890";
  return raw(text.substr(0, size));
}

inline RawSecret rfc_key(Algorithm algorithm) {
  return rfc_key(algorithm == Algorithm::sha1 ? std::size_t{20} : algorithm == Algorithm::sha256 ? 32 : 64);
}

/// `result` failed for want of a right `field`, and no text of the error holds `canary`.
template <class T>
void expect_refused(const Result<T>& result, std::string_view field, std::string_view canary = {}) {
  ASSERT_FALSE(result.has_value());
  const auto& error = result.error();
  EXPECT_EQ(error.code, Errc::invalid_argument);
  EXPECT_EQ(error.field, field) << error.message;
  EXPECT_TRUE(error.message.starts_with(std::string(field) + ": ")) << error.message;
  if (canary.empty()) return;
  for (const auto& text :
       {error.message, error.field, error.operation, error.vendor_code, error.vendor_message})
    EXPECT_EQ(text.find(canary), std::string::npos) << text;
}

}  // namespace mfaclient::otp::test
