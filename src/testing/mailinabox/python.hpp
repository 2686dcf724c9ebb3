#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

/// What Python's and SQLite's own rules make of a client's input: the real server has no checks in front of
/// them.
namespace mfaclient::testing::mailinabox {

/// `str.strip()` leaves nothing of it.
[[nodiscard]] bool blank(std::string_view text);
/// `len(str)`: characters, not bytes.
[[nodiscard]] std::size_t length(std::string_view utf8);

/// A base64 text whose alphabet errors are skipped, as `base64.b64decode` does; nullopt: the padding is
/// wrong.
[[nodiscard]] std::optional<std::string> b64decode(std::string_view text);

/// Bytes, or the words in which Python refuses them.
template <class T>
struct Decoded {
  T value{};
  std::string refusal{};  ///< empty: `value` counts
};
/// `base64.b32decode(text, casefold=True)` of a text of 32 characters.
[[nodiscard]] Decoded<SecretBytes> b32decode(std::string_view text);

/// "'ascii' codec can't decode byte 0xc3 in position 16: ordinal not in range(128)"; empty for an ASCII text.
[[nodiscard]] std::string ascii_decode_error(std::string_view bytes);
/// The same for a header, whose bytes Python has already taken for Latin-1 characters.
[[nodiscard]] std::string ascii_encode_error(std::string_view latin1);

/// Would `WHERE id = ?` find `id` for this text? SQLite turns it into a number first (integer affinity), so "
/// 7 " and "7.0" do.
[[nodiscard]] bool sqlite_equal(std::int64_t id, std::string_view text);

}  // namespace mfaclient::testing::mailinabox
