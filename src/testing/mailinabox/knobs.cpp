#include <array>
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

constexpr std::array kKnobs =
    std::to_array<Knob>({{.name = "ban", .values = "on|off"}, {.name = "sessions", .number = 64}});

}  // namespace

std::span<const WireRow> mailinabox_wire_rows() noexcept { return kWireRows; }

std::span<const Knob> mailinabox_knobs() noexcept { return kKnobs; }

}  // namespace mfaclient::testing
