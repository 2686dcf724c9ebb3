#include "log_line.hpp"

#include <ostream>
#include <string>

#include "tool.hpp"

namespace mfactl {

mfaclient::Logger make_logger(const Tool& tool) {
  if (!tool.globals.verbose) return {};
  return [&err = tool.err](const mfaclient::LogEvent& event) {
    std::string line = "mfactl: ";
    line.append(to_string(event.kind)).append(" ").append(event.operation);
    if (!event.method.empty()) line.append(" ").append(event.method);
    if (event.attempt > 1) line += " attempt " + std::to_string(event.attempt);
    if (event.http_status != 0) line += " status " + std::to_string(event.http_status);
    if (event.error) line.append(" ").append(to_string(*event.error));
    if (!event.request_id.empty()) line.append(" request ").append(event.request_id);
    if (event.elapsed.count() != 0) line += " " + std::to_string(event.elapsed.count()) + " ms";
    if (event.server_ahead && event.server_ahead->count() != 0)
      line += " server clock " + std::to_string(event.server_ahead->count()) + " s ahead";
    err << line + "\n";
  };
}

}  // namespace mfactl
