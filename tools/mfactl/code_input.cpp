#include "code_input.hpp"

#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {

using mfaclient::Code;
using mfaclient::FactorKind;
using mfaclient::Result;
using mfaclient::SecretString;

Result<FactorKind> kind_option(std::string_view name, FactorKind otherwise) {
  if (name.empty()) return otherwise;
  if (const auto kind = mfaclient::factor_kind(name)) return *kind;
  return mfaclient::invalid_argument("--kind", "is no kind of factor; see mfactl providers");
}

Result<Code> read_code_stdin(const Tool& tool, std::string_view field, std::string_view kind,
                             FactorKind otherwise) {
  const auto known = kind_option(kind, otherwise);
  if (!known) return known.error();
  const auto text = read_secret_stdin(field, tool.stop);
  if (!text) return text.error();
  const auto lines = text->reveal();
  const auto end = lines.find('\n');
  Code code{.kind = *known, .text = SecretString(lines.substr(0, end))};
  if (end != std::string_view::npos) code.second = SecretString(lines.substr(end + 1));
  return code;
}

}  // namespace mfactl
