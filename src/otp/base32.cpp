#include <span>

#include <openssl/rand.h>

#include "core/ascii.hpp"
#include "mfaclient/otp.hpp"
#include "otp/secret_builder.hpp"

namespace mfaclient::otp {
namespace {

constexpr std::uint32_t kNoDigit = 0xffffffffU;

/// All ones when `low <= c <= high`, else zero; without a branch or a table that an onlooker could time.
constexpr std::uint32_t in_range(std::uint32_t c, std::uint32_t low, std::uint32_t high) noexcept {
  return (((c - low) | (high - c)) >> 31U) - 1U;
}

/// The value of a base32 digit, or `kNoDigit`.
constexpr std::uint32_t value_of(char digit, std::uint32_t lower_case_mask) noexcept {
  const std::uint32_t c = static_cast<unsigned char>(digit);
  const std::uint32_t upper = in_range(c, 'A', 'Z');
  const std::uint32_t lower = in_range(c, 'a', 'z') & lower_case_mask;
  const std::uint32_t number = in_range(c, '2', '7');
  return (upper & (c - 'A')) | (lower & (c - 'a')) | (number & (c - '2' + 26U)) | ~(upper | lower | number);
}

constexpr char digit_of(std::uint32_t value) noexcept {
  const std::uint32_t number = in_range(value, 26, 31);
  return static_cast<char>((number & (value - 26U + '2')) | (~number & (value + 'A')));
}

static_assert(value_of('A', 0) == 0 && value_of('Z', 0) == 25 && value_of('2', 0) == 26 &&
              value_of('7', 0) == 31);
static_assert(value_of('a', 0) == kNoDigit && value_of('a', kNoDigit) == 0 &&
              value_of('1', kNoDigit) == kNoDigit);
static_assert(digit_of(0) == 'A' && digit_of(25) == 'Z' && digit_of(26) == '2' && digit_of(31) == '7');

constexpr bool separator(char c) noexcept { return c == '-' || ascii::space(c); }

std::string_view without_any_padding(std::string_view text) noexcept {
  while (!text.empty() && (text.back() == '=' || separator(text.back()))) text.remove_suffix(1);
  return text;
}

/// RFC 4648, section 6: padding fills the last group of eight. nullopt: it is neither absent nor exactly
/// that.
std::optional<std::string_view> without_exact_padding(std::string_view text) noexcept {
  const std::size_t digits = text.find_last_not_of('=') + 1;
  const std::size_t padding = text.size() - digits;
  if (padding != 0 && (padding >= 8 || text.size() % 8 != 0)) return std::nullopt;
  return text.substr(0, digits);
}

constexpr std::string_view kPaddingMessage = "has padding that base32 text of its length can't have";
constexpr std::string_view kAlphabetMessage = "holds a character that base32 doesn't have";
constexpr std::string_view kLengthMessage = "has a length that base32 text can't have";
constexpr std::string_view kTrailingMessage = "has bits set after its last byte";

}  // namespace

Result<Base32Secret> Base32Secret::parse(std::string_view text, Base32Mode mode) {
  const bool lenient = mode == Base32Mode::lenient;
  const auto digits = lenient ? without_any_padding(text) : without_exact_padding(text);
  if (!digits) return invalid_argument("secret", kPaddingMessage);

  SecretTextBuilder canonical;
  std::size_t count = 0;
  std::uint32_t bad = 0;
  std::uint32_t last = 0;
  for (const char c : *digits) {
    if (lenient && separator(c)) continue;
    last = value_of(c, lenient ? kNoDigit : 0);
    bad |= last >> 31U;
    canonical.push(digit_of(last & 31U));
    ++count;
  }
  if (bad != 0) return invalid_argument("secret", kAlphabetMessage);
  if (count == 0) return invalid_argument("secret", "is empty");
  if (count % 8 == 1 || count % 8 == 3 || count % 8 == 6) return invalid_argument("secret", kLengthMessage);
  const std::size_t unused_bits = 5 * count % 8;
  if ((last & ((1U << unused_bits) - 1U)) != 0) return invalid_argument("secret", kTrailingMessage);
  return Base32Secret(canonical.take());
}

Result<Base32Secret> Base32Secret::encode(const RawSecret& raw) {
  if (raw.bytes().empty()) return invalid_argument("secret", "is empty");
  SecretTextBuilder text;
  std::uint32_t pending = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : raw.bytes().reveal()) {
    pending = pending << 8U | byte;
    for (bits += 8; bits >= 5; bits -= 5) text.push(digit_of(pending >> (bits - 5) & 31U));
  }
  if (bits > 0) text.push(digit_of(pending << (5 - bits) & 31U));
  return Base32Secret(text.take());
}

Result<Base32Secret> Base32Secret::generate(std::size_t bytes) {
  constexpr std::size_t kMinimum = 16;
  constexpr std::size_t kMaximum = 1024;
  if (bytes < kMinimum || bytes > kMaximum) return invalid_argument("bytes", "must be 16 to 1024");
  std::array<std::uint8_t, kMaximum> random;
  const bool made = RAND_priv_bytes(random.data(), static_cast<int>(bytes)) == 1;
  const RawSecret raw(SecretBytes(std::span<const std::uint8_t>(random).first(made ? bytes : 0)));
  OPENSSL_cleanse(random.data(), random.size());
  if (made) return encode(raw);
  return make_error(Errc::storage, "the system's random generator failed; no secret was made");
}

RawSecret Base32Secret::raw() const {
  SecretBytesBuilder bytes;
  std::uint32_t pending = 0;
  unsigned bits = 0;
  for (const char c : text_.reveal()) {
    pending = pending << 5U | value_of(c, 0);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push(static_cast<std::uint8_t>(pending >> bits));
  }
  return RawSecret(bytes.take());
}

}  // namespace mfaclient::otp
