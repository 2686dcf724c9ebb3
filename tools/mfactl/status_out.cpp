#include "status_out.hpp"

#include <ostream>
#include <string>

#include "json_out.hpp"
#include "tool.hpp"

namespace mfactl {

void print_status(Tool& tool, std::string_view provider, const mfaclient::Account& account,
                  const mfaclient::Status& status) {
  if (tool.globals.json) {
    print(tool, status_json(provider, account, status));
    return;
  }
  const std::string_view state = !status.enabled ? "not told" : *status.enabled ? "on" : "off";
  tool.out << provider << ": MFA of " << account.id().value_or("this account") << " is " << state;
  if (status.forced.value_or(false)) tool.out << " (forced)";
  tool.out << '\n';
  for (const auto& factor : status.factors) {
    tool.out << "  " << (factor.id.empty() ? "?" : factor.id) << "  " << to_string(factor.kind);
    if (!factor.label.empty()) tool.out << "  \"" << factor.label << '"';
    tool.out << (factor.active ? "" : "  (not confirmed yet)") << '\n';
  }
  if (status.enrollable.empty()) return;
  tool.out << "can be enrolled:";
  for (const auto kind : status.enrollable) tool.out << ' ' << to_string(kind);
  tool.out << '\n';
}

}  // namespace mfactl
