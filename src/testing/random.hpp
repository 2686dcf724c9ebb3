#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// Keys, ids and codes as servers draw them.
namespace mfaclient::testing {

/// `bytes` random bytes as lower case hex.
[[nodiscard]] std::string random_hex(std::size_t bytes);
/// RFC 9562, version 4.
[[nodiscard]] std::string random_uuid();
/// `length` characters of `alphabet`, which has at most 256.
[[nodiscard]] std::string random_text(std::size_t length, std::string_view alphabet);

}  // namespace mfaclient::testing
