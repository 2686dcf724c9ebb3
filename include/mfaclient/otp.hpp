#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mfaclient/clock.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

/// One-time passwords: HOTP (RFC 4226), TOTP (RFC 6238), base32 (RFC 4648, section 6) and the otpauth URI.
/// Knows nothing of HTTP. Everything here is a value; const members may be called from many threads at once.
namespace mfaclient::otp {

enum class Algorithm : std::uint8_t { sha1, sha256, sha512 };

/// "SHA1", "SHA256", "SHA512", as an otpauth URI spells them.
[[nodiscard]] std::string_view to_string(Algorithm algorithm) noexcept;
/// Reads those names without case; "SHA-256" is accepted too.
[[nodiscard]] std::optional<Algorithm> algorithm(std::string_view name) noexcept;

/// The key bytes themselves. Another type than the base32 text, so that one can't be taken for the other.
class RawSecret {
 public:
  explicit RawSecret(SecretBytes bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] const SecretBytes& bytes() const noexcept { return bytes_; }

 private:
  SecretBytes bytes_;
};

enum class Base32Mode : std::uint8_t {
  strict,   ///< the upper case alphabet; padding absent or exactly right
  lenient,  ///< also lower case, white space, dashes, any padding at the end: what people copy from a page
};

/// A secret as base32 text, known to decode. Non-zero trailing bits, impossible lengths, an empty text and
/// the one character that decodes to nothing are refused: such a text stands for no key or for more than one.
/// Reading and writing take the same time for every key of one length; only the place of separators shows.
class Base32Secret {
 public:
  /// Errors: `Errc::invalid_argument`, field "secret". The text is not quoted.
  static Result<Base32Secret> parse(std::string_view text, Base32Mode mode = Base32Mode::lenient);
  /// The text for `raw`, which must not be empty. Errors: `Errc::invalid_argument`.
  static Result<Base32Secret> encode(const RawSecret& raw);
  /// A fresh secret of `bytes` random bytes from the system's generator: 16 to 1024 (RFC 4226, section 4, R6,
  /// demands 128 bits and recommends 160). Errors: `Errc::invalid_argument`, field "bytes"; `Errc::storage`
  /// when the generator fails.
  static Result<Base32Secret> generate(std::size_t bytes = 20);

  /// Upper case, without spaces, dashes or padding.
  [[nodiscard]] const SecretString& text() const noexcept { return text_; }
  [[nodiscard]] RawSecret raw() const;

 private:
  explicit Base32Secret(SecretString text) : text_(std::move(text)) {}
  SecretString text_;
};

/// A one-time password: fixed-width text, leading zeros kept, at most ten digits. Wipes itself.
class Code {
 public:
  Code() noexcept = default;
  /// The last `digits` (0 to 10) decimal digits of `truncated` (RFC 4226, section 5.3).
  Code(std::uint32_t truncated, int digits) noexcept;
  Code(const Code&) noexcept = default;
  Code& operator=(const Code&) noexcept = default;
  ~Code();
  [[nodiscard]] std::string_view reveal() const noexcept { return {text_.data(), size_}; }
  [[nodiscard]] SecretString secret() const { return SecretString(reveal()); }

 private:
  std::array<char, 10> text_{};
  std::uint8_t size_ = 0;
};

/// HMAC-based one-time passwords (RFC 4226), keyed once: each code costs two compressions from the saved
/// pads. Copies share the key. Const and free of locks after keying.
class Hotp {
 public:
  /// `digits` 6 to 10; with 10 the first digit is 0, 1 or 2, for the truncated value has 31 bits.
  /// Errors: `Errc::invalid_argument`, field "digits" or "secret" (empty); `Errc::unsupported`, field
  /// "algorithm", when this machine's OpenSSL is configured without the hash.
  static Result<Hotp> create(const RawSecret& secret, Algorithm algorithm = Algorithm::sha1, int digits = 6);

  [[nodiscard]] Code code(std::uint64_t counter) const;
  /// The counter in [first, first + count) whose code is `code`. All are computed and compared in constant
  /// time; where several match, the latest is answered. `code` of another width never matches. At most 100
  /// counters are looked at.
  [[nodiscard]] std::optional<std::uint64_t> verify(std::string_view code, std::uint64_t first,
                                                    std::uint64_t count) const;
  [[nodiscard]] int digits() const noexcept { return digits_; }
  /// Names the key without telling it: hex of a SHA-256 with its own domain, the same for the same key bytes
  /// whatever the algorithm and the digits.
  [[nodiscard]] const std::string& key_id() const noexcept;

 private:
  struct Key;
  Hotp(std::shared_ptr<const Key> key, int digits) : key_(std::move(key)), digits_(digits) {}
  std::shared_ptr<const Key> key_;
  int digits_;
};

struct TotpParameters {
  Algorithm algorithm = Algorithm::sha1;
  int digits = 6;                   ///< 6 to 10
  std::chrono::seconds period{30};  ///< at least 1 s
  std::chrono::seconds t0{0};       ///< Unix time of step 0 (RFC 6238, section 4.1)
};

/// How many steps away from the verifier's own a code may be (RFC 6238, section 5.2). More than 49 a side
/// counts as 49.
struct Window {
  std::uint64_t back = 1;
  std::uint64_t forward = 1;
};

/// Time-based one-time passwords (RFC 6238), keyed once. Copies share the key.
class Totp {
 public:
  /// Errors: as `Hotp::create()`, and `Errc::invalid_argument`, field "period".
  static Result<Totp> create(const RawSecret& secret, const TotpParameters& parameters = {});

  /// The time step of `when`. Errors: `Errc::invalid_argument`, field "time", before `t0`.
  Result<std::uint64_t> step(Time when) const;
  /// The same for a time given in whole seconds, which may lie beyond what `Time` can hold (the year 2262 on
  /// Linux).
  Result<std::uint64_t> step(std::chrono::sys_seconds when) const;
  /// When `step` begins; the nearest time that `Time` can hold, where it can't hold that one.
  [[nodiscard]] Time start(std::uint64_t step) const;
  [[nodiscard]] Code code(std::uint64_t step) const { return hotp_.code(step); }
  /// The code of `when`. Errors: as `step()`.
  Result<Code> at(Time when) const;
  Result<Code> at(std::chrono::sys_seconds when) const;
  /// The step whose code is `code`, within `window` of `now`; nullopt: no match. The caller refuses a step it
  /// has already accepted (RFC 6238, section 5.2). Constant time over the window.
  [[nodiscard]] std::optional<std::uint64_t> verify(std::string_view code, Time now,
                                                    Window window = {}) const;
  [[nodiscard]] const TotpParameters& parameters() const noexcept { return parameters_; }
  [[nodiscard]] const std::string& key_id() const noexcept { return hotp_.key_id(); }

 private:
  Totp(Hotp hotp, const TotpParameters& parameters) : hotp_(std::move(hotp)), parameters_(parameters) {}
  Hotp hotp_;
  TotpParameters parameters_;
};

enum class OtpType : std::uint8_t { totp, hotp };

/// An otpauth URI, taken apart. Absent parameters have the defaults of the key URI format.
struct OtpauthUri {
  OtpType type = OtpType::totp;
  std::string issuer{};  ///< the parameter where there is one, else the label's prefix
  std::string account{};
  Base32Secret secret;
  Algorithm algorithm = Algorithm::sha1;
  int digits = 6;
  std::chrono::seconds period{30};  ///< totp
  std::uint64_t counter = 0;        ///< hotp, where it is required
  /// The label's prefix when it differs from the issuer parameter: one of the two is wrong, and a person must
  /// say which.
  std::optional<std::string> conflicting_issuer{};

  /// The label is split at its first ":" or "%3A" while still percent-encoded, and spaces before the account
  /// don't belong to it; "+" is a plus; scheme, type, parameter names and algorithm are read without case.
  /// Unknown parameters are ignored, repeated ones refused; so are bad percent escapes, control characters,
  /// what is not UTF-8, and a fragment. Errors: `Errc::invalid_argument`, naming the parameter ("uri",
  /// "type", "label", "parameter" for the rest), never quoting.
  static Result<OtpauthUri> parse(std::string_view uri);
  /// The canonical URI: "%20" for a space, parameters that equal their default left out. `parse()` reads it
  /// back as it was, a conflicting issuer included.
  [[nodiscard]] SecretString build() const;
  /// Errors: `Errc::invalid_argument`, field "type" for an hotp URI.
  Result<Totp> totp() const;
};

}  // namespace mfaclient::otp
