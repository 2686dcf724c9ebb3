#pragma once
#include <string>
#include <string_view>

#include "mfaclient/factor.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/provider.hpp"

namespace CLI {
class App;
}

/// What several commands are asked in the same way.
namespace mfactl {

struct Tool;

/// `--account A | --self`: exactly one is required.
class AccountOption {
 public:
  void add_to(CLI::App& command);
  [[nodiscard]] mfaclient::Account account() const;

 private:
  std::string name_{};
  bool self_ = false;
};

/// The kind that `--kind` names; empty: `otherwise`. Errors: `invalid_argument`, field "--kind".
[[nodiscard]] mfaclient::FactorKind kind_option(std::string_view name, mfaclient::FactorKind otherwise);

/// The hash that `--algorithm` names. Errors: `invalid_argument`, field "algorithm".
[[nodiscard]] mfaclient::otp::Algorithm algorithm_option(std::string_view name);

/// A code from stdin: its first line, and on a second line the code of the other mail, where a reset sends
/// two. `kind` and `otherwise`: as in `kind_option()`.
/// Errors: `invalid_argument`, naming `field` or "--kind"; `storage`, `cancelled`.
[[nodiscard]] mfaclient::Code read_code_stdin(const Tool& tool, std::string_view field, std::string_view kind,
                                              mfaclient::FactorKind otherwise);

}  // namespace mfactl
