#include "options.hpp"

#include <CLI/CLI.hpp>

#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {

using mfaclient::FactorKind;
using mfaclient::SecretString;

void AccountOption::add_to(CLI::App& command) {
  auto* whose = command.add_option_group("Whose")->require_option(1);
  whose->add_option("--account", name_, "The account, in the vendor's words (an e-mail address, a user id)")
      ->type_name("A");
  whose->add_flag("--self", self_, "The account that the profile signs in with");
}

mfaclient::Account AccountOption::account() const {
  return self_ ? mfaclient::Account::self() : mfaclient::Account::user(name_);
}

FactorKind kind_option(std::string_view name, FactorKind otherwise) {
  if (name.empty()) return otherwise;
  const auto kind = mfaclient::factor_kind(name);
  if (!kind) refuse("--kind", "is no kind of factor; see mfactl providers");
  return *kind;
}

mfaclient::otp::Algorithm algorithm_option(std::string_view name) {
  const auto algorithm = mfaclient::otp::algorithm(name);
  if (!algorithm) refuse("algorithm", "must be SHA1, SHA256 or SHA512");
  return *algorithm;
}

mfaclient::Code read_code_stdin(const Tool& tool, std::string_view field, std::string_view kind,
                                FactorKind otherwise) {
  mfaclient::Code code{.kind = kind_option(kind, otherwise)};
  const auto text = read_secret_stdin(field, tool.stop);
  const auto lines = text.reveal();
  const auto end = lines.find('\n');
  code.text = SecretString(lines.substr(0, end));
  if (end != std::string_view::npos) code.second = SecretString(lines.substr(end + 1));
  return code;
}

}  // namespace mfactl
