#include "mfaclient/provider.hpp"

#include <algorithm>
#include <array>

namespace mfaclient {

std::string_view to_string(Verb verb) noexcept {
  static constexpr std::array kNames =
      std::to_array<std::string_view>({"status", "enroll", "sign_in", "challenge", "verify", "poll",
                                       "disable", "disable_all", "reset", "sign_out"});
  const auto index = static_cast<std::size_t>(verb);
  return index < kNames.size() ? kNames[index] : std::string_view("?");
}

Error IMfaProvider::unsupported(Verb verb) const {
  const auto rows = capabilities();
  const auto row = std::ranges::find(rows, verb, &Capability::verb);
  auto error =
      make_error(Errc::unsupported, std::string(name()) + " can't " + std::string(to_string(verb)) + " here");
  error.operation = std::string(name()) + "." + std::string(to_string(verb));
  if (row != rows.end()) error.add_hint(row->note);
  return error;
}

FactorOwner IMfaProvider::owner() const { return {.provider = std::string(name())}; }

Result<Status> IMfaProvider::status(const Account& /*account*/, const CallOptions& /*options*/) {
  return unsupported(Verb::status);
}
Result<Enrollment> IMfaProvider::enroll(const EnrollmentRequest& /*request*/,
                                        const CallOptions& /*options*/) {
  return unsupported(Verb::enroll);
}
Result<SignIn> IMfaProvider::sign_in(const CallOptions& /*options*/) { return unsupported(Verb::sign_in); }
Result<Challenge> IMfaProvider::challenge(const Account& /*account*/, const Factor& /*factor*/,
                                          const CallOptions& /*options*/) {
  return unsupported(Verb::challenge);
}
Verdict IMfaProvider::verify(const Challenge& /*challenge*/, const Code& /*code*/,
                             const CallOptions& /*options*/) {
  return unsupported(Verb::verify);
}
Verdict IMfaProvider::poll(const Challenge& /*challenge*/, const CallOptions& /*options*/) {
  return unsupported(Verb::poll);
}
Result<Status> IMfaProvider::disable(const Account& /*account*/, const Factor& /*factor*/,
                                     const std::optional<Code>& /*proof*/, const CallOptions& /*options*/) {
  return unsupported(Verb::disable);
}
Result<Status> IMfaProvider::disable_all(const Account& /*account*/, const std::optional<Code>& /*proof*/,
                                         const CallOptions& /*options*/) {
  return unsupported(Verb::disable_all);
}
Result<std::optional<Challenge>> IMfaProvider::reset(const Account& /*account*/,
                                                     const CallOptions& /*options*/) {
  return unsupported(Verb::reset);
}
Result<void> IMfaProvider::sign_out(const CallOptions& /*options*/) { return unsupported(Verb::sign_out); }

}  // namespace mfaclient
