#include "codes.hpp"

#include <ostream>
#include <string>

#include <unistd.h>

#include "child.hpp"
#include "step_file.hpp"
#include "tool.hpp"
#include "totp_secret.hpp"

namespace mfactl {
namespace {

using mfaclient::CallOptions;
using mfaclient::CodeRequest;
using mfaclient::CodeSource;
using mfaclient::Result;
using mfaclient::SecretString;

constexpr std::chrono::milliseconds kStandardTimeout{60'000};

mfaclient::Error code_required(std::string_view why) {
  mfaclient::Error error;
  error.code = mfaclient::Errc::code_required;
  error.message = why;
  return error;
}

class NoCodes final : public CodeSource {
 public:
  [[nodiscard]] Result<SecretString> code(const CodeRequest& /*request*/,
                                          const CallOptions& /*options*/) override {
    return code_required("a code is needed, and the profile has neither totp nor code");
  }
};

/// Codes of the profile's `totp`, which is read when the first code is needed: before an enrolment there is
/// no secret yet, and the file that it will be kept in may stand in the profile already.
class ProfileTotpCodes final : public CodeSource {
 public:
  ProfileTotpCodes(Tool& tool, SecretSource secret) : tool_(tool), secret_(std::move(secret)) {}

  [[nodiscard]] Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override {
    auto source = opened();
    if (!source) return std::move(source).error();
    return (*source)->code(request, options);
  }

 private:
  [[nodiscard]] Result<std::shared_ptr<CodeSource>> opened() {
    const std::scoped_lock lock(mutex_);
    if (source_) return source_;
    const auto text = read_secret(secret_, "totp", reading(tool_));
    if (!text) return text.error();
    auto totp = read_totp(*text);
    if (!totp) return std::move(totp).error();
    auto made = make_totp_codes(tool_, *std::move(totp));
    if (made) source_ = *made;
    return made;
  }

  Tool& tool_;
  SecretSource secret_;
  std::mutex mutex_{};
  std::shared_ptr<CodeSource> source_{};
};

class CommandCodes final : public CodeSource {
 public:
  explicit CommandCodes(std::string command) : command_(std::move(command)) {}
  [[nodiscard]] Result<SecretString> code(const CodeRequest& /*request*/,
                                          const CallOptions& options) override {
    return command_output(command_, options.timeout.value_or(kStandardTimeout), options.stop);
  }

 private:
  std::string command_;
};

class TypedCodes final : public CodeSource {
 public:
  explicit TypedCodes(std::ostream& err) : err_(err) {}
  [[nodiscard]] Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override {
    err_ << "code (" + std::string(to_string(request.kind)) +
                (request.sent_to.empty() ? "" : ", sent to " + request.sent_to) + "): "
         << std::flush;
    return read_secret_stdin("code", options.stop);
  }

 private:
  std::ostream& err_;
};

}  // namespace

Result<std::shared_ptr<CodeSource>> make_totp_codes(Tool& tool, mfaclient::otp::Totp totp) {
  auto folder = state_folder();
  if (!folder) return std::move(folder).error();
  mfaclient::TotpCodeOptions options{
      .clock = tool.clock,
      .ledger = make_step_file(*std::move(folder)),
      .wait = !tool.globals.no_wait,
      .on_wait = [&err = tool.err](std::chrono::seconds length) {
        err << "mfactl: waiting " + std::to_string(length.count()) + " s for the next code\n" << std::flush;
      }};
  return std::shared_ptr<CodeSource>(
      std::make_shared<mfaclient::TotpCodeSource>(std::move(totp), std::move(options)));
}

Result<std::shared_ptr<CodeSource>> make_codes(Tool& tool, const Profile& profile) {
  if (profile.code) return std::shared_ptr<CodeSource>(std::make_shared<CommandCodes>(profile.code->name));
  if (profile.totp)
    return std::shared_ptr<CodeSource>(std::make_shared<ProfileTotpCodes>(tool, *profile.totp));
  if (!tool.globals.no_input && isatty(STDIN_FILENO) == 1)
    return std::shared_ptr<CodeSource>(std::make_shared<TypedCodes>(tool.err));
  return std::shared_ptr<CodeSource>(std::make_shared<NoCodes>());
}

void SwitchedCodes::use(std::shared_ptr<CodeSource> source) {
  const std::scoped_lock lock(mutex_);
  source_ = std::move(source);
}

Result<SecretString> SwitchedCodes::code(const CodeRequest& request, const CallOptions& options) {
  std::shared_ptr<CodeSource> source;
  {
    const std::scoped_lock lock(mutex_);
    source = source_;
  }
  return source->code(request, options);
}

}  // namespace mfactl
