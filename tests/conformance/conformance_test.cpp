// The shipped conformance suite on every provider, in-process and over real TLS. Its own sharpness is tested
// with providers that break the contract.
#include "mfaclient/testing/conformance.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "conformance/rigs.hpp"
#include "mfaclient/providers.hpp"

namespace mfaclient::testing {
namespace {

struct Mount {
  VendorRig vendor{};
  bool tls = false;
};

std::vector<Mount> mounts() {
  std::vector<Mount> all;
  for (const auto& vendor : test::Listed<VendorRig>::all())
    for (const bool tls : {false, true}) all.push_back({vendor, tls});
  return all;
}

/// Runs the suite on rigs that `make` brings, each of which lives until the end.
std::vector<ConformanceResult> run(const std::function<LivingRig()>& make) {
  std::vector<LivingRig> living;
  return run_conformance([&] { return living.emplace_back(make()).rig; });
}

class Conformance : public ::testing::TestWithParam<Mount> {};

TEST_P(Conformance, Holds) {
  const auto& mount = GetParam();
  std::set<std::string> not_offered;
  for (const auto& result : run([&] { return mount.vendor.make(mount.tls); })) {
    EXPECT_NE(result.outcome, ConformanceResult::Outcome::failed) << result.name << ": " << result.detail;
    if (result.outcome == ConformanceResult::Outcome::not_offered) not_offered.insert(result.name);
  }
  EXPECT_EQ(not_offered, mount.vendor.not_offered);
}

INSTANTIATE_TEST_SUITE_P(All, Conformance, ::testing::ValuesIn(mounts()), [](const auto& of) {
  return std::string(of.param.vendor.name) + (of.param.tls ? "OverTls" : "InProcess");
});

TEST(ConformanceRigs, AreOfAllVendors) {
  for (const auto& provider : providers())
    EXPECT_NO_THROW((void)test::Listed<VendorRig>::find(provider.name)) << provider.name;
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
  Result<Status> disable(const Account& a, const Factor& f, const std::optional<Code>& p,
                         const CallOptions& o) override {
    return inner_->disable(a, f, p, o);
  }
  Result<Status> disable_all(const Account& a, const std::optional<Code>& p, const CallOptions& o) override {
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
  Result<Status> disable(const Account& a, const Factor&, const std::optional<Code>& p,
                         const CallOptions& o) override {
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

class EmptyMeansMe final : public Passing {
 public:
  using Passing::Passing;
  Result<Status> status(const Account& a, const CallOptions& o) override {
    return inner_->status(a.id() == "" ? Account::self() : a, o);
  }
};

class RefusesTooLate final : public Passing {
 public:
  using Passing::Passing;
  Result<Status> status(const Account& a, const CallOptions& o) override {
    if (a.id() == "") (void)inner_->status(Account::self(), o);
    return inner_->status(a, o);
  }
};

class DeafToProof final : public Passing {
 public:
  using Passing::Passing;
  Result<Status> disable_all(const Account& a, const std::optional<Code>&, const CallOptions& o) override {
    return inner_->disable_all(a, {}, o);  // its code source makes a right one
  }
};

template <class Faulty>
bool caught(std::string_view name, const VendorRig& vendor = test::Listed<VendorRig>::find("mailinabox")) {
  const auto results = run([&] {
    auto living = vendor.make(false);
    living.rig.provider = std::make_shared<Faulty>(living.rig.provider);
    living.rig.other = std::make_shared<Faulty>(living.rig.other);
    return living;
  });
  for (const auto& result : results)
    if (result.name == name) return result.outcome == ConformanceResult::Outcome::failed;
  return false;
}

TEST(ConformanceSuite, CatchesProvidersThatBreakTheContract) {
  const auto& user = test::Listed<VendorRig>::find("cohesity");
  const auto& support = test::Listed<VendorRig>::find("cohesitySupport");
  EXPECT_TRUE(caught<AlwaysYes>("wrong_code_is_refused"));
  EXPECT_TRUE(caught<AlwaysYes>("enroll_and_list"));
  EXPECT_TRUE(caught<OneMeansAll>("disable_one_leaves_the_others"));
  EXPECT_TRUE(caught<OneMeansAll>("unknown_factor_turns_nothing_off"));
  EXPECT_TRUE(caught<Doubling>("already_enrolled_is_a_conflict"));
  EXPECT_TRUE(caught<DeafToStop>("cancelled_call_sends_nothing"));
  EXPECT_TRUE(caught<EmptyMeansMe>("empty_account_is_refused_unsent", user));
  EXPECT_TRUE(caught<RefusesTooLate>("empty_account_is_refused_unsent", user));
  EXPECT_TRUE(caught<DeafToProof>("a_code_is_asked_for_and_taken", support));
  EXPECT_TRUE(caught<DeafToProof>("replayed_code_is_refused", support));
}

}  // namespace
}  // namespace mfaclient::testing
