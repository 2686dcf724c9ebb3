#include "wire/cookie.hpp"

#include "core/ascii.hpp"

namespace mfaclient::wire {

SecretString cookies_of(const http::Headers& headers) {
  SecretString cookies;
  for (const auto line : headers.all("Set-Cookie")) {
    const auto pair = ascii::trim(line.substr(0, line.find(';')));
    const auto equals = pair.find('=');
    const bool whole = equals != std::string_view::npos && equals > 0 && equals + 1 < pair.size();
    if (!whole || ascii::contains_without_case(line, "max-age=0")) continue;
    if (!cookies.empty()) cookies.append("; ");
    cookies.append(pair);
  }
  return cookies;
}

}  // namespace mfaclient::wire
