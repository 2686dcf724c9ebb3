#include "session_variables.hpp"

#include <cctype>

#include "wire/time.hpp"

namespace mfactl {

using mfaclient::SecretString;

namespace {

std::string variable_of(std::string_view name) {
  std::string upper = "MFACTL_";
  for (const char c : name)
    upper += std::isalnum(static_cast<unsigned char>(c)) != 0
                 ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                 : '_';
  return upper;
}

}  // namespace

std::vector<std::pair<std::string, SecretString>> session_variables(const mfaclient::Session& session) {
  std::vector<std::pair<std::string, SecretString>> variables;
  variables.emplace_back(variable_of("origin"), SecretString(session.origin));
  for (const auto& [name, value] : session.headers) variables.emplace_back(variable_of(name), value);
  if (session.expires)
    variables.emplace_back(variable_of("expires"),
                           SecretString(mfaclient::wire::to_rfc3339(*session.expires)));
  return variables;
}

SecretString header_lines(const mfaclient::Session& session) {
  SecretString text;
  for (const auto& [name, value] : session.headers) {
    text.append(text.empty() ? "" : "\n");
    text.append(name + ": ");
    text.append(value.reveal());
  }
  return text;
}

}  // namespace mfactl
