#include "codes.hpp"

#include <mutex>
#include <ostream>
#include <string>

#include <unistd.h>

#include "child.hpp"
#include "factor_store.hpp"
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
  return make_error(mfaclient::Errc::code_required, why);
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
  void give_back(const SecretString& code) override {
    const std::scoped_lock lock(mutex_);
    if (source_) source_->give_back(code);
  }
  void observe(std::chrono::nanoseconds round_trip) override {
    const std::scoped_lock lock(mutex_);
    if (source_) source_->observe(round_trip);
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

/// Codes of the account's stored factors, where there are any; else what somebody else says. Looks when the
/// first code is needed: an enrolment may have stored one by then.
class AccountCodes final : public CodeSource {
 public:
  AccountCodes(Tool& tool, mfaclient::FactorOwner owner, std::shared_ptr<CodeSource> otherwise)
      : tool_(tool), owner_(std::move(owner)), otherwise_(std::move(otherwise)) {}

  [[nodiscard]] Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override {
    const auto source = chosen(request);
    if (!source) return source.error();
    return (*source)->code(request, options);
  }
  void give_back(const SecretString& code) override {
    const std::scoped_lock lock(mutex_);
    if (stored_) stored_->give_back(code);
  }
  void observe(std::chrono::nanoseconds round_trip) override {
    const std::scoped_lock lock(mutex_);
    if (stored_) stored_->observe(round_trip);
  }

 private:
  [[nodiscard]] Result<std::shared_ptr<CodeSource>> chosen(const CodeRequest& request) {
    const std::scoped_lock lock(mutex_);
    if (!stored_) {
      const auto there = has_factor_store(tool_);
      if (!there) return there.error();
      if (!*there) return otherwise_;
      auto codes = stored_codes(tool_, owner_);
      if (!codes) return std::move(codes).error();
      stored_ = *std::move(codes);
    }
    const auto makes = stored_->makes(request.kind);
    if (!makes) return makes.error();
    return *makes ? std::shared_ptr<CodeSource>(stored_) : otherwise_;
  }

  Tool& tool_;
  mfaclient::FactorOwner owner_;
  std::shared_ptr<CodeSource> otherwise_;
  std::mutex mutex_{};
  std::shared_ptr<mfaclient::StoreCodeSource> stored_{};
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

std::function<void(std::chrono::seconds)> announce_wait(Tool& tool) {
  return [&err = tool.err](std::chrono::seconds length) {
    err << "mfactl: waiting " + std::to_string(length.count()) + " s for the next code\n" << std::flush;
  };
}

Result<std::shared_ptr<CodeSource>> make_totp_codes(Tool& tool, mfaclient::otp::Totp totp) {
  auto store = factor_store(tool);
  if (!store) return std::move(store).error();
  mfaclient::TotpCodeOptions options{.clock = tool.clock,
                                     .ledger = *std::move(store),
                                     .wait = !tool.globals.no_wait,
                                     .on_wait = announce_wait(tool)};
  return std::shared_ptr<CodeSource>(
      std::make_shared<mfaclient::TotpCodeSource>(std::move(totp), std::move(options)));
}

Result<std::shared_ptr<CodeSource>> make_codes(Tool& tool, const Profile& profile,
                                               const mfaclient::FactorOwner& owner) {
  if (profile.code) return std::shared_ptr<CodeSource>(std::make_shared<CommandCodes>(profile.code->name));
  if (profile.totp)
    return std::shared_ptr<CodeSource>(std::make_shared<ProfileTotpCodes>(tool, *profile.totp));
  std::shared_ptr<CodeSource> otherwise = std::make_shared<NoCodes>();
  if (!tool.globals.no_input && isatty(STDIN_FILENO) == 1) otherwise = std::make_shared<TypedCodes>(tool.err);
  return std::shared_ptr<CodeSource>(std::make_shared<AccountCodes>(tool, owner, std::move(otherwise)));
}

}  // namespace mfactl
