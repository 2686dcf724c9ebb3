#pragma once
#include <string_view>

#include "mfaclient/provider.hpp"

namespace mfactl {

struct Tool;

/// {"provider","challenge":{"accepts","prompt","sent_to","expires","state"}}, always JSON: `verify` and
/// `poll` read it.
void print_challenge(Tool& tool, std::string_view provider, const mfaclient::Challenge& challenge);

/// {"provider","accepted":true,"session":{...}|null,"factor":{...}|null}, always JSON.
void print_accepted(Tool& tool, std::string_view provider, const mfaclient::Accepted& accepted);

}  // namespace mfactl
