#include <array>
#include <span>

#include "testing/generic/instance.hpp"

namespace mfaclient::testing {
namespace {

constexpr std::array<WireRow, generic::kRows> kWireRows = {{
    {1, "base_url", "the base URL is `http://localhost`", "any instance's origin; paths begin with /api"},
    {2, "user_id_optional", "the user id of a reset is optional",
     "a segment of the path: without it there is no such route"},
    {3, "reset_id", "a reset takes the same user id that it was requested with",
     "it takes the token of the request, or the user's id; the request took a user name or an e-mail "
     "address"},
    {4, "reset_token", "requesting a reset answers nothing", "`{token}` since July 2026"},
    {5, "optional_fields", "every member of a body is optional", "required; else 400"},
    {6, "login_challenge", "401 is a refusal",
     "with an `X-MFA-Token` that isn't empty it is the challenge of a right password"},
    {7, "auth_path", "the sign-in's text points to /api/mfa/auth", "/api/user/mfa/auth"},
    {8, "statuses", "200, 400, 401, 403, 404 and 500", "409, 415, 422, 423 and 429 too"},
    {9, "mfa_lockout", "`auth` knows no lock-out",
     "a lock of its own for wrong codes, which a right password does not lift: 429 with `X-Account-Lockout`"},
    {10, "auth_wrong_code", "a wrong code is 401", "500 in the oldest era; 401 since"},
    {11, "disable_proofs", "`disable` takes a code or a recovery code",
     "both mailed codes too; and inside a recovery window nothing at all"},
    {12, "recovery_reuse", "a recovery code works again for ten minutes, on the same route",
     "not there, but as a proof for `disable`"},
    {13, "expires_at", "`X-Expires-At` is an epoch time, which a console reads as milliseconds",
     "decimal Unix seconds, as text"},
    {14, "error_bodies", "refusals are JSON", "the challenge, 429 and a dead token have empty bodies"},
    {15, "user_auth_formats", "addresses, UUIDs and enumerations of a user are well-formed",
     "\"\" where nothing is set; an undocumented `auth_methods`"},
    {16, "recovery_email_first", "the recovery e-mail must be \"a valid value\"",
     "it must be set before, through PATCH /api/users"},
    {17, "full_credentials", "recover and reset are steps of a sign-in",
     "they need neither password nor token: one recovery code, or both mailed codes, sign in"},
    {18, "done_status", "changes answer 200", "200, or 204; the body is empty"},
    {19, "editions", "all editions are alike", "only the cloud mails reset codes"},
}};

// What the vendor has not told, and the client must not depend on, has a knob with both answers.
constexpr std::array kKnobs = std::to_array<Knob>({
    {.name = "era", .values = "C|B|A|community"},
    {.name = "edition", .values = "cloud|enterprise"},
    {.name = "local_login", .values = "on|off"},
    {.name = "lockout", .values = "on|off"},
    {.name = "lockout_minutes", .number = 60},
    {.name = "replay", .values = "refused|accepted"},
    {.name = "done", .values = "200|204"},
    {.name = "enable_on", .values = "409|403"},
    {.name = "enable_unready", .values = "400|403"},
    {.name = "disable_off", .values = "403|404"},
    {.name = "disable_unproven", .values = "403|400"},
    {.name = "recover_refused", .values = "403|400"},
    {.name = "window_over", .values = "403|400|401|409"},
    {.name = "reset_unknown", .values = "404|403|200"},
});

}  // namespace

std::span<const WireRow> generic_wire_rows() noexcept { return kWireRows; }

std::span<const Knob> generic_knobs() noexcept { return kKnobs; }

}  // namespace mfaclient::testing
