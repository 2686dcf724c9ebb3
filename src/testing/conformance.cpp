#include "mfaclient/testing/conformance.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stop_token>
#include <utility>

#include "mfaclient/otp.hpp"

namespace mfaclient::testing {
namespace {

using Failure = std::optional<std::string>;  // nullopt: as it should be

/// A step of a case that went wrong for a reason of its own.
template <class T>
std::string said(const Result<T>& result) {
  return result ? "a yes" : std::string(to_string(result.error().code)) + " (" + result.error().message + ")";
}

template <class T>
Failure expect(const Result<T>& result, Errc code, std::string_view what) {
  if (!result && result.error().code == code) return std::nullopt;
  return std::string(what) + ": expected " + std::string(to_string(code)) + ", got " + said(result);
}

template <class T>
Failure expect_yes(const Result<T>& result, std::string_view what) {
  if (result) return std::nullopt;
  return std::string(what) + ": " + said(result);
}

Failure expect_true(bool holds, std::string_view what) {
  return holds ? std::nullopt : Failure(std::string("not so: ") + std::string(what));
}

bool offers(const ConformanceRig& rig, Verb verb) {
  return std::ranges::any_of(rig.provider->capabilities(),
                             [verb](const Capability& row) { return row.verb == verb && row.supported; });
}

/// Does signing in take codes here? A vendor may know a sign-in of the client alone.
bool signs_in_with_codes(const ConformanceRig& rig) {
  return std::ranges::any_of(rig.provider->capabilities(), [](const Capability& row) {
    return row.verb == Verb::sign_in && row.supported && !row.kinds.empty();
  });
}

/// Begins an enrolment and gives its secret, if it has one, to the rig's code source.
Result<Challenge> begin_enrollment(ConformanceRig& rig, IMfaProvider& provider, std::string label,
                                   bool additional = false) {
  auto begun = provider.enroll({.account = rig.account,
                                .kind = rig.kind,
                                .label = std::move(label),
                                .destination = rig.destination,
                                .additional = additional || rig.push.has_value()});
  if (!begun) return std::move(begun).error();
  if (rig.kind == FactorKind::totp) {
    if (!begun->otpauth_uri) return invalid_argument("otpauth_uri", "is missing from a TOTP enrolment");
    const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri->reveal());
    if (!uri) return uri.error();
    auto totp = uri->totp();
    if (!totp) return std::move(totp).error();
    rig.codes->use(*std::move(totp));
  }
  if (auto* challenge = std::get_if<Challenge>(&begun->next)) return std::move(*challenge);
  return invalid_argument("next", "is no challenge: nothing confirms this enrolment");
}

Result<Code> next_code(ConformanceRig& rig) {
  if (rig.sent_code) return Code{.kind = rig.kind, .text = rig.sent_code()};
  auto text = rig.codes->code({.kind = rig.kind, .purpose = CodePurpose::confirm_enrollment}, {});
  if (!text) return std::move(text).error();
  return Code{.kind = rig.kind, .text = *std::move(text)};
}

Code wrong_code(const ConformanceRig& rig) { return {.kind = rig.kind, .text = SecretString("000000")}; }

Verdict enroll(ConformanceRig& rig, std::string label = "phone", bool additional = false) {
  auto challenge = begin_enrollment(rig, *rig.provider, std::move(label), additional);
  if (!challenge) return std::move(challenge).error();
  auto code = next_code(rig);
  if (!code) return std::move(code).error();
  return rig.provider->verify(*challenge, *code);
}

/// The one active factor that the suite has enrolled.
Result<Factor> enrolled(ConformanceRig& rig) {
  const auto status = rig.provider->status(rig.account);
  if (!status) return status.error();
  const auto ours = std::ranges::find_if(
      status->factors, [&](const Factor& factor) { return factor.active && factor.kind == rig.kind; });
  if (ours == status->factors.end()) return invalid_argument("factors", "do not list what was enrolled");
  return *ours;
}

/// Has the vendor ask for a code, in whichever way it does.
Result<Challenge> be_asked(ConformanceRig& rig, IMfaProvider& provider) {
  if (!signs_in_with_codes(rig)) {
    const auto factor = enrolled(rig);
    if (!factor) return factor.error();
    return provider.challenge(rig.account, *factor);
  }
  auto begun = provider.sign_in();
  if (!begun) return std::move(begun).error();
  if (auto* challenge = std::get_if<Challenge>(&*begun)) return std::move(*challenge);
  return invalid_argument("sign_in", "handed out a session without a code");
}

/// The status, read by a client that signs in afresh where it must. What is begun and not confirmed does not
/// count.
Failure expect_factors(ConformanceRig& rig, std::size_t count, std::string_view when) {
  if (rig.push) ++count;
  const auto status = rig.provider->status(rig.account);
  if (!status) return std::string(when) + ": the status can't be read: " + said(status);
  const auto active = static_cast<std::size_t>(std::ranges::count_if(status->factors, &Factor::active));
  if (active == count && status->enabled.value_or(count > 0) == (count > 0)) return std::nullopt;
  return std::string(when) + ": expected " + std::to_string(count) + " active factors, got " +
         std::to_string(active);
}

Failure enroll_and_list(ConformanceRig& rig) {
  if (auto off = expect_factors(rig, 0, "before")) return off;
  const auto verdict = enroll(rig);
  if (auto wrong = expect_yes(verdict, "confirming with a right code")) return wrong;
  if (auto wrong =
          expect_true(verdict->factor && verdict->factor->active, "the verdict brings the active factor"))
    return wrong;
  return expect_factors(rig, 1, "after");
}

Failure nothing_is_on_before_the_code(ConformanceRig& rig) {
  const auto challenge = begin_enrollment(rig, *rig.provider, "phone");
  if (auto wrong = expect_yes(challenge, "beginning an enrolment")) return wrong;
  return expect_factors(rig, 0, "before the code");
}

Failure wrong_code_is_refused(ConformanceRig& rig) {
  const auto challenge = begin_enrollment(rig, *rig.provider, "phone");
  if (auto wrong = expect_yes(challenge, "beginning an enrolment")) return wrong;
  const auto verdict = rig.provider->verify(*challenge, wrong_code(rig));
  if (auto wrong = expect(verdict, Errc::code_rejected, "a wrong code")) return wrong;
  return expect_factors(rig, 0, "after the wrong code");
}

Failure already_enrolled_is_a_conflict(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "the first enrolment")) return wrong;
  const auto second =
      rig.provider->enroll({.account = rig.account, .kind = rig.kind, .destination = rig.destination});
  if (auto wrong = expect(second, Errc::conflict, "a second one, not asked for")) return wrong;
  return expect_factors(rig, 1, "after the conflict");
}

Failure a_proof_is_asked_for_and_taken(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  const auto bad = wrong_code(rig);
  if (auto wrong = expect(rig.other->disable_all(rig.account, bad), Errc::code_rejected, "a wrong proof"))
    return wrong;
  if (auto wrong = expect_factors(rig, 1, "after the wrong proof")) return wrong;
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  if (auto wrong = expect_yes(rig.other->disable_all(rig.account, *code), "a right proof after it"))
    return wrong;
  return expect_factors(rig, 0, "after the right proof");
}

Failure a_code_is_asked_for_and_taken(ConformanceRig& rig) {
  if (!rig.guards_sign_in) return a_proof_is_asked_for_and_taken(rig);
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  const auto asked = be_asked(rig, *rig.other);
  if (auto wrong = expect_yes(asked, "being asked for a code")) return wrong;
  if (auto wrong = expect(rig.other->verify(*asked, wrong_code(rig)), Errc::code_rejected, "a wrong code"))
    return wrong;
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  const auto verdict = rig.other->verify(*asked, *code);
  if (auto wrong = expect_yes(verdict, "a right code after it")) return wrong;
  if (!signs_in_with_codes(rig)) return std::nullopt;
  return expect_true(
      verdict->session && !verdict->session->headers.empty() && !verdict->session->origin.empty(),
      "the verdict brings a session with its origin");
}

Failure replayed_proof_is_refused(ConformanceRig& rig) {
  const auto challenge = begin_enrollment(rig, *rig.provider, "phone");
  if (auto wrong = expect_yes(challenge, "beginning an enrolment")) return wrong;
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  if (auto wrong = expect_yes(rig.provider->verify(*challenge, *code), "the code")) return wrong;
  if (auto wrong =
          expect(rig.other->disable_all(rig.account, *code), Errc::code_rejected, "the same code as a proof"))
    return wrong;
  return expect_factors(rig, 1, "after it");
}

Failure replayed_code_is_refused(ConformanceRig& rig) {
  if (!rig.guards_sign_in) return replayed_proof_is_refused(rig);
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  auto asked = be_asked(rig, *rig.other);
  if (auto wrong = expect_yes(asked, "being asked for a code")) return wrong;
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  if (auto wrong = expect_yes(rig.other->verify(*asked, *code), "the code")) return wrong;
  asked = be_asked(rig, *rig.other);
  if (auto wrong = expect_yes(asked, "being asked again")) return wrong;
  return expect(rig.other->verify(*asked, *code), Errc::code_rejected, "the same code again");
}

Failure expired_challenge_is_told(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  const auto asked = be_asked(rig, *rig.other);
  if (auto wrong = expect_yes(asked, "being asked for a code")) return wrong;
  const auto sent = rig.sent_code ? next_code(rig) : Result<Code>(wrong_code(rig));
  rig.outlive_challenges();
  const auto code = rig.sent_code ? sent : next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  return expect(rig.other->verify(*asked, *code), Errc::challenge_expired, "an answer that comes too late");
}

Failure another_client_may_answer(ConformanceRig& rig) {
  const auto challenge = begin_enrollment(rig, *rig.provider, "phone");
  if (auto wrong = expect_yes(challenge, "beginning an enrolment")) return wrong;
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  const Challenge kept{.state = challenge->state};  // all that has to survive
  if (auto wrong = expect_yes(rig.other->verify(kept, *code), "another client object's answer")) return wrong;
  return expect_factors(rig, 1, "after it");
}

Failure push_is_pending_then_accepted(ConformanceRig& rig) {
  const auto asked = rig.provider->challenge(rig.account, *rig.push);
  if (auto wrong = expect_yes(asked, "a push")) return wrong;
  for (int i = 0; i < 2; ++i)
    if (auto wrong = expect(rig.provider->poll(*asked), Errc::still_pending, "before it is answered"))
      return wrong;
  rig.answer_push(true);
  return expect_yes(rig.other->poll(*asked), "accepted, and asked by another client object");
}

Failure push_is_denied(ConformanceRig& rig) {
  const auto asked = rig.provider->challenge(rig.account, *rig.push);
  if (auto wrong = expect_yes(asked, "a push")) return wrong;
  rig.answer_push(false);
  return expect(rig.provider->poll(*asked), Errc::denied, "a push that was denied");
}

/// What turning off takes here.
std::optional<Code> proof_of(const ConformanceRig& rig) {
  return rig.proof ? std::optional(rig.proof()) : std::nullopt;
}

Result<Status> disable(ConformanceRig& rig, const Factor& factor) {
  const auto proof = proof_of(rig);
  return rig.provider->disable(rig.account, factor, proof);
}

Result<Status> disable_all(ConformanceRig& rig, const Account& account) {
  const auto proof = proof_of(rig);
  return rig.provider->disable_all(account, proof);
}

Failure disable_one_leaves_the_others(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig, "first"), "enrolling")) return wrong;
  const auto second = enroll(rig, "second", true);
  if (!second && second.error().code == Errc::conflict)  // one factor at most: nothing to leave
    return expect_yes(disable(rig, *enrolled(rig)), "disabling the only one");
  if (auto wrong = expect_yes(second, "enrolling a second factor")) return wrong;
  const auto before = rig.provider->status(rig.account);
  if (auto wrong = expect_yes(before, "the status")) return wrong;
  const auto first = std::ranges::find(before->factors, "first", &Factor::label);
  if (first == before->factors.end()) return "the first factor is not listed by its label";
  const auto after = disable(rig, *first);
  if (auto wrong = expect_yes(after, "disabling one")) return wrong;
  const auto left = [&](const char* label) {
    return std::ranges::find(after->factors, label, &Factor::label) != after->factors.end();
  };
  return expect_true(!left("first") && left("second") && after->factors.size() + 1 == before->factors.size(),
                     "exactly the other one is left");
}

Failure unknown_factor_turns_nothing_off(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  for (const auto* id : {"", "no-such-factor", "0", "*"})
    if (auto wrong =
            expect(rig.provider->disable(rig.account, {.id = id}, {}), Errc::not_found, "an unknown factor"))
      return wrong;
  return expect_factors(rig, 1, "after it");
}

Failure disable_all_turns_all_off(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  const auto after = disable_all(rig, rig.account);
  if (auto wrong = expect_yes(after, "disabling all")) return wrong;
  return expect_factors(rig, 0, "after it");
}

Failure lost_answer_is_settled_without_a_second_try(ConformanceRig& rig) {
  const auto challenge = begin_enrollment(rig, *rig.provider, "phone");
  if (auto wrong = expect_yes(challenge, "beginning an enrolment")) return wrong;
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  if (rig.fake) rig.fake->clear_journal();
  rig.lose_next_answer();
  const auto verdict = rig.provider->verify(*challenge, *code);
  if (!verdict && verdict.error().code != Errc::outcome_unknown)
    return "the lost answer became " + said(verdict);
  if (rig.fake) {
    const auto journal = rig.fake->journal();
    const auto carries = [&](const JournalEntry& entry) {
      return entry.request.body.reveal().find(code->text.reveal()) != std::string_view::npos;
    };
    if (std::ranges::count_if(journal, carries) > 1) return "the code was sent again";
  }
  return expect_factors(rig, 1, "after the lost answer");
}

bool for_others(const ConformanceRig& rig, Verb verb) {
  return std::ranges::any_of(rig.provider->capabilities(), [verb](const Capability& row) {
    return row.verb == verb && row.supported && row.others;
  });
}

Failure unknown_account_is_not_found(ConformanceRig& rig) {
  const auto expected = for_others(rig, Verb::status) ? Errc::not_found : Errc::unsupported;
  return expect(rig.provider->status(Account::user(rig.unknown_account)), expected, "an unknown account");
}

Failure empty_account_is_refused_unsent(ConformanceRig& rig) {
  const auto verb = offers(rig, Verb::disable_all) ? Verb::disable_all : Verb::status;
  if (rig.fake) rig.fake->clear_journal();
  const auto refused = verb == Verb::disable_all ? rig.provider->disable_all(Account::user(""), {})
                                                 : rig.provider->status(Account::user(""));
  // A lost id is the caller's mistake everywhere, also where nobody else could be named.
  if (auto wrong = expect(refused, Errc::invalid_argument, "an empty account")) return wrong;
  return expect_true(!rig.fake || rig.fake->journal().empty(), "nothing was sent for it");
}

Failure without_the_right_is_not_permitted(ConformanceRig& rig) {
  const auto account = rig.forbidden_account.empty() ? rig.account : Account::user(rig.forbidden_account);
  return expect(rig.without_rights->status(account), Errc::not_permitted, "no right");
}

Failure cancelled_call_sends_nothing(ConformanceRig& rig) {
  std::stop_source stop;
  stop.request_stop();
  if (rig.fake) rig.fake->clear_journal();
  if (auto wrong = expect(rig.provider->status(rig.account, {.stop = stop.get_token()}), Errc::cancelled,
                          "a cancelled call"))
    return wrong;
  return expect_true(!rig.fake || rig.fake->journal().empty(), "nothing was sent");
}

Failure passed_deadline_sends_nothing(ConformanceRig& rig) {
  if (rig.fake) rig.fake->clear_journal();
  if (auto wrong = expect(rig.provider->status(rig.account, {.timeout = std::chrono::milliseconds{0}}),
                          Errc::timeout, "no time left"))
    return wrong;
  return expect_true(!rig.fake || rig.fake->journal().empty(), "nothing was sent");
}

Failure foreign_challenge_is_refused(ConformanceRig& rig) {
  return expect(rig.provider->verify({.state = SecretString("{}")}, {.text = SecretString("123456")}),
                Errc::invalid_argument, "a challenge of somebody else");
}

Failure unsupported_verbs_say_what_to_do(ConformanceRig& rig) {
  for (const auto& row : rig.provider->capabilities()) {
    if (row.supported) continue;
    if (row.note.empty())
      return std::string(to_string(row.verb)) + " is not offered, and no way out is named";
    Failure wrong;
    if (row.verb == Verb::challenge)
      wrong = expect(rig.provider->challenge(rig.account, {.id = "1"}), Errc::unsupported, "challenge");
    if (row.verb == Verb::poll) wrong = expect(rig.provider->poll({}), Errc::unsupported, "poll");
    if (row.verb == Verb::reset) wrong = expect(rig.provider->reset(rig.account), Errc::unsupported, "reset");
    if (row.verb == Verb::enroll)
      wrong = expect(rig.provider->enroll({.account = rig.account}), Errc::unsupported, "enroll");
    if (row.verb == Verb::sign_in) wrong = expect(rig.provider->sign_in(), Errc::unsupported, "sign_in");
    if (row.verb == Verb::sign_out) wrong = expect(rig.provider->sign_out(), Errc::unsupported, "sign_out");
    if (row.verb == Verb::disable)
      wrong = expect(rig.provider->disable(rig.account, {.id = "1"}, {}), Errc::unsupported, "disable");
    if (row.verb == Verb::disable_all)
      wrong = expect(rig.provider->disable_all(rig.account, {}), Errc::unsupported, "disable_all");
    if (wrong) return wrong;
  }
  return std::nullopt;
}

struct Case {
  std::string_view name;
  std::vector<Verb> needs;
  Failure (*run)(ConformanceRig&);
  bool (*possible)(const ConformanceRig&) = [](const ConformanceRig&) { return true; };
};

bool challenges_expire(const ConformanceRig& rig) { return rig.outlive_challenges != nullptr; }
bool pushes(const ConformanceRig& rig) { return rig.push && rig.answer_push; }
bool somebody_has_no_rights(const ConformanceRig& rig) { return rig.without_rights != nullptr; }

const std::vector<Case>& cases() {
  using enum Verb;
  static const std::vector<Case> kCases{
      {"enroll_and_list", {enroll, verify, status}, enroll_and_list},
      {"nothing_is_on_before_the_code", {enroll, verify, status}, nothing_is_on_before_the_code},
      {"wrong_code_is_refused", {enroll, verify, status}, wrong_code_is_refused},
      {"already_enrolled_is_a_conflict", {enroll, verify, status}, already_enrolled_is_a_conflict},
      {"a_code_is_asked_for_and_taken", {enroll, verify, status}, a_code_is_asked_for_and_taken},
      {"replayed_code_is_refused", {enroll, verify, status}, replayed_code_is_refused},
      {"expired_challenge_is_told", {enroll, verify, status}, expired_challenge_is_told, challenges_expire},
      {"another_client_may_answer", {enroll, verify, status}, another_client_may_answer},
      {"push_is_pending_then_accepted", {challenge, poll}, push_is_pending_then_accepted, pushes},
      {"push_is_denied", {challenge, poll}, push_is_denied, pushes},
      {"disable_one_leaves_the_others",
       {enroll, verify, status, Verb::disable},
       disable_one_leaves_the_others},
      {"unknown_factor_turns_nothing_off",
       {enroll, verify, status, Verb::disable},
       unknown_factor_turns_nothing_off},
      {"disable_all_turns_all_off", {enroll, verify, status, Verb::disable_all}, disable_all_turns_all_off},
      {"lost_answer_is_settled_without_a_second_try",
       {enroll, verify, status},
       lost_answer_is_settled_without_a_second_try},
      {"unknown_account_is_not_found", {status}, unknown_account_is_not_found},
      {"empty_account_is_refused_unsent", {status}, empty_account_is_refused_unsent},
      {"without_the_right_is_not_permitted",
       {status},
       without_the_right_is_not_permitted,
       somebody_has_no_rights},
      {"cancelled_call_sends_nothing", {status}, cancelled_call_sends_nothing},
      {"passed_deadline_sends_nothing", {status}, passed_deadline_sends_nothing},
      {"foreign_challenge_is_refused", {verify}, foreign_challenge_is_refused},
      {"unsupported_verbs_say_what_to_do", {}, unsupported_verbs_say_what_to_do},
  };
  return kCases;
}

}  // namespace

std::vector<ConformanceResult> run_conformance(const std::function<ConformanceRig()>& make_rig) {
  std::vector<ConformanceResult> results;
  for (const auto& test : cases()) {
    auto rig = make_rig();
    const auto missing = std::ranges::find_if(test.needs, [&](Verb verb) { return !offers(rig, verb); });
    ConformanceResult result{.name = std::string(test.name)};
    if (missing != test.needs.end()) {
      result.outcome = ConformanceResult::Outcome::not_offered;
      result.detail = to_string(*missing);
    } else if (!test.possible(rig)) {
      result.outcome = ConformanceResult::Outcome::not_offered;
      result.detail = "the rig has nothing to try it with";
    } else if (auto wrong = test.run(rig)) {
      result.outcome = ConformanceResult::Outcome::failed;
      result.detail = *std::move(wrong);
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace mfaclient::testing
