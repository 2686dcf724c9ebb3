#include "tool.hpp"

#include <algorithm>
#include <array>
#include <ostream>

#include "output.hpp"

namespace mfactl {

namespace {

/// How a command ends that met an error: its exit code, and what a person does next where the error itself
/// does not say.
struct End {
  mfaclient::Errc code{};
  int exit_code = 0;
  std::string_view next{};
};

constexpr auto kEnds = [] {
  using enum mfaclient::Errc;
  return std::to_array<End>({
      {invalid_argument, 2},
      {invalid_credentials, 3, "check username and password of the profile; they are not tried again"},
      {session_expired, 3, "run mfactl login again"},
      {code_required, 4, "give the profile a `totp` or `code` entry"},
      {still_pending, 4, "answer the push, then poll again"},
      {code_rejected, 5, "check the secret and this machine's time"},
      {denied, 5},
      {challenge_expired, 5, "begin again"},
      {not_found, 6, "mfactl status lists what there is"},
      {conflict, 7},
      {rate_limited, 8, "wait before the next try"},
      {locked_out, 8, "wait before the next try"},
      {network, 9, "check the profile's url and the network"},
      {tls, 9, "mfactl tls show URL prints what the server presents and what to pin"},
      {timeout, 9, "try again, or give it longer with --timeout"},
      {server_error, 10, "try again later"},
      {protocol, 10},
      {storage, 11},
      {outcome_unknown, 12, "read the status before anything else"},
      {unsupported, 13},
      {not_permitted, 14, "use an account that may"},
      {cancelled, 130},
  });
}();
static_assert(kEnds.size() == static_cast<std::size_t>(mfaclient::Errc::cancelled) + 1, "one for each code");

const End& end_of(mfaclient::Errc code) { return *std::ranges::find(kEnds, code, &End::code); }

/// The latest hint knows the most about what was under way.
std::string_view next_step(const mfaclient::Error& error) {
  if (!error.hints.empty()) return error.hints.back();
  if (error.code == mfaclient::Errc::code_required && error.retry_after)
    return "run it again then, or without --no-wait";
  return end_of(error.code).next;
}

}  // namespace

int exit_code(mfaclient::Errc code) noexcept { return end_of(code).exit_code; }

int fail(Tool& tool, const mfaclient::Error& error) {
  if (tool.globals.json) {
    print(tool, error_json(error, tool.provider));
  } else {
    std::string line =
        "mfactl: " + (error.message.empty() ? std::string(to_string(error.code)) : error.message);
    if (!error.vendor_message.empty() && line.find(error.vendor_message) == std::string::npos)
      line += " (the vendor says: " + error.vendor_message + ")";
    if (error.retry_after) line += " (in " + std::to_string(error.retry_after->count()) + " s)";
    if (const auto next = next_step(error); !next.empty()) line.append("; ").append(next);
    tool.err << line + "\n";
  }
  return exit_code(error.code);
}

void refuse(std::string_view field, std::string_view why) {
  throw mfaclient::MfaException(mfaclient::invalid_argument(field, why));
}

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
