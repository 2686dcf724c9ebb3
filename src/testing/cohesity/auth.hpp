#pragma once
#include <variant>

#include "mfaclient/http.hpp"
#include "testing/cohesity/cluster.hpp"
#include "testing/cohesity/pages.hpp"

/// Who is asking.
namespace mfaclient::testing::cohesity {

struct Caller {
  User* user = nullptr;
  Login* login = nullptr;  ///< null: an API key
};

using Identity = std::variant<Caller, Refusal>;

/// By whichever credential the request carries. A pending session is as good as any here.
[[nodiscard]] Identity authenticate(Cluster& cluster, const http::Request& request);
/// What a pending session is told that wants more than to get its code.
[[nodiscard]] Refusal still_pending();

}  // namespace mfaclient::testing::cohesity
