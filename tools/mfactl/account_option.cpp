#include "account_option.hpp"

#include <CLI/CLI.hpp>

namespace mfactl {

void AccountOption::add_to(CLI::App& command) {
  auto* whose = command.add_option_group("Whose")->require_option(1);
  whose->add_option("--account", name_, "The account, in the vendor's words (an e-mail address, a user id)")
      ->type_name("A");
  whose->add_flag("--self", self_, "The account that the profile signs in with");
}

mfaclient::Account AccountOption::account() const {
  return self_ ? mfaclient::Account::self() : mfaclient::Account::user(name_);
}

}  // namespace mfactl
