#include <array>
#include <span>

#include "testing/quatrix/host.hpp"

namespace mfaclient::testing {
namespace {

constexpr std::array<WireRow, quatrix::kRows> kWireRows = {{
    {1, "host", "one host, api.quatrix.it, for all accounts",
     "each account has a host of its own; a Referer that names it is not needed there"},
    {2, "token_header", "the security scheme of X-Auth-Token is called `api_key`",
     "it carries a session id; a real API key is a Bearer token"},
    {3, "login_status", "a sign-in answers 200 or 401",
     "207 with a partial session while a factor is missing"},
    {4, "step_header", "the header of a 207 is spelt `Mfa-Code`",
     "in any case: the C# client reads `mfa-code`"},
    {5, "session_place", "the session id is in the body",
     "in the body, in the header X-Auth-Token, or in both"},
    {6, "login_reply", "the second step answers with a new session id",
     "the partial session becomes the whole one"},
    {7, "login_shape", "the second step (whose request is called `SessionLoginPostResp`) takes `code`",
     "hosts of early 2018 take it inside of `value`, the PIN in base64"},
    {8, "code_encoding", "an early copy of the documents has codes in base64 (new passwords still are)",
     "plain text, also the password of a sign-in"},
    {9, "login_path", "the C# client names /session/login-2fa, too", "404 there"},
    {10, "session_ids", "`session_ids` is one UUID, and `status` is always there",
     "a list of the sessions that were closed; every field of an answer is optional"},
    {11, "reset_route",
     "the documents before 2019 have no reset; later ones give its kinds like those of remove",
     "there since, for 2FA only: a PIN is a bad value"},
    {12, "set_code", "`code` is required when a user is to use 2FA", "it must be there, and may be empty"},
    {13, "generate_route", "no call brings a secret",
     "GET /profile/2fa/generate makes one and answers with a picture of its QR code"},
    {14, "error_code", "a refusal's number is at most 100", "122 for a used-up quota, and others"},
    {15, "captcha_method", "a captcha is answered with POST", "with GET and a query"},
    {16, "refusal_body", "a 401 holds a number and a text", "`{\"valid\":false}` where a captcha is due"},
}};

constexpr auto kKnobs = std::to_array<Knob>({
    {.name = "session_id_in", .values = "both|body|header|header_without_rights"},
    {.name = "login_id", .values = "same|new|header|none"},
    {.name = "mfa_code", .values = "sent|missing|garbled|unknown"},
    {.name = "enrol_code", .values = "71|61"},
    {.name = "both_factors", .values = "2fa|2fa_then_pin"},
    {.name = "one_time", .values = "on|off"},
    {.name = "base64", .values = "strict|compat"},
    {.name = "session_ids_shape", .values = "list|text|null|absent"},
    {.name = "status_field", .values = "success|absent|other"},
    {.name = "qr_reply", .values = "base64|data_uri|json|json_string|png|secret"},
    {.name = "forced_code", .values = "70|50"},
    {.name = "error_body", .values = "json|html|empty|text_code"},
    {.name = "api_key_mfa", .values = "allowed|refused"},
    {.name = "reset_lists_2fa", .values = "off|on"},
    {.name = "quota", .values = "free|used_up"},
    {.name = "captcha", .values = "off|on"},
    {.name = "html_502", .values = "off|on"},
    {.name = "sign_ins", .number = 15},
    {.name = "wrong_codes", .number = 5},
    {.name = "late_answer", .number = 0},
});

}  // namespace

std::span<const WireRow> quatrix_wire_rows() noexcept { return kWireRows; }

std::span<const Knob> quatrix_knobs() noexcept { return kKnobs; }

}  // namespace mfaclient::testing
