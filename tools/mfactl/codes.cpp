#include "codes.hpp"

#include <functional>
#include <mutex>
#include <ostream>
#include <string>

#include <unistd.h>

#include "child.hpp"
#include "factor_store.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::CallOptions;
using mfaclient::CodeRequest;
using mfaclient::CodeSource;
using mfaclient::Result;
using mfaclient::SecretString;
namespace otp = mfaclient::otp;

class NoCodes final : public CodeSource {
 public:
  Result<SecretString> code(const CodeRequest& /*request*/, const CallOptions& /*options*/) override {
    return make_error(mfaclient::Errc::code_required,
                      "a code is needed, and the profile has neither totp nor code");
  }
};

class CommandCodes final : public CodeSource {
 public:
  explicit CommandCodes(std::string command) : command_(std::move(command)) {}
  Result<SecretString> code(const CodeRequest& /*request*/, const CallOptions& options) override {
    return command_output(command_, options.timeout.value_or(kCommandTimeout), options.stop);
  }

 private:
  std::string command_;
};

class TypedCodes final : public CodeSource {
 public:
  explicit TypedCodes(std::ostream& err) : err_(err) {}
  Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override {
    err_ << "code (" + std::string(to_string(request.kind)) +
                (request.sent_to.empty() ? "" : ", sent to " + request.sent_to) + "): "
         << std::flush;
    return result_of([&] { return read_secret_stdin("code", options.stop); });
  }

 private:
  std::ostream& err_;
};

/// Codes of a source that is looked for when a code is needed: before an enrolment there is no secret yet.
class LateCodes final : public CodeSource {
 public:
  /// Brings the source of such a code, the same one every time; nullptr: there is none.
  using Find = std::function<std::shared_ptr<CodeSource>(const CodeRequest& request)>;

  explicit LateCodes(Find find, std::shared_ptr<CodeSource> otherwise = {})
      : find_(std::move(find)), otherwise_(std::move(otherwise)) {}

  Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override {
    const auto source = result_of([&] { return source_of(request); });
    if (!source) return source.error();
    return (*source)->code(request, options);
  }
  void give_back(const SecretString& code) override {
    const std::scoped_lock lock(mutex_);
    if (found_) found_->give_back(code);
  }
  void observe(std::chrono::nanoseconds round_trip) override {
    const std::scoped_lock lock(mutex_);
    if (found_) found_->observe(round_trip);
  }

 private:
  [[nodiscard]] std::shared_ptr<CodeSource> source_of(const CodeRequest& request) {
    const std::scoped_lock lock(mutex_);
    auto source = find_(request);
    if (!source) return otherwise_;
    found_ = source;
    return source;
  }

  std::mutex mutex_{};
  Find find_;
  std::shared_ptr<CodeSource> otherwise_;
  std::shared_ptr<CodeSource> found_{};
};

std::function<void(std::chrono::seconds)> announce_wait(const Tool& tool) {
  return [&err = tool.err](std::chrono::seconds length) {
    err << "mfactl: waiting " + std::to_string(length.count()) + " s for the next code\n" << std::flush;
  };
}

/// Codes of the profile's `totp`, each once among all processes of this user.
LateCodes::Find profile_totp(Tool& tool, const SecretSource& secret) {
  return [&tool, secret, codes = std::shared_ptr<CodeSource>()](const CodeRequest&) mutable {
    if (!codes) {
      auto totp = read_otpauth(read_secret(tool, secret, "totp")).totp().value();
      codes = std::make_shared<mfaclient::TotpCodeSource>(
          std::move(totp), mfaclient::TotpCodeOptions{.clock = tool.clock,
                                                      .ledger = factor_store(tool),
                                                      .wait = !tool.globals.no_wait,
                                                      .on_wait = announce_wait(tool)});
    }
    return codes;
  };
}

/// Codes of the account's stored factors, where it has any.
LateCodes::Find account_factors(Tool& tool, const mfaclient::FactorOwner& owner) {
  using Codes = std::shared_ptr<mfaclient::StoreCodeSource>;
  return [&tool, owner, codes = Codes()](const CodeRequest& request) mutable {
    if (!codes && has_factor_store(tool)) codes = stored_codes(tool, owner);
    return codes && codes->makes(request.kind).value() ? codes : Codes();
  };
}

}  // namespace

bool is_uri(const SecretString& text) { return text.reveal().find(':') != std::string_view::npos; }

otp::OtpauthUri read_otpauth(const SecretString& text) {
  if (is_uri(text)) return otp::OtpauthUri::parse(text.reveal()).value();
  return {.secret = otp::Base32Secret::parse(text.reveal()).value()};
}

std::shared_ptr<mfaclient::StoreCodeSource> stored_codes(Tool& tool, const mfaclient::FactorOwner& owner) {
  return std::make_shared<mfaclient::StoreCodeSource>(
      factor_store(tool), owner,
      mfaclient::StoreCodeOptions{
          .clock = tool.clock, .wait = !tool.globals.no_wait, .on_wait = announce_wait(tool)});
}

std::shared_ptr<CodeSource> make_codes(Tool& tool, const Profile& profile,
                                       const mfaclient::FactorOwner& owner) {
  if (profile.code) return std::make_shared<CommandCodes>(profile.code->name);
  if (profile.totp) return std::make_shared<LateCodes>(profile_totp(tool, *profile.totp));
  std::shared_ptr<CodeSource> otherwise = std::make_shared<NoCodes>();
  if (!tool.globals.no_input && isatty(STDIN_FILENO) == 1) otherwise = std::make_shared<TypedCodes>(tool.err);
  return std::make_shared<LateCodes>(account_factors(tool, owner), std::move(otherwise));
}

}  // namespace mfactl
