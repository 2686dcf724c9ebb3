#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/schema.hpp"
#include "mfaclient/secret.hpp"

/// From `key=value` and `key:=json` on the command line to the fields of an operation.
namespace mfactl {

struct Tool;

/// The arguments of one call. A value is never quoted in an error.
class Arguments {
 public:
  /// Errors: `invalid_argument` for one without `=`, without a key, or with a key that was given before.
  /// Every "@env:NAME" is taken out of the environment at once, before any child could inherit it.
  Arguments(Tool& tool, const std::vector<std::string>& words);

  /// Fills the fields of `owner`. Texts may be "@-", "@FILE" and "@env:NAME", and "@@" stands for "@";
  /// secrets must be one of the former. Errors: `invalid_argument`, naming the key that is missing, unknown
  /// or wrong; `storage`, `cancelled`.
  void fill(mfaclient::schema::Model model, void* owner);

 private:
  /// One argument, taken apart at its first `=` or `:=`.
  struct Argument {
    std::string key{};
    std::string value{};
    bool json = false;
    bool used = false;
  };

  void fill(const mfaclient::schema::Field& field, void* owner, const Argument& argument);
  [[nodiscard]] mfaclient::SecretString text(std::string_view key, std::string_view value);
  [[nodiscard]] mfaclient::SecretString secret(std::string_view key, std::string_view value);

  Tool& tool_;
  std::vector<Argument> list_{};
  bool stdin_used_ = false;
};

}  // namespace mfactl
