#include "tool.hpp"

#include <ostream>

#include "json_out.hpp"

namespace mfactl {

int exit_code(mfaclient::Errc code) noexcept {
  using enum mfaclient::Errc;
  switch (code) {
    case invalid_argument:
      return 2;
    case invalid_credentials:
    case session_expired:
      return 3;
    case code_required:
    case still_pending:
      return 4;
    case code_rejected:
    case denied:
    case challenge_expired:
      return 5;
    case not_found:
      return 6;
    case conflict:
      return 7;
    case rate_limited:
    case locked_out:
      return 8;
    case network:
    case tls:
    case timeout:
      return 9;
    case server_error:
    case protocol:
      return 10;
    case storage:
      return 11;
    case outcome_unknown:
      return 12;
    case unsupported:
      return 13;
    case not_permitted:
      return 14;
    case cancelled:
      return 130;
  }
  return 1;
}

namespace {

/// What a person does next, where the error itself does not say.
std::string_view way_out(const mfaclient::Error& error) {
  using enum mfaclient::Errc;
  switch (error.code) {
    case invalid_credentials:
      return "check username and password of the profile; they are not tried again";
    case session_expired:
      return "run mfactl login again";
    case code_required:
      return error.retry_after ? "run it again then, or without --no-wait"
                               : "give the profile a `totp` or `code` entry";
    case still_pending:
      return "answer the push, then poll again";
    case code_rejected:
      return "check the secret and this machine's time";
    case challenge_expired:
      return "begin again";
    case not_found:
      return "mfactl status lists what there is";
    case rate_limited:
    case locked_out:
      return "wait before the next try";
    case network:
      return "check the profile's url and the network";
    case tls:
      return "mfactl tls show URL prints what the server presents and what to pin";
    case timeout:
      return "try again, or give it longer with --timeout";
    case server_error:
      return "try again later";
    case outcome_unknown:
      return "read the status before anything else";
    case not_permitted:
      return "use an account that may";
    default:
      return {};
  }
}

}  // namespace

int fail(Tool& tool, const mfaclient::Error& error, std::string_view provider) {
  if (tool.globals.json) {
    print(tool, error_json(error, provider));
  } else {
    std::string line =
        "mfactl: " + (error.message.empty() ? std::string(to_string(error.code)) : error.message);
    if (!error.vendor_message.empty() && line.find(error.vendor_message) == std::string::npos)
      line += " (the vendor says: " + error.vendor_message + ")";
    if (error.retry_after) line += " (in " + std::to_string(error.retry_after->count()) + " s)";
    // The latest hint knows the most about what was under way.
    const auto hint = error.hints.empty() ? way_out(error) : std::string_view(error.hints.back());
    if (!hint.empty()) line.append("; ").append(hint);
    tool.err << line + "\n";
  }
  return exit_code(error.code);
}

}  // namespace mfactl
