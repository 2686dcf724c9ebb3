#pragma once
#include <string>

#include "mfaclient/factor.hpp"

namespace CLI {
class App;
}

namespace mfactl {

/// `--account A | --self`: exactly one is required.
class AccountOption {
 public:
  void add_to(CLI::App& command);
  [[nodiscard]] mfaclient::Account account() const;

 private:
  std::string name_{};
  bool self_ = false;
};

}  // namespace mfactl
