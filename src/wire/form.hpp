#pragma once
#include <string_view>

#include "mfaclient/http.hpp"
#include "mfaclient/secret.hpp"

namespace mfaclient::wire {

/// An application/x-www-form-urlencoded body, written the way browsers do (WHATWG URL, 5.2).
class Form {
 public:
  void add(std::string_view name, std::string_view value);
  [[nodiscard]] const SecretString& body() const noexcept { return body_; }

 private:
  SecretString body_{};
};

/// POST `target` with `form`. The content type is sent for an empty form too: servers look at it before the
/// body.
[[nodiscard]] http::Request post_form(std::string_view target, const Form& form);

/// The value of an `Authorization` header (RFC 7617).
[[nodiscard]] SecretString basic_credentials(std::string_view user, std::string_view password);

}  // namespace mfaclient::wire
