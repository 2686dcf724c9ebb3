#pragma once
#include <span>

#include "mfaclient/error.hpp"
#include "mfaclient/http.hpp"

namespace mfaclient {

/// Makes a server's words fit for an error: printable and short, and withheld where they repeat what was sent
/// in confidence: one of `secrets`, a header of `request`, or the password (where there is none, the user
/// name) inside its Basic credentials.
void scrub(Error& error, const http::Request& request, std::span<const SecretString* const> secrets);

}  // namespace mfaclient
