#include <algorithm>
#include <array>

#include "core/ascii.hpp"
#include "mfaclient/otp.hpp"

namespace mfaclient::otp {
namespace {

struct Name {
  Algorithm algorithm;
  std::string_view text;
  std::string_view hyphenated;
};

constexpr std::array<Name, 3> kNames{{
    {Algorithm::sha1, "SHA1", "SHA-1"},
    {Algorithm::sha256, "SHA256", "SHA-256"},
    {Algorithm::sha512, "SHA512", "SHA-512"},
}};

}  // namespace

std::string_view to_string(Algorithm algorithm) noexcept {
  const auto index = static_cast<std::size_t>(algorithm);
  return index < kNames.size() ? kNames[index].text : std::string_view("?");
}

std::optional<Algorithm> algorithm(std::string_view name) noexcept {
  const auto matches = [name](const Name& known) {
    return ascii::equal_without_case(name, known.text) || ascii::equal_without_case(name, known.hyphenated);
  };
  const auto found = std::find_if(kNames.begin(), kNames.end(), matches);
  return found == kNames.end() ? std::nullopt : std::optional(found->algorithm);
}

}  // namespace mfaclient::otp
