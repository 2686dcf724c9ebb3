#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "generic/lab.hpp"
#include "mailinabox/lab.hpp"
#include "mfaclient/factor_manager.hpp"
#include "onelogin/lab.hpp"
#include "quatrix/lab.hpp"
#include "support/full_store.hpp"

namespace mfaclient {
namespace {

using testing::Fault;

const FactorOwner kBoxOwner{.provider = "mailinabox",
                            .origin = "https://box.example.com",
                            .account = std::string(mailinabox::kAdmin)};
const FactorOwner kInstanceOwner{.provider = "generic", .account = std::string(generic::kAlice)};

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
    codes = std::make_shared<StoreCodeSource>(store, kBoxOwner, StoreCodeOptions{.clock = lab.clock});
    auto settings = lab.settings(mailinabox::kAdmin, codes);
    settings.options.transport = line;
    provider = make_provider(mailinabox::MFAApi::connect(settings).value());
    lifecycle.emplace(FactorLifecycle::Parts{
        .provider = provider, .store = store, .codes = codes, .owner = kBoxOwner, .clock = lab.clock});
  }
  [[nodiscard]] std::vector<std::string> secrets() const {
    std::vector<std::string> all;
    const auto methods = lab.fake->methods(mailinabox::kAdmin).value();
    for (const auto& method : methods) all.push_back(method.secret);
    return all;
  }
  [[nodiscard]] FactorState state_of(std::string_view id) const { return store->get(id)->state; }

  mailinabox::Lab lab{};
  std::shared_ptr<Line> line = std::make_shared<Line>(lab.transport);
  std::shared_ptr<Store> store = make_memory_store(lab.clock);
  std::shared_ptr<StoreCodeSource> codes{};
  std::shared_ptr<IMfaProvider> provider{};
  std::optional<FactorLifecycle> lifecycle{};
};

std::string secret_in(const StoredFactor& factor) {
  return std::string(otp::OtpauthUri::parse(factor.otpauth_uri.reveal())->secret.text().reveal());
}

TEST(Lifecycle, AnEnrolmentEndsActiveWithTheVendorsId) {
  Box box;
  const auto factor = box.lifecycle->enroll({.request = {.label = "phone"}});
  ASSERT_TRUE(factor) << factor.error().message;
  EXPECT_EQ(factor->state, FactorState::active);
  EXPECT_EQ(factor->factor_id, box.provider->status(Account::self())->factors.front().id);
  EXPECT_EQ(factor->label, "phone");
  EXPECT_EQ(factor->owner, kBoxOwner);
  EXPECT_EQ(box.secrets(), std::vector{secret_in(*factor)});
}

TEST(Lifecycle, TwentySignInsInARowNeverUseACodeAgain) {
  Box box;
  ASSERT_TRUE(box.lifecycle->enroll({}));
  for (int i = 0; i < 20; ++i) {
    if (i % 3 == 0) box.restart();
    const auto session = sign_in_with(*box.provider, *box.codes);
    ASSERT_TRUE(session) << "sign-in " << i << ": " << session.error().message;
  }
}

TEST(Lifecycle, AStoreThatCannotBeWrittenSendsNothing) {
  Box box;
  FactorLifecycle lifecycle({.provider = box.provider,
                             .store = std::make_shared<testing::FullStore>(),
                             .codes = box.codes,
                             .owner = kBoxOwner});
  const auto factor = lifecycle.enroll({});
  ASSERT_FALSE(factor);
  EXPECT_EQ(factor.error().code, Errc::storage);
  EXPECT_NE(factor.error().text().find("nothing was sent"), std::string::npos) << factor.error().message;
  EXPECT_TRUE(box.lab.fake->journal().empty());
}

TEST(Lifecycle, ALostAnswerIsSettledByTheVendorsList) {
  Box box;
  // The line dies when the box has turned it on, and stays dead.
  bool dead = false;
  box.line->fault = [&](std::string_view target) {
    if (dead) return Fault::refused;
    dead = target == "/mfa/totp/enable";
    return dead ? Fault::lost_answer : Fault::none;
  };
  const auto factor = box.lifecycle->enroll({});
  ASSERT_FALSE(factor);
  EXPECT_NE(factor.error().text().find("resume"), std::string::npos) << factor.error().message;
  const auto kept = box.store->list().value();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.front().state, FactorState::sent);
  EXPECT_EQ(box.secrets(), std::vector{secret_in(kept.front())}) << "the box has it, and so has the store";

  box.line->fault = {};
  box.restart();
  const auto blocked = box.lifecycle->enroll({.request = {.additional = true}});
  EXPECT_EQ(blocked.error().code, Errc::conflict) << "not before the other one is settled";
  const auto settled = box.lifecycle->resume(kept.front().id);
  ASSERT_TRUE(settled) << settled.error().message;
  EXPECT_EQ(settled->state, FactorState::active);
  EXPECT_FALSE(settled->factor_id.empty());
}

TEST(Lifecycle, WhatTheVendorNeverGotIsAbandonedAndKept) {
  Box box;
  box.line->fault = [](std::string_view target) {
    return target == "/mfa/totp/enable" ? Fault::refused : Fault::none;
  };
  ASSERT_FALSE(box.lifecycle->enroll({}));
  const auto kept = box.store->list().value();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.front().state, FactorState::abandoned);
  EXPECT_FALSE(kept.front().otpauth_uri.empty());
  box.line->fault = {};
  EXPECT_TRUE(box.lifecycle->enroll({})) << "nothing stands in the way of another";
}

TEST(Lifecycle, AFactorThatIsOnIsAConflictAndChangesNothing) {
  Box box;
  const auto factor = box.lifecycle->enroll({});
  ASSERT_TRUE(factor);
  EXPECT_EQ(box.lifecycle->enroll({}).error().code, Errc::conflict);
  EXPECT_EQ(box.store->list()->size(), 1U);
  EXPECT_EQ(box.state_of(factor->id), FactorState::active);
}

TEST(Lifecycle, ReplacingBesideTheOldOneLeavesNoMomentWithoutEither) {
  Box box;
  const auto old = box.lifecycle->enroll({});
  ASSERT_TRUE(old);
  const auto fresh = box.lifecycle->replace(old->id, {.request = {.label = "new phone"}});
  ASSERT_TRUE(fresh) << fresh.error().message;
  EXPECT_EQ(box.secrets(), std::vector{secret_in(*fresh)});
  EXPECT_EQ(box.state_of(old->id), FactorState::abandoned);
  EXPECT_FALSE(box.store->get(old->id)->otpauth_uri.empty()) << "the old secret is kept";
  std::vector<std::string> changes;
  for (const auto& entry : box.lab.fake->journal())
    if (entry.request.target.ends_with("able")) changes.push_back(entry.request.target);
  EXPECT_EQ(changes, (std::vector<std::string>{"/admin/mfa/totp/enable", "/admin/mfa/totp/enable",
                                               "/admin/mfa/disable"}));
}

TEST(Lifecycle, TurningOffKeepsTheSecretUntilTheVendorHasConfirmedIt) {
  Box box;
  const auto factor = box.lifecycle->enroll({});
  ASSERT_TRUE(factor);
  bool dead = false;
  box.line->fault = [&](std::string_view target) {
    if (dead) return Fault::refused;
    dead = target == "/mfa/disable";
    return dead ? Fault::lost_request : Fault::none;
  };
  ASSERT_FALSE(box.lifecycle->disable(factor->id, {}));
  EXPECT_EQ(box.state_of(factor->id), FactorState::sent);
  box.line->fault = {};
  box.restart();
  EXPECT_EQ(box.lifecycle->resume(factor->id)->state, FactorState::active) << "the box never saw it";
  EXPECT_TRUE(box.lifecycle->disable(factor->id, {}));
  EXPECT_EQ(box.state_of(factor->id), FactorState::abandoned);
  EXPECT_TRUE(box.secrets().empty());
}

TEST(Lifecycle, ASecretOfSomebodyElseIsForAPersonToDecide) {
  Box box;
  const auto stored = box.store->add(
      {.owner = kBoxOwner,
       .otpauth_uri = SecretString("otpauth://totp/b:a?secret=" + std::string(mailinabox::kSecondSecret)),
       .state = FactorState::sent});
  // The box has a method that another program turned on.
  const auto other = box.lab.source();
  const auto elsewhere = make_provider(box.lab.client(mailinabox::kAdmin, other));
  const auto offer = elsewhere->enroll({});
  ASSERT_TRUE(offer);
  other->use(otp::OtpauthUri::parse(offer->otpauth_uri->reveal())->totp().value());
  ASSERT_TRUE(elsewhere->verify(std::get<Challenge>(offer->next), {.text = other->code({}, {}).value()}));
  const auto settled = box.lifecycle->resume(stored->id);
  ASSERT_FALSE(settled);
  EXPECT_EQ(box.state_of(stored->id), FactorState::sent);
}

// --- a vendor with one factor, and recovery codes --------------------------------------------------------

class Instance {
 public:
  Instance() {
    auto settings = lab.settings(generic::kAlice, codes);
    settings.options.transport = line;
    provider = make_provider(generic::MfaApi::connect(settings).value());
    lifecycle.emplace(FactorLifecycle::Parts{
        .provider = provider, .store = store, .codes = codes, .owner = kInstanceOwner, .clock = lab.clock});
  }

  [[nodiscard]] std::ptrdiff_t spent(const StoredFactor& factor) const {
    const auto codes_now = store->get(factor.id)->recovery_codes;
    return std::ranges::count(codes_now, true, &StoredRecoveryCode::spent);
  }

  generic::Lab lab{};
  std::shared_ptr<Line> line = std::make_shared<Line>(lab.transport);
  std::shared_ptr<Store> store = make_memory_store(lab.clock);
  std::shared_ptr<StoreCodeSource> codes =
      std::make_shared<StoreCodeSource>(store, kInstanceOwner, StoreCodeOptions{.clock = lab.clock});
  std::shared_ptr<IMfaProvider> provider{};
  std::optional<FactorLifecycle> lifecycle{};
};

TEST(Lifecycle, WhereOneFactorIsAllThereMayBeTheOldOneGoesFirst) {
  Instance instance;
  const auto old = instance.lifecycle->enroll({.request = {.label = "phone"}});
  ASSERT_TRUE(old) << old.error().message;
  const auto fresh = instance.lifecycle->replace(old->id, {});
  ASSERT_TRUE(fresh) << fresh.error().message;
  EXPECT_EQ(fresh->label, old->label);
  EXPECT_EQ(instance.lab.fake->user(generic::kAlice)->mfa->secret, secret_in(*fresh));
  EXPECT_FALSE(instance.store->get(old->id)->otpauth_uri.empty());
}

TEST(Lifecycle, ARecoveryCodeIsSpentBeforeItIsSent) {
  Instance instance;
  const auto factor = instance.lifecycle->enroll({});
  ASSERT_TRUE(factor) << factor.error().message;
  const auto total = factor->recovery_codes.size();
  bool seen_spent = false;
  instance.line->fault = [&](std::string_view target) {
    if (target == "/api/user/mfa/recover") seen_spent = instance.spent(*factor) == 1;
    return Fault::none;
  };
  const auto recovered = instance.lifecycle->recover();
  ASSERT_TRUE(recovered) << recovered.error().message;
  EXPECT_TRUE(seen_spent);
  EXPECT_EQ(recovered->codes_left, total - 1);
  EXPECT_TRUE(recovered->accepted.session);
}

TEST(Lifecycle, ARecoveryCodeThatNeverLeftIsUnspent) {
  Instance instance;
  const auto factor = instance.lifecycle->enroll({});
  ASSERT_TRUE(factor);
  instance.line->fault = [](std::string_view target) {
    return target == "/api/user/mfa/recover" ? Fault::refused : Fault::none;
  };
  ASSERT_FALSE(instance.lifecycle->recover());
  EXPECT_EQ(instance.spent(*factor), 0);
}

TEST(Lifecycle, WhenNoRecoveryCodeIsLeftNothingIsSent) {
  Instance instance;
  const auto factor = instance.lifecycle->enroll({});
  ASSERT_TRUE(factor);
  ASSERT_TRUE(instance.store->change(factor->id, [](StoredFactor& stored) -> Result<void> {
    for (auto& code : stored.recovery_codes) code.spent = true;
    return {};
  }));
  const auto before = instance.lab.fake->journal().size();
  EXPECT_EQ(instance.lifecycle->recover().error().code, Errc::code_required);
  EXPECT_EQ(instance.lab.fake->journal().size(), before);
}

TEST(Lifecycle, TurningAllOffEndsEveryStoredOne) {
  Box box;
  const auto first = box.lifecycle->enroll({});
  const auto second = box.lifecycle->enroll({.request = {.additional = true}});
  ASSERT_TRUE(first && second) << second.error().message;
  box.line->fault = [](std::string_view target) {
    return target == "/mfa/disable" ? Fault::refused : Fault::none;
  };
  ASSERT_FALSE(box.lifecycle->disable_all(Account::self(), {}));
  EXPECT_EQ(box.state_of(first->id), FactorState::active) << "nothing was done";
  box.line->fault = {};
  ASSERT_TRUE(box.lifecycle->disable_all(Account::self(), {}));
  EXPECT_EQ(box.state_of(first->id), FactorState::abandoned);
  EXPECT_EQ(box.state_of(second->id), FactorState::abandoned);
  EXPECT_TRUE(box.secrets().empty());
}

// --- codes that are sent ---------------------------------------------------------------------------------

TEST(Lifecycle, ACodeThatNobodyIsThereToReadLeavesTheFactorUnconfirmed) {
  onelogin::Lab lab;
  const FactorOwner owner{.provider = "onelogin", .account = "manager"};
  const auto store = make_memory_store(lab.clock);
  const auto codes = std::make_shared<StoreCodeSource>(store, owner, StoreCodeOptions{.clock = lab.clock});
  FactorLifecycle lifecycle({.provider = make_provider(onelogin::Api::connect(lab.settings()).value()),
                             .store = store,
                             .codes = codes,
                             .owner = owner,
                             .signs_in_as_owner = false,
                             .clock = lab.clock});
  const auto factor = lifecycle.enroll({.request = {.account = Account::user(std::string(onelogin::kNew)),
                                                    .kind = FactorKind::sms,
                                                    .destination = std::string(onelogin::kNumber)}});
  ASSERT_FALSE(factor);
  EXPECT_EQ(factor.error().code, Errc::code_required);
  EXPECT_EQ(store->list()->front().state, FactorState::abandoned);
}

/// Whether the code of that moment was handed out and not given back.
bool spent(Store& store, const StoredFactor& factor, Time when) {
  const auto totp = otp::OtpauthUri::parse(factor.otpauth_uri.reveal())->totp().value();
  return !store.claim(totp.key_id(), totp.step(when).value())->granted;
}

TEST(Lifecycle, ACodeThatWasRefusedIsNotGivenBackByResume) {
  Box box;
  ASSERT_TRUE(box.lifecycle->enroll({}));
  const auto dead = box.store
                        ->add({.owner = kBoxOwner,
                               .factor_id = "99",
                               .otpauth_uri = SecretString("otpauth://totp/x?secret=" +
                                                           std::string(mailinabox::kSecondSecret)),
                               .state = FactorState::sent})
                        .value();
  const auto when = box.lab.clock->now();
  const auto settled = box.lifecycle->resume(dead.id);
  ASSERT_TRUE(settled) << settled.error().message;
  ASSERT_EQ(settled->state, FactorState::abandoned);
  EXPECT_TRUE(spent(*box.store, dead, when));
}

TEST(Lifecycle, ACodeThatWasRefusedIsNotGivenBackByAnEnrolment) {
  Box box;
  // A machine whose clock is an hour late makes codes that nobody takes.
  const auto late = std::make_shared<testing::ManualClock>(box.lab.clock->now() - std::chrono::hours{1});
  const auto codes = std::make_shared<StoreCodeSource>(box.store, kBoxOwner, StoreCodeOptions{.clock = late});
  FactorLifecycle lifecycle({.provider = box.provider,
                             .store = box.store,
                             .codes = codes,
                             .owner = kBoxOwner,
                             .clock = box.lab.clock});
  const auto refused = lifecycle.enroll({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::code_rejected);
  EXPECT_TRUE(spent(*box.store, box.store->list()->front(), late->now()));
}

TEST(Lifecycle, KnowsWhatIsUnfinishedAtItsServer) {
  Box box;
  const auto keep = [&](FactorOwner owner, FactorState state) {
    return box.store->add({.owner = std::move(owner), .state = state})->id;
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
  const auto unfinished = box.lifecycle->unfinished();
  for (const auto& factor : *unfinished) found.push_back(factor.id);
  std::ranges::sort(expected);
  std::ranges::sort(found);
  EXPECT_EQ(found, expected);
}

TEST(Lifecycle, ACodeThatIsAnothersByChanceProvesNothing) {
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
        ->add({.owner = kBoxOwner,
               .factor_id = std::move(id),
               .otpauth_uri = SecretString("otpauth://totp/box:admin?secret=" + std::string(secret)),
               .state = state})
        .value();
  };
  (void)keep(mailinabox::kFirstSecret, "1", FactorState::active);
  const auto doubtful = keep(mailinabox::kSecondSecret, "2", FactorState::sent);

  box.lab.clock->advance(on.start(kStep) - box.lab.clock->now());
  const auto settled = box.lifecycle->resume(doubtful.id);
  ASSERT_TRUE(settled) << settled.error().message;
  EXPECT_EQ(settled->state, FactorState::abandoned);
}

TEST(Lifecycle, APinThatIsSetIsNeverTakenForAbandoned) {
  quatrix::Lab lab;
  const auto store = make_memory_store(lab.clock);
  const FactorOwner owner{.provider = "quatrix", .account = std::string(quatrix::kAdmin)};
  const auto codes = std::make_shared<StoreCodeSource>(store, owner, StoreCodeOptions{.clock = lab.clock});
  FactorLifecycle lifecycle({.provider = make_provider(lab.client(quatrix::kAdmin, codes)),
                             .store = store,
                             .codes = codes,
                             .owner = owner,
                             .clock = lab.clock});
  // It is on as soon as it is asked for, whatever fails after that.
  const auto failed = lifecycle.enroll(
      {.request = {.account = Account::user(lab.id(quatrix::kPlain)),
                   .kind = FactorKind::pin,
                   .pin = SecretString("01234")},
       .on_stored = [](const Enrollment&) -> Result<void> { return Error{.code = Errc::storage}; }});
  ASSERT_FALSE(failed);
  const auto kept = store->list()->front();
  EXPECT_EQ(kept.state, FactorState::sent);
  EXPECT_EQ(kept.pin.reveal(), "01234");
  const auto settled = lifecycle.resume(kept.id);
  ASSERT_TRUE(settled) << settled.error().message;
  EXPECT_EQ(settled->state, FactorState::active);
  EXPECT_EQ(lab.fake->user(quatrix::kPlain)->pin, "01234");
}

}  // namespace
}  // namespace mfaclient
