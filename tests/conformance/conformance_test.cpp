// The shipped conformance suite on every provider, in-process and over real TLS. Its own sharpness is tested
// with providers that break the contract.
#include "mfaclient/testing/conformance.hpp"

#include <gtest/gtest.h>

#include "mailinabox/lab.hpp"
#include "mfaclient/testing/server.hpp"

namespace mfaclient::testing {
namespace {

using mailinabox::Lab;
using mailinabox::MFAApi;

/// A rig and what must live as long as it does.
struct BoxRig {
  explicit BoxRig(bool tls) {
    auto settings = [&](std::string_view email) { return lab.settings(email, codes); };
    if (tls) {
      server = Server::start(lab.fake, {.tls = true, .base_path = "/admin"}).value();
      settings_over_tls = true;
    }
    const auto connect = [&](std::string_view email) {
      auto own = settings(email);
      if (settings_over_tls) {
        own.url = server->url();
        own.options.transport.reset();
        own.options.tls.ca_file = server->ca_file();
      }
      return make_provider(MFAApi::connect(std::move(own)).value());
    };
    rig = {.provider = connect(mailinabox::kAdmin),
           .other = connect(mailinabox::kAdmin),
           .codes = codes,
           .clock = lab.clock,
           .unknown_account = "nobody@box.example.com",
           .forbidden_account = std::string(mailinabox::kAdmin),
           .without_rights = connect(mailinabox::kPlain),
           .fake = lab.fake};
    if (tls) {
      rig.lose_next_answer = [this] { lab.fake->lose_next_answer(); };
    } else {
      rig.lose_next_answer = [this] { lab.transport->script({Fault::lost_answer}); };
    }
  }

  Lab lab{};
  std::shared_ptr<TotpCodeSource> codes = lab.source();
  std::unique_ptr<Server> server{};
  bool settings_over_tls = false;
  ConformanceRig rig{};
};

void report(const std::vector<ConformanceResult>& results) {
  std::size_t passed = 0;
  for (const auto& result : results) {
    EXPECT_NE(result.outcome, ConformanceResult::Outcome::failed) << result.name << ": " << result.detail;
    passed += result.outcome == ConformanceResult::Outcome::passed ? 1U : 0U;
  }
  EXPECT_EQ(passed + 3, results.size()) << "all but challenges that expire, and pushes";
}

TEST(Conformance, MailinaboxInProcess) {
  std::vector<std::unique_ptr<BoxRig>> rigs;
  report(run_conformance([&] { return rigs.emplace_back(std::make_unique<BoxRig>(false))->rig; }));
}

TEST(Conformance, MailinaboxOverTls) {
  std::vector<std::unique_ptr<BoxRig>> rigs;
  report(run_conformance([&] { return rigs.emplace_back(std::make_unique<BoxRig>(true))->rig; }));
}

/// Hands every call on; the tests override one verb with a fault.
class Passing : public IMfaProvider {
 public:
  explicit Passing(std::shared_ptr<IMfaProvider> inner) : inner_(std::move(inner)) {}
  [[nodiscard]] std::string_view name() const noexcept override { return inner_->name(); }
  [[nodiscard]] std::span<const Capability> capabilities() const noexcept override {
    return inner_->capabilities();
  }
  Result<Status> status(const Account& a, const CallOptions& o) override { return inner_->status(a, o); }
  Result<Enrollment> enroll(const EnrollmentRequest& r, const CallOptions& o) override {
    return inner_->enroll(r, o);
  }
  Result<SignIn> sign_in(const CallOptions& o) override { return inner_->sign_in(o); }
  Verdict verify(const Challenge& c, const Code& code, const CallOptions& o) override {
    return inner_->verify(c, code, o);
  }
  Result<Status> disable(const Account& a, const Factor& f, const Code* p, const CallOptions& o) override {
    return inner_->disable(a, f, p, o);
  }
  Result<Status> disable_all(const Account& a, const Code* p, const CallOptions& o) override {
    return inner_->disable_all(a, p, o);
  }
  Result<void> sign_out(const CallOptions& o) override { return inner_->sign_out(o); }

 protected:
  std::shared_ptr<IMfaProvider> inner_;
};

class AlwaysYes final : public Passing {
 public:
  using Passing::Passing;
  Verdict verify(const Challenge&, const Code&, const CallOptions&) override {
    return Accepted{.factor = Factor{.active = true}};
  }
};

class OneMeansAll final : public Passing {
 public:
  using Passing::Passing;
  Result<Status> disable(const Account& a, const Factor&, const Code* p, const CallOptions& o) override {
    return inner_->disable_all(a, p, o);
  }
};

class Doubling final : public Passing {
 public:
  using Passing::Passing;
  Result<Enrollment> enroll(const EnrollmentRequest& r, const CallOptions& o) override {
    auto more = r;
    more.additional = true;
    return inner_->enroll(more, o);
  }
};

class DeafToStop final : public Passing {
 public:
  using Passing::Passing;
  Result<Status> status(const Account& a, const CallOptions& o) override {
    return inner_->status(a, {.timeout = o.timeout});
  }
};

template <class Faulty>
bool caught(std::string_view name) {
  std::vector<std::unique_ptr<BoxRig>> rigs;
  const auto results = run_conformance([&] {
    auto rig = rigs.emplace_back(std::make_unique<BoxRig>(false))->rig;
    rig.provider = std::make_shared<Faulty>(rig.provider);
    rig.other = std::make_shared<Faulty>(rig.other);
    return rig;
  });
  for (const auto& result : results)
    if (result.name == name) return result.outcome == ConformanceResult::Outcome::failed;
  return false;
}

TEST(Conformance, CatchesProvidersThatBreakTheContract) {
  EXPECT_TRUE(caught<AlwaysYes>("wrong_code_is_refused"));
  EXPECT_TRUE(caught<AlwaysYes>("enroll_and_list"));
  EXPECT_TRUE(caught<OneMeansAll>("disable_one_leaves_the_others"));
  EXPECT_TRUE(caught<OneMeansAll>("unknown_factor_turns_nothing_off"));
  EXPECT_TRUE(caught<Doubling>("already_enrolled_is_a_conflict"));
  EXPECT_TRUE(caught<DeafToStop>("cancelled_call_sends_nothing"));
}

}  // namespace
}  // namespace mfaclient::testing
