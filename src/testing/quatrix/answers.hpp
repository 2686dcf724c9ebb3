#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/http.hpp"
#include "testing/quatrix/host.hpp"

/// What the host says, in its own words.
namespace mfaclient::testing::quatrix {

/// A refusal with its number. The texts are this fake's: clients show no others.
[[nodiscard]] http::Response refuse(const Host& host, int status, int number);
/// The refusal of a blocked sign-in and of a wrong captcha, which is no usual one.
[[nodiscard]] http::Response captcha_due(const Host& host);
/// A route or a method that isn't there.
[[nodiscard]] http::Response no_route(int status);
[[nodiscard]] http::Response nothing(int status);
/// The page of a front end whose application is down.
[[nodiscard]] http::Response html_502();

/// The end of the first step; `step` is what is wanted next, as a header.
[[nodiscard]] http::Response signed_in(const Host& host, std::string_view session_id,
                                       std::string_view account_id, std::optional<int> step);
[[nodiscard]] http::Response valid(bool yes, int status);
/// "status": "success".
[[nodiscard]] http::Response success(const Host& host);
[[nodiscard]] http::Response closed(const Host& host, const std::vector<std::string>& session_ids);
[[nodiscard]] http::Response profile(const Host& host, const User& user, std::string_view account_id);
[[nodiscard]] http::Response metadata(const Host& host, const User& user);
/// The picture of a fresh secret, in the wrapping that the knob asks for.
[[nodiscard]] http::Response generated(const Host& host, const User& user);

}  // namespace mfaclient::testing::quatrix
