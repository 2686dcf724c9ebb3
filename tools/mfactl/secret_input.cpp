#include "secret_input.hpp"

#include <algorithm>

#include "mfaclient/otp.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {

using mfaclient::Result;
using mfaclient::SecretString;

Result<SecretString> read_secret_input(const Tool& tool, const std::string& argument,
                                       std::string_view field) {
  if (argument.empty() || argument == "@-") return read_secret_stdin(field, tool.stop);
  if (!argument.starts_with('@') || argument.size() == 1)
    return mfaclient::invalid_argument(field, "is read from stdin or @FILE, never from the command line");
  return read_secret({.kind = SecretSource::Kind::file, .name = argument.substr(1)}, field,
                     {.stop = tool.stop, .warnings = &tool.err});
}

SecretString masked_uri(const SecretString& text) {
  auto uri = mfaclient::otp::OtpauthUri::parse(text.reveal());
  if (!uri) return text;
  const auto plain = uri->build();
  constexpr std::string_view kParameter = "?secret=";  // build() puts it first
  const auto view = plain.reveal();
  const auto begin = view.find(kParameter) + kParameter.size();
  SecretString masked(view.substr(0, begin));
  masked.append("******");
  masked.append(view.substr(std::min(view.find('&', begin), view.size())));
  return masked;
}

}  // namespace mfactl
