#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/http.hpp"
#include "testing/quatrix/host.hpp"
#include "wire/json.hpp"

namespace mfaclient::testing::quatrix {

/// One request that is let in: who asks, and through which session.
struct Call {
  Host& host;
  const http::Request& request;
  const wire::JsonReader& body;  ///< null where there is none
  User* user = nullptr;
  Session* session = nullptr;  ///< nullptr: an API key's, or nobody's

  /// The text of a member; nullopt: it is missing or no text.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
};

// The three groups, in login.cpp, profile.cpp and users.cpp.
[[nodiscard]] http::Response start_session(const Call& call);
[[nodiscard]] http::Response answer_step(const Call& call);
[[nodiscard]] http::Response keep_alive(const Call& call);
[[nodiscard]] http::Response log_out(const Call& call);
[[nodiscard]] http::Response unblock_captcha(const Call& call);

[[nodiscard]] http::Response own_profile(const Call& call);
[[nodiscard]] http::Response generate_secret(const Call& call);
[[nodiscard]] http::Response set_own(const Call& call);
[[nodiscard]] http::Response remove_own(const Call& call);

[[nodiscard]] http::Response user_metadata(const Call& call);
[[nodiscard]] http::Response set_others(const Call& call);
[[nodiscard]] http::Response remove_others(const Call& call);
[[nodiscard]] http::Response reset_others(const Call& call);

/// The host's routing table: any request, any path.
[[nodiscard]] http::Response route(Host& host, const http::Request& request);

}  // namespace mfaclient::testing::quatrix
