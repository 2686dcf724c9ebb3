#include <array>
#include <span>

#include "testing/onelogin/tenant.hpp"

namespace mfaclient::testing {
namespace {

constexpr std::array<WireRow, onelogin::kRows> kWireRows = {{
    {1, "auth_factors_path", "factors to enrol are at `auth_factor`", "at `auth_factors`; 404 at the other"},
    {2, "trigger_data", "a trigger answers `data.otp_devices`, as listing does",
     "`data` is a list of one, as when enrolling"},
    {3, "trigger_id", "in a trigger's answer `id` is the device",
     "`id` is the user; `device_id` is the device"},
    {4, "verify_body", "a verification answers with bare `error`, `code`, `type`, `message`",
     "the same inside `status`"},
    {5, "pending_status", "a push that was not answered yet: 200 with type \"pending\"",
     "401 \"Authentication pending on OL Protect\""},
    {6, "success_type", "only `code` and `message` of a success are required",
     "`type` \"success\" tells it; a 200 may be no success"},
    {7, "unauthorised_words", "401 means that the access token is not taken",
     "also a missing scope, a wrong code, a denied push, each with its words"},
    {8, "reusable_name", "a temporary token tells `resuable`", "`reusable`"},
    {9, "mfa_token_status", "a temporary token is minted with 200",
     "201 at the tenants that the Ruby SDK knows"},
    {10, "mfa_token_types", "the sample sends `expires_in` and `reusable` as strings",
     "takes a number and a boolean"},
    {11, "delete_body", "removing a device answers nothing", "answers `{}`"},
    {12, "device_id_type", "device ids are strings", "integers"},
    {13, "protect_trigger", "`needs_trigger` of OneLogin Protect is false", "true"},
    {14, "number", "the vendor's own SDK leaves `number` out", "required: 400 without"},
    {15, "state_expiry", "a trigger does not tell when its state token ends", "`state_token_expires_at`"},
    {16, "error_body", "every error has `code` and `message`", "500 comes as a page"},
    {17, "mfa_token_refusals", "minting a temporary token is never refused",
     "401 for a scope that is too small"},
    {18, "rate_limit", "no answer says that too many calls were made",
     "400 \"rate_limit_exceeded\" or 429, when the account's calls of the hour are used up"},
    {19, "enrollable", "any factor can be enrolled", "SMS and voice only: 400 for others"},
}};

constexpr std::array kKnobs = std::to_array<Knob>({
    {.name = "pending_style", .values = "401|200_pending|200_success_pending"},
    {.name = "limit_style", .values = "400|429|400_bare"},
    {.name = "auth_factor_paths", .values = "plural|both"},
    {.name = "token_body", .values = "flat|wrapped"},
    {.name = "json_charset", .values = "refused|taken"},
    {.name = "second_enrol", .values = "refused|doubles"},
    {.name = "second_trigger", .values = "supersedes|adds"},
    {.name = "enrol_data", .values = "list|object"},
    {.name = "empty_list", .values = "object|list|nested|null"},
    {.name = "unknown_user", .values = "400|404"},
    {.name = "unknown_device", .values = "400|404"},
    {.name = "state_words", .values = "named|bare"},
    {.name = "error_envelope", .values = "status|statusCode"},
    {.name = "factor_names", .values = "long|short"},
    {.name = "queue", .values = "off|on"},
    {.name = "limit", .number = 5000},
});

}  // namespace

std::span<const WireRow> onelogin_wire_rows() noexcept { return kWireRows; }

std::span<const Knob> onelogin_knobs() noexcept { return kKnobs; }

}  // namespace mfaclient::testing
