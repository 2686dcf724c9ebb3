#include "mfaclient/factor_manager.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "generic/lab.hpp"
#include "mailinabox/lab.hpp"
#include "onelogin/lab.hpp"
#include "quatrix/lab.hpp"
#include "support/full_store.hpp"
#include "support/stored_factor.hpp"

namespace mfaclient {
namespace {

using testing::Fault;

const FactorOwner kBoxOwner{.provider = "mailinabox",
                            .origin = "https://box.example.com",
                            .account = std::string(mailinabox::kAdmin)};

/// A line whose faults depend on the request.
class Line final : public http::Transport {
 public:
  explicit Line(std::shared_ptr<testing::FakeTransport> wire) : wire_(std::move(wire)) {}
  [[nodiscard]] Result<http::Response> send(const http::Url& base, const http::Request& request,
                                            const http::SendOptions& options) override {
    if (fault) wire_->script({fault(request.target)});
    return wire_->send(base, request, options);
  }
  std::function<Fault(std::string_view target)> fault{};

 private:
  std::shared_ptr<testing::FakeTransport> wire_;
};

/// A box, a store, and what works on both; `restart()` is what another process sees.
class Box {
 public:
  Box() { restart(); }
  void restart() {
    auto settings = lab.settings(mailinabox::kAdmin);
    settings.options.transport = line;
    manager.emplace(mailinabox::manage_factors(settings, store).value());
  }
  [[nodiscard]] std::vector<std::string> secrets() const {
    std::vector<std::string> all;
    const auto methods = lab.fake->methods(mailinabox::kAdmin).value();
    for (const auto& method : methods) all.push_back(method.secret);
    return all;
  }
  [[nodiscard]] std::vector<testing::StoredFactor> stored() const { return testing::stored_factors(*store); }
  [[nodiscard]] testing::StoredFactor stored(std::string_view id) const {
    return testing::stored_factor(*store, id);
  }
  [[nodiscard]] FactorState state_of(std::string_view id) const { return store->get(id)->state; }

  mailinabox::Lab lab{};
  std::shared_ptr<Line> line = std::make_shared<Line>(lab.transport);
  std::shared_ptr<Store> store = make_memory_store(lab.clock);
  std::optional<FactorManager> manager{};
};

std::string secret_in(const testing::StoredFactor& factor) {
  return std::string(otp::OtpauthUri::parse(factor.otpauth_uri.reveal())->secret.text().reveal());
}

TEST(FactorManager, AnEnrolmentEndsActiveWithTheVendorsId) {
  Box box;
  const auto factor = box.manager->enroll({.label = "phone"});
  ASSERT_TRUE(factor) << factor.error().message;
  EXPECT_EQ(factor->state, FactorState::active);
  EXPECT_EQ(factor->factor_id, box.manager->provider().status(Account::self())->factors.front().id);
  EXPECT_EQ(factor->label, "phone");
  EXPECT_EQ(factor->owner, kBoxOwner);
  EXPECT_EQ(box.secrets(), std::vector{secret_in(box.stored(factor->id))});
}

TEST(FactorManager, TwentySignInsInARowNeverUseACodeAgain) {
  Box box;
  ASSERT_TRUE(box.manager->enroll({}));
  for (int i = 0; i < 20; ++i) {
    if (i % 3 == 0) box.restart();
    const auto session = box.manager->sign_in();
    ASSERT_TRUE(session) << "sign-in " << i << ": " << session.error().message;
  }
}

TEST(FactorManager, AStoreThatCannotBeWrittenSendsNothing) {
  Box box;
  const auto manager = mailinabox::manage_factors(box.lab.settings(mailinabox::kAdmin),
                                                  std::make_shared<testing::FullStore>());
  const auto factor = manager->enroll({});
  ASSERT_FALSE(factor);
  EXPECT_EQ(factor.error().code, Errc::storage);
  EXPECT_NE(factor.error().text().find("nothing was sent"), std::string::npos) << factor.error().message;
  EXPECT_TRUE(box.lab.fake->journal().empty());
}

TEST(FactorManager, ALostAnswerIsSettledByTheVendorsList) {
  Box box;
  // The line dies when the box has turned it on, and stays dead.
  bool dead = false;
  box.line->fault = [&](std::string_view target) {
    if (dead) return Fault::refused;
    dead = target == "/mfa/totp/enable";
    return dead ? Fault::lost_answer : Fault::none;
  };
  const auto factor = box.manager->enroll({});
  ASSERT_FALSE(factor);
  EXPECT_NE(factor.error().text().find("resume"), std::string::npos) << factor.error().message;
  const auto kept = box.stored();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.front().state, FactorState::sent);
  EXPECT_EQ(box.secrets(), std::vector{secret_in(kept.front())}) << "the box has it, and so has the store";

  box.line->fault = {};
  box.restart();
  const auto blocked = box.manager->enroll({.additional = true});
  EXPECT_EQ(blocked.error().code, Errc::conflict) << "not before the other one is settled";
  const auto settled = box.manager->resume(kept.front().id);
  ASSERT_TRUE(settled) << settled.error().message;
  EXPECT_EQ(settled->state, FactorState::active);
  EXPECT_FALSE(settled->factor_id.empty());
}

TEST(FactorManager, WhatTheVendorNeverGotIsAbandonedAndKept) {
  Box box;
  box.line->fault = [](std::string_view target) {
    return target == "/mfa/totp/enable" ? Fault::refused : Fault::none;
  };
  ASSERT_FALSE(box.manager->enroll({}));
  const auto kept = box.stored();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.front().state, FactorState::abandoned);
  EXPECT_FALSE(kept.front().otpauth_uri.empty());
  box.line->fault = {};
  EXPECT_TRUE(box.manager->enroll({})) << "nothing stands in the way of another";
}

TEST(FactorManager, AFactorThatIsOnIsAConflictAndChangesNothing) {
  Box box;
  const auto factor = box.manager->enroll({});
  ASSERT_TRUE(factor);
  EXPECT_EQ(box.manager->enroll({}).error().code, Errc::conflict);
  EXPECT_EQ(box.stored().size(), 1U);
  EXPECT_EQ(box.state_of(factor->id), FactorState::active);
}

TEST(FactorManager, ReplacingBesideTheOldOneLeavesNoMomentWithoutEither) {
  Box box;
  const auto old = box.manager->enroll({});
  ASSERT_TRUE(old);
  const auto fresh = box.manager->replace(old->id, {.label = "new phone"});
  ASSERT_TRUE(fresh) << fresh.error().message;
  EXPECT_EQ(box.secrets(), std::vector{secret_in(box.stored(fresh->id))});
  EXPECT_EQ(box.state_of(old->id), FactorState::abandoned);
  EXPECT_FALSE(box.stored(old->id).otpauth_uri.empty()) << "the old secret is kept";
  std::vector<std::string> changes;
  for (const auto& entry : box.lab.fake->journal())
    if (entry.request.target.ends_with("able")) changes.push_back(entry.request.target);
  EXPECT_EQ(changes, (std::vector<std::string>{"/admin/mfa/totp/enable", "/admin/mfa/totp/enable",
                                               "/admin/mfa/disable"}));
}

TEST(FactorManager, TurningOffKeepsTheSecretUntilTheVendorHasConfirmedIt) {
  Box box;
  const auto factor = box.manager->enroll({});
  ASSERT_TRUE(factor);
  bool dead = false;
  box.line->fault = [&](std::string_view target) {
    if (dead) return Fault::refused;
    dead = target == "/mfa/disable";
    return dead ? Fault::lost_request : Fault::none;
  };
  ASSERT_FALSE(box.manager->disable(factor->id));
  EXPECT_EQ(box.state_of(factor->id), FactorState::sent);
  box.line->fault = {};
  box.restart();
  EXPECT_EQ(box.manager->resume(factor->id)->state, FactorState::active) << "the box never saw it";
  EXPECT_TRUE(box.manager->disable(factor->id));
  EXPECT_EQ(box.state_of(factor->id), FactorState::abandoned);
  EXPECT_TRUE(box.secrets().empty());
}

TEST(FactorManager, ASecretOfSomebodyElseIsForAPersonToDecide) {
  Box box;
  const auto stored = box.store->add(
      {.owner = kBoxOwner, .state = FactorState::sent},
      {.otpauth_uri = SecretString("otpauth://totp/b:a?secret=" + std::string(mailinabox::kSecondSecret))});
  // The box has a method that another program turned on.
  const auto other = box.lab.source();
  const auto elsewhere = make_provider(box.lab.client(mailinabox::kAdmin, other));
  const auto offer = elsewhere->enroll({});
  ASSERT_TRUE(offer);
  other->use(otp::OtpauthUri::parse(offer->otpauth_uri->reveal())->totp().value());
  ASSERT_TRUE(elsewhere->verify(std::get<Challenge>(offer->next), {.text = other->code({}, {}).value()}));
  const auto settled = box.manager->resume(stored->id);
  ASSERT_FALSE(settled);
  EXPECT_EQ(box.state_of(stored->id), FactorState::sent);
}

// --- a vendor with one factor, and recovery codes --------------------------------------------------------

class Instance {
 public:
  Instance() {
    auto settings = lab.settings(generic::kAlice);
    settings.options.transport = line;
    manager.emplace(generic::manage_factors(settings, store).value());
  }

  [[nodiscard]] std::size_t spent(const FactorInfo& factor) const {
    const auto now = store->get(factor.id).value();
    return now.recovery_codes - now.recovery_codes_left;
  }

  generic::Lab lab{};
  std::shared_ptr<Line> line = std::make_shared<Line>(lab.transport);
  std::shared_ptr<Store> store = make_memory_store(lab.clock);
  std::optional<FactorManager> manager{};
};

TEST(FactorManager, WhereOneFactorIsAllThereMayBeTheOldOneGoesFirst) {
  Instance instance;
  const auto old = instance.manager->enroll({.label = "phone"});
  ASSERT_TRUE(old) << old.error().message;
  const auto fresh = instance.manager->replace(old->id, {});
  ASSERT_TRUE(fresh) << fresh.error().message;
  EXPECT_EQ(fresh->label, old->label);
  EXPECT_EQ(instance.lab.fake->user(generic::kAlice)->mfa->secret,
            secret_in(testing::stored_factor(*instance.store, fresh->id)));
  EXPECT_FALSE(testing::stored_factor(*instance.store, old->id).otpauth_uri.empty());
}

TEST(FactorManager, ARecoveryCodeIsSpentBeforeItIsSent) {
  Instance instance;
  const auto factor = instance.manager->enroll({});
  ASSERT_TRUE(factor) << factor.error().message;
  const auto total = factor->recovery_codes;
  bool seen_spent = false;
  instance.line->fault = [&](std::string_view target) {
    if (target == "/api/user/mfa/recover") seen_spent = instance.spent(*factor) == 1;
    return Fault::none;
  };
  const auto recovered = instance.manager->recover();
  ASSERT_TRUE(recovered) << recovered.error().message;
  EXPECT_TRUE(seen_spent);
  EXPECT_EQ(recovered->codes_left, total - 1);
  EXPECT_TRUE(recovered->accepted.session);
}

TEST(FactorManager, ARecoveryCodeThatNeverLeftIsUnspent) {
  Instance instance;
  const auto factor = instance.manager->enroll({});
  ASSERT_TRUE(factor);
  instance.line->fault = [](std::string_view target) {
    return target == "/api/user/mfa/recover" ? Fault::refused : Fault::none;
  };
  ASSERT_FALSE(instance.manager->recover());
  EXPECT_EQ(instance.spent(*factor), 0U);
}

TEST(FactorManager, WhenNoRecoveryCodeIsLeftNothingIsSent) {
  Instance instance;
  const auto factor = instance.manager->enroll({});
  ASSERT_TRUE(factor);
  ASSERT_TRUE(instance.store->change_secrets(factor->id, SecretPurpose::recover,
                                             [](FactorSecrets& secrets) -> Result<void> {
                                               for (auto& code : secrets.recovery_codes) code.spent = true;
                                               return {};
                                             }));
  const auto before = instance.lab.fake->journal().size();
  EXPECT_EQ(instance.manager->recover().error().code, Errc::code_required);
  EXPECT_EQ(instance.lab.fake->journal().size(), before);
}

TEST(FactorManager, TurningAllOffEndsEveryStoredOne) {
  Box box;
  const auto first = box.manager->enroll({});
  const auto second = box.manager->enroll({.additional = true});
  ASSERT_TRUE(first && second) << second.error().message;
  box.line->fault = [](std::string_view target) {
    return target == "/mfa/disable" ? Fault::refused : Fault::none;
  };
  ASSERT_FALSE(box.manager->disable_all());
  EXPECT_EQ(box.state_of(first->id), FactorState::active) << "nothing was done";
  box.line->fault = {};
  ASSERT_TRUE(box.manager->disable_all());
  EXPECT_EQ(box.state_of(first->id), FactorState::abandoned);
  EXPECT_EQ(box.state_of(second->id), FactorState::abandoned);
  EXPECT_TRUE(box.secrets().empty());
}

// --- codes that are sent ---------------------------------------------------------------------------------

TEST(FactorManager, ACodeThatNobodyIsThereToReadLeavesTheFactorUnconfirmed) {
  onelogin::Lab lab;
  const auto store = make_memory_store(lab.clock);
  const auto manager =
      onelogin::manage_factors(lab.settings(), store, Account::user(std::string(onelogin::kNew))).value();
  const auto factor =
      manager.enroll({.kind = FactorKind::sms, .destination = std::string(onelogin::kNumber)});
  ASSERT_FALSE(factor);
  EXPECT_EQ(factor.error().code, Errc::code_required);
  EXPECT_EQ(testing::stored_factors(*store).front().state, FactorState::abandoned);
}

/// Whether the code of that moment was handed out and not given back.
bool spent(Store& store, const testing::StoredFactor& factor, Time when) {
  const auto totp = otp::OtpauthUri::parse(factor.otpauth_uri.reveal())->totp().value();
  return !store.claim(totp.key_id(), totp.step(when).value())->granted;
}

TEST(FactorManager, ACodeThatWasRefusedIsNotGivenBackByResume) {
  Box box;
  ASSERT_TRUE(box.manager->enroll({}));
  const auto dead = box.store
                        ->add({.owner = kBoxOwner, .factor_id = "99", .state = FactorState::sent},
                              {.otpauth_uri = SecretString("otpauth://totp/x?secret=" +
                                                           std::string(mailinabox::kSecondSecret))})
                        .value();
  const auto when = box.lab.clock->now();
  const auto settled = box.manager->resume(dead.id);
  ASSERT_TRUE(settled) << settled.error().message;
  ASSERT_EQ(settled->state, FactorState::abandoned);
  EXPECT_TRUE(spent(*box.store, box.stored(dead.id), when));
}

TEST(FactorManager, ACodeThatWasRefusedIsNotGivenBackByAnEnrolment) {
  Box box;
  // A machine whose clock is an hour late makes codes that nobody takes.
  const auto late = std::make_shared<testing::ManualClock>(box.lab.clock->now() - std::chrono::hours{1});
  const auto codes = std::make_shared<StoreCodeSource>(box.store, kBoxOwner, StoreCodeOptions{.clock = late});
  const auto manager =
      FactorManager::create({.provider = make_provider(box.lab.client(mailinabox::kAdmin, codes)),
                             .store = box.store,
                             .codes = codes,
                             .clock = box.lab.clock})
          .value();
  const auto refused = manager.enroll({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::code_rejected);
  EXPECT_TRUE(spent(*box.store, box.stored().front(), late->now()));
}

TEST(FactorManager, KnowsWhatIsUnfinishedAtItsServer) {
  Box box;
  const auto keep = [&](FactorOwner owner, FactorState state) {
    return box.store->add({.owner = std::move(owner), .state = state}, {})->id;
  };
  auto colleague = kBoxOwner;
  colleague.account = "kim@example.com";
  auto elsewhere = kBoxOwner;
  elsewhere.origin = "https://other.example.com";
  std::vector<std::string> expected;
  for (const auto state : {FactorState::prepared, FactorState::sent, FactorState::confirmed}) {
    expected.push_back(keep(kBoxOwner, state));
    expected.push_back(keep(colleague, state));
    (void)keep(elsewhere, state);
  }
  (void)keep(kBoxOwner, FactorState::active);
  (void)keep(kBoxOwner, FactorState::abandoned);
  std::vector<std::string> found;
  const auto unfinished = box.manager->unfinished();
  for (const auto& factor : *unfinished) found.push_back(factor.id);
  std::ranges::sort(expected);
  std::ranges::sort(found);
  EXPECT_EQ(found, expected);
}

TEST(FactorManager, ACodeThatIsAnothersByChanceProvesNothing) {
  // Found by search: here both secrets have the same code.
  constexpr std::uint64_t kStep = 60'360'987;
  const auto on = mailinabox::totp_of(mailinabox::kFirstSecret);
  const auto off = mailinabox::totp_of(mailinabox::kSecondSecret);
  ASSERT_EQ(on.code(kStep).secret(), off.code(kStep).secret());
  Box box;
  box.lab.clock->advance(on.start(kStep - 5) - box.lab.clock->now());
  const auto enabled = box.lab.post("/mfa/totp/enable",
                                    "secret=" + std::string(mailinabox::kFirstSecret) +
                                        "&token=" + box.lab.code(mailinabox::kFirstSecret) + "&label=phone",
                                    {mailinabox::Lab::basic(mailinabox::kAdmin, mailinabox::kPassword)});
  ASSERT_EQ(enabled.status, 200);
  const auto keep = [&](std::string_view secret, std::string id, FactorState state) {
    return box.store
        ->add({.owner = kBoxOwner, .factor_id = std::move(id), .state = state},
              {.otpauth_uri = SecretString("otpauth://totp/box:admin?secret=" + std::string(secret))})
        .value();
  };
  (void)keep(mailinabox::kFirstSecret, "1", FactorState::active);
  const auto doubtful = keep(mailinabox::kSecondSecret, "2", FactorState::sent);

  box.lab.clock->advance(on.start(kStep) - box.lab.clock->now());
  const auto settled = box.manager->resume(doubtful.id);
  ASSERT_TRUE(settled) << settled.error().message;
  EXPECT_EQ(settled->state, FactorState::abandoned);
}

TEST(FactorManager, APinThatIsSetIsNeverTakenForAbandoned) {
  quatrix::Lab lab;
  const auto store = make_memory_store(lab.clock);
  const auto manager =
      quatrix::manage_factors(lab.settings(quatrix::kAdmin), store, Account::user(lab.id(quatrix::kPlain)))
          .value();
  // It is on as soon as it is asked for, whatever fails after that.
  const auto failed = manager.enroll(
      {.kind = FactorKind::pin,
       .pin = SecretString("01234"),
       .on_stored = [](const Enrollment&) -> Result<void> { return Error{.code = Errc::storage}; }});
  ASSERT_FALSE(failed);
  const auto kept = testing::stored_factors(*store).front();
  EXPECT_EQ(kept.state, FactorState::sent);
  EXPECT_EQ(kept.pin.reveal(), "01234");
  const auto settled = manager.resume(kept.id);
  ASSERT_TRUE(settled) << settled.error().message;
  EXPECT_EQ(settled->state, FactorState::active);
  EXPECT_EQ(lab.fake->user(quatrix::kPlain)->pin, "01234");
}

}  // namespace
}  // namespace mfaclient
