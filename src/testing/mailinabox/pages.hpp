#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/http.hpp"
#include "testing/mailinabox/box.hpp"

/// The daemon's answers, byte for byte.
namespace mfaclient::testing::mailinabox {

/// A plain result or error text: no line break, and HTML by its content type.
[[nodiscard]] http::Response text(int status, std::string_view words);
/// What "done" looks like.
[[nodiscard]] http::Response done(const Knobs& knobs);
/// 404, 405 or 500, as the framework draws them.
[[nodiscard]] http::Response framework_error(int status);
/// Why a protected route was not entered; its shape depends on two headers of the request.
[[nodiscard]] http::Response not_authorised(const Knobs& knobs, const http::Request& request,
                                            std::string_view reason);

[[nodiscard]] http::Response login_refused(std::string_view status, std::string_view reason);
[[nodiscard]] http::Response login_ok(const User& user, std::string_view key);
[[nodiscard]] http::Response logged_out();

/// What a caller needs to enrol: shown once, kept nowhere.
struct Provision {
  std::string secret{};
  SecretString qr_code_base64{};
};
[[nodiscard]] http::Response status(const Knobs& knobs, const User& user,
                                    const std::optional<Provision>& provision);

}  // namespace mfaclient::testing::mailinabox
