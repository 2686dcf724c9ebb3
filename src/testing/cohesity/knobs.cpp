#include <array>
#include <span>

#include "testing/cohesity/cluster.hpp"

namespace mfaclient::testing {
namespace {

constexpr std::array<WireRow, cohesity::kRows> kWireRows = {{
    {1, "policy_reply", "writing the policy answers 204 with an MfaConfigInfo; making a key answers 201",
     "204 has no body; other successes of 2xx occur at both"},
    {2, "error_status", "every failure is one status, 0",
     "400, 401, 403, 404, 405 and 429, by what went wrong"},
    {3, "verify_result", "the support user's verification succeeds with 200",
     "so does its failure: `{\"success\":false}`"},
    {4, "auth_list", "an API key or a token, for all operations",
     "a session-id, too; mailing a code for a sign-in takes none"},
    {5, "bearer_header", "the token is an API key in a header named Bearer",
     "`Authorization`, with the token's type before it"},
    {6, "otp_type_case", "kinds of code are in lower case",
     "`Totp` and `Email` in v1, and where v2 verifies"},
    {7, "otp_field", "a code is `otpCode`",
     "`otp` for v2's verification, `mfaCode` and `totpCode` for the support user, `mfaParams` for v2's "
     "token"},
    {8, "email_otp", "creating and sending an e-mail code are the same",
     "creating carries credentials and no session, sending a session and no credentials"},
    {9, "types_shape", "`authenticationTypes` is a list", "null where none were set; or a list of objects"},
    {10, "enabled_default", "every field of the policy is optional",
     "what is left out is reset: a policy without `enabled` turns MFA off"},
    {11, "mfa_code_echo", "the reply of a change holds its `mfaCode`", "it does not"},
    {12, "support_password", "a change of the support user's MFA takes a code at most",
     "newer releases can demand `currentPassword`, and say so in `requiresPasswordAuth`"},
    {13, "error_envelope", "an error has a `taskLogId`", "in v2 only"},
    {14, "error_code", "an error's code and message are text, `errorCode` and `message`",
     "v1 also sends a number, with `errorMessage`"},
    {15, "mfa_scope", "MFA is for local accounts", "for users of a directory, too"},
    {16, "login_pending", "a login that answers 200 is complete",
     "with MFA it may only verify a code, and set it up"},
    {17, "support_rekeys", "turning TOTP on for the support user keeps a secret that is there",
     "each time makes a new one"},
    {18, "delete_sessions", "DELETE /v2/users/sessions ends the caller's sessions",
     "without a `sid` it ends those of all users"},
    {19, "salesforce", "`salesforce` is a kind of code", "of Helios only: a cluster refuses it"},
}};

constexpr std::array kKnobs = std::to_array<Knob>({
    {.name = "put_reply", .values = "204|200|201"},
    {.name = "totp_key_reply", .values = "201|200"},
    {.name = "totp_uri", .values = "present|absent"},
    {.name = "errors", .values = "json|html"},
    {.name = "types", .values = "words|objects"},
    {.name = "case", .values = "lower|capital"},
    {.name = "otp_case", .values = "any|strict"},
    {.name = "spec", .values = "new|old"},
    {.name = "sessions", .values = "on|off"},
    {.name = "tokens", .values = "on|off"},
    {.name = "v1_verify", .values = "on|off"},
    {.name = "lockout", .number = 5},
    {.name = "rate", .number = 600},
});

}  // namespace

std::span<const WireRow> cohesity_wire_rows() noexcept { return kWireRows; }

std::span<const Knob> cohesity_knobs() noexcept { return kKnobs; }

}  // namespace mfaclient::testing
