#include <algorithm>
#include <charconv>
#include <span>

#include "testing/mailinabox/box.hpp"

namespace mfaclient::testing {
namespace {

constexpr std::array<WireRow, mailinabox::kRows> kWireRows = {{
    {1, "enable_field", "enabling takes the code in `code`", "reads `token`; without it: 400 \"Bad Input\""},
    {2, "disable_field", "disabling takes the id in `mfa_id`",
     "reads `mfa-id`; a request with only `mfa_id` turns every method off"},
    {3, "null_mfa_id", "the id may be null, for every method",
     "\"None\" and \"null\" are unknown ids: 400, nothing is turned off"},
    {4, "enabled_mfa_shape", "`enabled_mfa` is one object, or null",
     "always a list, empty when nothing is enabled"},
    {5, "id_type", "an id is a string", "an integer"},
    {6, "label_type", "a label is a string", "null when the enrolment had none"},
    {7, "new_mfa_shape", "`new_mfa` holds type, secret and QR code itself",
     "one level deeper, in `new_mfa.totp`; missing for another user than the caller"},
    {8, "auth_failure", "a failed authentication is 403 with text/html",
     "401 with plain text or JSON by `Accept`; 403 only for a request that says it comes from a script"},
    {9, "user_field", "status takes no parameter, disabling only the id",
     "both read `user`, another account to act on"},
    {10, "error_400", "status and disabling know no 400",
     "400 with a text for an unknown user, an unknown id, or nothing to turn off"},
    {11, "second_factor", "user name and password suffice",
     "with methods enabled, `X-Auth-Token` must hold a code that was not used before"},
    {12, "success_body", "a string", "the two letters OK, as text/html"},
    {13, "login_status", "a login is ok or invalid", "a third status asks for the code: missing-totp-token"},
    {14, "disable_path", "the sample disables at /mfa/totp/disable, too", "404 there"},
    {15, "login_reason", "\"Incorrect username or password\"", "\"Incorrect email address or password.\""},
    {16, "form_content_type", "no content type is asked for",
     "fields are seen only with a form's content type"},
    {17, "privilege", "every user may manage their own MFA", "administrators only"},
}};

Result<bool> says_documented(std::string_view knob, std::string_view value) {
  if (value != "documented" && value != "real")
    return invalid_argument(knob, "takes \"real\" or \"documented\"");
  return value == "documented";
}

}  // namespace

std::span<const WireRow> mailinabox_wire_rows() noexcept { return kWireRows; }

namespace mailinabox {

Result<void> Knobs::set(std::string_view name, std::string_view value) {
  if (name == "ban") {
    if (value != "on" && value != "off") return invalid_argument(name, "takes \"on\" or \"off\"");
    ban = value == "on";
    return {};
  }
  if (name == "sessions") {
    std::size_t count = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), count);
    if (read.ec != std::errc() || read.ptr != value.data() + value.size() || count == 0)
      return invalid_argument(name, "takes a number, at least 1");
    sessions = count;
    return {};
  }
  const auto row =
      std::find_if(kWireRows.begin(), kWireRows.end(), [name](const WireRow& r) { return r.knob == name; });
  if (name != "mode" && row == kWireRows.end())
    return invalid_argument("knob",
                            "is none of this fake's: mode, ban, sessions, or one of docs/wire/mailinabox.md");
  const auto flipped = says_documented(name, value);
  if (!flipped) return flipped.error();
  if (name == "mode") {
    documented.fill(*flipped);
  } else {
    documented[static_cast<std::size_t>(row - kWireRows.begin())] = *flipped;
  }
  return {};
}

}  // namespace mailinabox
}  // namespace mfaclient::testing
