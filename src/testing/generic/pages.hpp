#pragma once
#include <string_view>

#include "mfaclient/http.hpp"
#include "testing/generic/instance.hpp"

/// The server's answers, byte for byte.
namespace mfaclient::testing::generic {

/// A refusal of a handler: its words since August 2026, nothing before.
[[nodiscard]] http::Response refusal(const Knobs& knobs, int status, std::string_view message);
/// A refusal that never has a body, but for what the documents say.
[[nodiscard]] http::Response silent(const Knobs& knobs, int status);
/// The yes of a change.
[[nodiscard]] http::Response done(const Knobs& knobs);
/// The account with a fresh token, as every way to sign in answers.
[[nodiscard]] http::Response user_auth(Instance& instance, const Account& account);
/// The refusal of an address that is the account's own or none at all.
[[nodiscard]] http::Response bad_recovery_email(const Knobs& knobs);

/// "X-Account-Lockout": when a lock ends, in Unix seconds; 0 for none.
void add_lockout(http::Response& response, std::optional<Time> until);
/// 429 with the lock's end.
[[nodiscard]] http::Response locked(const Knobs& knobs, Time until);

}  // namespace mfaclient::testing::generic
