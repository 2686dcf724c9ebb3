#include "testing/mailinabox/auth.hpp"

#include <algorithm>
#include <vector>

#include "core/ascii.hpp"
#include "testing/forms.hpp"
#include "testing/mailinabox/python.hpp"

namespace mfaclient::testing::mailinabox {
namespace {

struct Credentials {
  std::string username{}, password{};
};

// The one scheme, spelt exactly so; the text before the first colon is the user.
std::variant<Credentials, Refusal> parse_basic(const std::string& header) {
  const Refusal invalid{"Authorization header invalid."};
  const auto space = header.find_first_of(" \t");
  if (space == std::string::npos || header.substr(0, space) != "Basic") return invalid;
  const auto encoded = ascii::trim(std::string_view(header).substr(space));
  if (auto error = ascii_encode_error(encoded); !error.empty()) return Refusal{std::move(error)};
  const auto decoded = b64decode(encoded);
  if (!decoded) return invalid;
  if (auto error = ascii_decode_error(*decoded); !error.empty()) return Refusal{std::move(error)};
  const auto colon = decoded->find(':');
  if (colon == std::string::npos || colon == 0) return invalid;
  Credentials credentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
  if (blank(credentials.username) && blank(credentials.password))
    return Refusal{"No email address, password, session key, or API key provided."};
  return credentials;
}

bool ascii_only(std::string_view text) { return ascii_encode_error(text).empty(); }

// The code, against each method in turn; the first that takes it remembers it. nullopt: no method refuses the
// caller.
std::optional<std::variant<Refusal, Crash>> check_code(const Box& box, User& user,
                                                       const http::Request& request) {
  if (user.methods.empty()) return std::nullopt;
  const auto token = joined_header(request, "X-Auth-Token").value_or("");
  if (token.empty()) return Refusal{"missing-totp-token"};
  if (!ascii_only(token)) return Crash{};
  for (auto& method : user.methods) {
    if (method.mru == token || !method.totp || !method.totp->verify(token, box.clock->now())) continue;
    method.mru = token;
    return std::nullopt;
  }
  return Refusal{"invalid-totp-token"};
}

Identity check_password(const Box& box, User* user, const Credentials& credentials,
                        const http::Request& request) {
  if (blank(credentials.password)) return Refusal{"Enter a password."};
  if (user == nullptr || user->password != credentials.password) {
    return Refusal{box.knobs.is_documented(Row::login_reason) ? "Incorrect username or password"
                                                              : "Incorrect email address or password."};
  }
  if (!box.knobs.is_documented(Row::second_factor)) {
    if (const auto refused = check_code(box, *user, request))
      return std::visit([](const auto& why) -> Identity { return why; }, *refused);
  }
  return Caller{user->email, user->admin};
}

}  // namespace

Identity authenticate(Box& box, const http::Request& request, Purpose purpose) {
  const auto parsed = parse_basic(joined_header(request, "Authorization").value_or(""));
  if (const auto* refusal = std::get_if<Refusal>(&parsed)) return *refusal;
  const auto& credentials = std::get<Credentials>(parsed);

  if (purpose != Purpose::login && credentials.username == box.system_key) return Caller{std::nullopt, true};
  User* const user = box.find(credentials.username);
  if (purpose != Purpose::login && user != nullptr &&
      box.sessions.use(*user, credentials.password, box.clock->now())) {
    if (purpose == Purpose::logout) box.sessions.close(credentials.password);
    return Caller{user->email, user->admin};
  }
  return check_password(box, user, credentials, request);
}

}  // namespace mfaclient::testing::mailinabox
