#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mfaclient {

/// What went wrong, the same at every vendor. A closed set: an answer that fits none of these is `protocol`.
enum class Errc : std::uint8_t {
  invalid_argument,     ///< the caller's own input; nothing was sent
  invalid_credentials,  ///< user name, password or key were refused
  session_expired,      ///< the session is dead and could not be renewed
  code_required,        ///< a code is needed and no code source could give one
  still_pending,        ///< a push has not been answered yet
  code_rejected,        ///< the code was wrong, too old or already used
  denied,               ///< a person said no
  challenge_expired,    ///< begin again
  not_found,            ///< unknown account, factor or operation
  conflict,             ///< already in that state, or a precondition is missing
  rate_limited,         ///< wait `retry_after`
  locked_out,           ///< too many failures; wait `retry_after`
  network,              ///< name, connection or transfer
  tls,                  ///< certificate, pin or handshake
  timeout,              ///< the deadline of the call
  server_error,         ///< the vendor failed (5xx)
  protocol,             ///< an answer without its declared evidence
  storage,              ///< a local file could not be read or written
  outcome_unknown,      ///< the change may or may not have happened, even after reading back
  unsupported,          ///< this vendor can't; the message says what to do instead
  not_permitted,        ///< authenticated, but without the right
  cancelled,            ///< the caller's stop request
};

/// The name of `code` as the command-line tool prints it, such as "code_rejected".
[[nodiscard]] std::string_view to_string(Errc code) noexcept;

/// What is known about the request when a call fails.
enum class Delivery : std::uint8_t {
  not_sent,  ///< no byte of it left
  refused,   ///< the vendor answered and did not do it
  unknown,   ///< it may have been processed
};

[[nodiscard]] std::string_view to_string(Delivery delivery) noexcept;

/// Everything that is known about a failure. No field ever holds a secret that the caller passed in.
struct Error {
  Errc code = Errc::protocol;
  std::string message{};  ///< one sentence for a person: what happened
  std::vector<std::string>
      hints{};              ///< what else is known and what to do next, each once; the latest is the last
  std::string field{};      ///< the field at fault: of the caller's input, or of the vendor's answer
  std::string operation{};  ///< such as "mailinabox.mfa_status"
  std::optional<int> http_status{};
  std::string vendor_code{};  ///< the vendor's own code, as it came
  std::string
      vendor_message{};  ///< the vendor's own words; printable, shortened, without the request's secrets
  std::string request_id{};
  std::optional<std::chrono::seconds> retry_after{};
  int transport_code = 0;  ///< the transport's own number (libcurl's CURLcode); 0: none
  Delivery delivery = Delivery::not_sent;

  /// The request failed on its way, before a byte of it had left.
  [[nodiscard]] bool never_left() const noexcept;
  /// Adds a hint, unless the error has it.
  void add_hint(std::string_view hint);
  /// Puts another text in the place of message and hints: as `make_error`.
  void set_text(std::string_view text);
  /// The message and all hints: "what happened; what to do next".
  [[nodiscard]] std::string text() const;
};

/// An error with that text: what happened and, after "; ", what to do next, which becomes a hint.
[[nodiscard]] Error make_error(Errc code, std::string_view text);

/// An `Errc::invalid_argument` that names the field; its value is never quoted. `why`: as the text of
/// `make_error`.
[[nodiscard]] Error invalid_argument(std::string_view field, std::string_view why);

/// Thrown only by `Result::value()`, for programs that prefer exceptions.
class MfaException : public std::runtime_error {
 public:
  explicit MfaException(Error error);
  [[nodiscard]] const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

}  // namespace mfaclient
