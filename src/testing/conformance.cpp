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

/// Begins an enrolment and gives its secret to the rig's code source.
Result<Challenge> begin_enrollment(ConformanceRig& rig, IMfaProvider& provider, std::string label,
                                   bool additional = false) {
  auto begun = provider.enroll({.account = rig.account, .label = std::move(label), .additional = additional});
  if (!begun) return std::move(begun).error();
  if (!begun->otpauth_uri) return invalid_argument("otpauth_uri", "is missing from a TOTP enrolment");
  const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri->reveal());
  if (!uri) return uri.error();
  auto totp = uri->totp();
  if (!totp) return std::move(totp).error();
  rig.codes->use(*std::move(totp));
  if (auto* challenge = std::get_if<Challenge>(&begun->next)) return std::move(*challenge);
  return invalid_argument("next", "is no challenge: nothing confirms this TOTP enrolment");
}

Result<Code> next_code(ConformanceRig& rig) {
  auto text = rig.codes->code({.purpose = CodePurpose::confirm_enrollment}, {});
  if (!text) return std::move(text).error();
  return Code{.kind = FactorKind::totp, .text = *std::move(text)};
}

Verdict enroll(ConformanceRig& rig, std::string label = "phone", bool additional = false) {
  auto challenge = begin_enrollment(rig, *rig.provider, std::move(label), additional);
  if (!challenge) return std::move(challenge).error();
  auto code = next_code(rig);
  if (!code) return std::move(code).error();
  return rig.provider->verify(*challenge, *code);
}

/// The status, read by a client that signs in afresh where it must.
Failure expect_factors(ConformanceRig& rig, std::size_t count, std::string_view when) {
  const auto status = rig.provider->status(rig.account);
  if (!status) return std::string(when) + ": the status can't be read: " + said(status);
  if (status->factors.size() == count && status->enabled.value_or(count > 0) == (count > 0))
    return std::nullopt;
  return std::string(when) + ": expected " + std::to_string(count) + " factors, got " +
         std::to_string(status->factors.size());
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
  const auto verdict = rig.provider->verify(*challenge, {.text = SecretString("000000")});
  if (auto wrong = expect(verdict, Errc::code_rejected, "a wrong code")) return wrong;
  return expect_factors(rig, 0, "after the wrong code");
}

Failure already_enrolled_is_a_conflict(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "the first enrolment")) return wrong;
  if (auto wrong = expect(rig.provider->enroll({.account = rig.account}), Errc::conflict,
                          "a second one, not asked for"))
    return wrong;
  return expect_factors(rig, 1, "after the conflict");
}

Failure sign_in_takes_a_code(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  const auto begun = rig.other->sign_in();
  if (auto wrong = expect_yes(begun, "beginning to sign in")) return wrong;
  const auto* challenge = std::get_if<Challenge>(&*begun);
  if (challenge == nullptr) return "a session was handed out without a code";
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  const auto verdict = rig.other->verify(*challenge, *code);
  if (auto wrong = expect_yes(verdict, "a right code")) return wrong;
  return expect_true(
      verdict->session && !verdict->session->headers.empty() && !verdict->session->origin.empty(),
      "the verdict brings a session with its origin");
}

Failure replayed_code_is_refused(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  for (const bool first : {true, false}) {
    const auto begun = rig.other->sign_in();
    if (auto wrong = expect_yes(begun, "beginning to sign in")) return wrong;
    const auto* challenge = std::get_if<Challenge>(&*begun);
    if (challenge == nullptr) return "a session was handed out without a code";
    const auto verdict = rig.other->verify(*challenge, *code);
    if (auto wrong = first ? expect_yes(verdict, "the code")
                           : expect(verdict, Errc::code_rejected, "the same code again"))
      return wrong;
  }
  return std::nullopt;
}

Failure another_client_may_answer(ConformanceRig& rig) {
  const auto challenge = begin_enrollment(rig, *rig.provider, "phone");
  if (auto wrong = expect_yes(challenge, "beginning an enrolment")) return wrong;
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  if (auto wrong = expect_yes(rig.other->verify(*challenge, *code), "another client object's answer"))
    return wrong;
  return expect_factors(rig, 1, "after it");
}

Failure disable_one_leaves_the_others(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig, "first"), "enrolling")) return wrong;
  const auto second = enroll(rig, "second", true);
  if (!second && second.error().code == Errc::conflict)
    return std::nullopt;  // one factor at most: nothing to leave
  if (auto wrong = expect_yes(second, "enrolling a second factor")) return wrong;
  const auto before = rig.provider->status(rig.account);
  if (auto wrong = expect_yes(before, "the status")) return wrong;
  const auto first = std::ranges::find(before->factors, "first", &Factor::label);
  if (first == before->factors.end()) return "the first factor is not listed by its label";
  const auto after = rig.provider->disable(rig.account, *first, nullptr);
  if (auto wrong = expect_yes(after, "disabling one")) return wrong;
  return expect_true(after->factors.size() == 1 && after->factors.front().label == "second",
                     "exactly the other one is left");
}

Failure unknown_factor_turns_nothing_off(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  for (const auto* id : {"", "no-such-factor", "0", "*"})
    if (auto wrong = expect(rig.provider->disable(rig.account, {.id = id}, nullptr), Errc::not_found,
                            "an unknown factor"))
      return wrong;
  return expect_factors(rig, 1, "after it");
}

Failure disable_all_turns_all_off(ConformanceRig& rig) {
  if (auto wrong = expect_yes(enroll(rig), "enrolling")) return wrong;
  const auto after = rig.provider->disable_all(rig.account, nullptr);
  if (auto wrong = expect_yes(after, "disabling all")) return wrong;
  return expect_factors(rig, 0, "after it");
}

Failure lost_answer_is_settled_without_a_second_try(ConformanceRig& rig) {
  const auto challenge = begin_enrollment(rig, *rig.provider, "phone");
  if (auto wrong = expect_yes(challenge, "beginning an enrolment")) return wrong;
  const auto code = next_code(rig);
  if (auto wrong = expect_yes(code, "making a code")) return wrong;
  rig.lose_next_answer();
  const auto verdict = rig.provider->verify(*challenge, *code);
  if (!verdict && verdict.error().code != Errc::outcome_unknown)
    return "the lost answer became " + said(verdict);
  return expect_factors(rig, 1, "after the lost answer");
}

Failure unknown_account_is_not_found(ConformanceRig& rig) {
  return expect(rig.provider->status(Account::user(rig.unknown_account)), Errc::not_found,
                "an unknown account");
}

Failure empty_account_is_refused_unsent(ConformanceRig& rig) {
  if (rig.fake) rig.fake->clear_journal();
  if (auto wrong = expect(rig.provider->disable_all(Account::user(""), nullptr), Errc::invalid_argument,
                          "an empty account"))
    return wrong;
  const auto arrived = rig.fake ? rig.fake->journal() : std::vector<JournalEntry>{};
  return expect_true(std::ranges::none_of(arrived,
                                          [](const JournalEntry& entry) {
                                            return entry.request.target.find("disable") != std::string::npos;
                                          }),
                     "nothing was sent for it");
}

Failure without_the_right_is_not_permitted(ConformanceRig& rig) {
  return expect(rig.without_rights->status(Account::user(rig.forbidden_account)), Errc::not_permitted,
                "no right");
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
      wrong = expect(rig.provider->disable(rig.account, {.id = "1"}, nullptr), Errc::unsupported, "disable");
    if (row.verb == Verb::disable_all)
      wrong = expect(rig.provider->disable_all(rig.account, nullptr), Errc::unsupported, "disable_all");
    if (wrong) return wrong;
  }
  return std::nullopt;
}

struct Case {
  std::string_view name;
  std::vector<Verb> needs;
  Failure (*run)(ConformanceRig&);
};

const std::vector<Case>& cases() {
  using enum Verb;
  static const std::vector<Case> kCases{
      {"enroll_and_list", {enroll, verify, status}, enroll_and_list},
      {"nothing_is_on_before_the_code", {enroll, verify, status}, nothing_is_on_before_the_code},
      {"wrong_code_is_refused", {enroll, verify, status}, wrong_code_is_refused},
      {"already_enrolled_is_a_conflict", {enroll, verify, status}, already_enrolled_is_a_conflict},
      {"sign_in_takes_a_code", {enroll, verify, sign_in}, sign_in_takes_a_code},
      {"replayed_code_is_refused", {enroll, verify, sign_in}, replayed_code_is_refused},
      {"another_client_may_answer", {enroll, verify, status}, another_client_may_answer},
      {"disable_one_leaves_the_others", {enroll, verify, status, disable}, disable_one_leaves_the_others},
      {"unknown_factor_turns_nothing_off",
       {enroll, verify, status, disable},
       unknown_factor_turns_nothing_off},
      {"disable_all_turns_all_off", {enroll, verify, status, disable_all}, disable_all_turns_all_off},
      {"lost_answer_is_settled_without_a_second_try",
       {enroll, verify, status},
       lost_answer_is_settled_without_a_second_try},
      {"unknown_account_is_not_found", {status}, unknown_account_is_not_found},
      {"empty_account_is_refused_unsent", {disable_all}, empty_account_is_refused_unsent},
      {"without_the_right_is_not_permitted", {status}, without_the_right_is_not_permitted},
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
    const auto rows = rig.provider->capabilities();
    const auto missing = std::ranges::find_if(test.needs, [rows](Verb verb) {
      return std::ranges::none_of(
          rows, [verb](const Capability& row) { return row.verb == verb && row.supported; });
    });
    ConformanceResult result{.name = std::string(test.name)};
    if (missing != test.needs.end()) {
      result.outcome = ConformanceResult::Outcome::not_offered;
      result.detail = to_string(*missing);
    } else if (auto wrong = test.run(rig)) {
      result.outcome = ConformanceResult::Outcome::failed;
      result.detail = *std::move(wrong);
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace mfaclient::testing
