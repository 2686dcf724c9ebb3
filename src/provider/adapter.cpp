#include "provider/adapter.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base64.hpp"
#include "mfaclient/otp.hpp"
#include "provider/qr_image.hpp"

namespace mfaclient {
namespace {

constexpr std::string_view kAccepts = "accepts";

}  // namespace

Adapter::Adapter(FactorOwner owner, std::span<const Capability> capabilities, const ClientOptions& options)
    : owner_(std::move(owner)),
      capabilities_(capabilities),
      clock_(options.clock ? options.clock : system_clock()),
      timeout_(options.timeouts.call) {}

Call Adapter::begin(const CallOptions& options) const { return {options, timeout_, *clock_}; }

Error Adapter::failure(Errc code, std::string_view verb, std::string_view message) const {
  auto error = make_error(code, message);
  error.operation = std::string(name()) + "." + std::string(verb);
  return error;
}

Error Adapter::in_doubt(std::string_view verb, std::string_view message) const {
  auto error = failure(Errc::outcome_unknown, verb, message);
  error.delivery = Delivery::unknown;
  return error;
}

Error Adapter::undone(Error error, std::string_view seen) {
  error.add_hint(seen);
  error.delivery = Delivery::refused;
  return error;
}

Result<void> Adapter::self_only(const Account& account, std::string_view verb) const {
  if (!account.id()) return {};
  if (account.id()->empty()) return invalid_argument("account", "is empty");
  return failure(Errc::unsupported, verb, "nobody but the caller can be named; sign in as that account");
}

Result<SecretString> Adapter::uri_of(const OfferedSecret& offered,
                                     const std::optional<SecretBytes>& png) const {
  const auto broken = [this](std::string_view what) { return failure(Errc::protocol, "enroll", what); };
  std::optional<otp::Base32Secret> secret;
  if (offered.base32) {
    auto parsed = otp::Base32Secret::parse(offered.base32->reveal());
    if (!parsed) return broken("the offered secret is no base32");
    secret = *std::move(parsed);
  }
  auto text = offered.uri;
  if (!text && png) {
    auto read = read_qr_image(png->reveal());
    if (!read && !secret) return read;
    if (read) text = *std::move(read);
  }
  if (text) {
    const auto told = otp::OtpauthUri::parse(text->reveal());
    const bool same = told && (!secret || told->secret.text() == secret->text());
    if (same && told->type == otp::OtpType::totp) return *text;
    if (told) return broken("the offered URI is not that of the offered secret; nothing was turned on");
    if (!offered.uri) return broken("the vendor's QR code holds no otpauth URI");
  }
  if (!secret) return broken("the vendor offered no secret");
  return otp::OtpauthUri{.issuer = offered.issuer, .account = offered.account, .secret = *std::move(secret)}
      .build();
}

Result<Enrollment> Adapter::offer(const OfferedSecret& offered, ChallengeState state) const {
  Enrollment enrollment;
  if (offered.png_base64)
    if (auto png = base64_decode("qr_code", offered.png_base64->reveal()); png && !png->empty())
      enrollment.qr_png = *std::move(png);
  auto uri = uri_of(offered, enrollment.qr_png);
  if (!uri && uri.error().code != Errc::unsupported) return std::move(uri).error();
  if (uri) enrollment.otpauth_uri = *std::move(uri);
  enrollment.next = seal(
      {.accepts = {FactorKind::totp}, .prompt = "the code that the authenticator shows for the new secret"},
      std::move(state));
  return enrollment;
}

Challenge Adapter::seal(Challenge challenge, ChallengeState state) const {
  std::string kinds;
  for (const auto kind : challenge.accepts) kinds.append(kinds.empty() ? "" : ", ").append(to_string(kind));
  state.set(kAccepts, kinds);
  challenge.state = state.pack(name());
  return challenge;
}

Result<ChallengeState> Adapter::open(const Challenge& challenge, FactorKind kind) const {
  auto state = ChallengeState::unpack(name(), challenge.state);
  if (!state) return state;
  const auto accepted = state->get(kAccepts);
  const auto kinds = std::string(accepted.reveal());
  if ((", " + kinds + ", ").find(", " + std::string(to_string(kind)) + ", ") != std::string::npos)
    return state;
  return invalid_argument("code", "is not of a kind that the challenge accepts (" + kinds + ")");
}

Result<Status> Adapter::without(const Status& status, std::string_view id) const {
  auto left = status;
  if (std::erase_if(left.factors, [id](const Factor& factor) { return factor.id == id; }) > 0) return left;
  auto error = failure(Errc::not_found, "disable", "the account has no such factor; list them with status");
  error.field = "factor";
  return error;
}

Result<void> Adapter::settle_addition(std::string_view verb, const Error& lost, std::string_view id,
                                      const std::function<Result<Status>()>& read) const {
  if (lost.delivery != Delivery::unknown || lost.code == Errc::cancelled) return lost;
  const auto after = read();
  if (after && lists(*after, id)) return {};
  if (after && after->enabled) return undone(lost, "the status shows that nothing was turned on");
  return in_doubt(verb,
                  "the answer was lost and the status can't be read; keep the secret, and read it later");
}

Result<Status> Adapter::settle_removal(const Account& account, const Status& before, const Status& expected,
                                       const Result<Done>& removed, const Call& call) {
  const bool readable =
      removed || removed.error().delivery == Delivery::unknown || removed.error().code == Errc::not_found;
  if (!readable || (!removed && removed.error().code == Errc::cancelled)) return removed.error();
  auto after = status(account, call.rest());
  if (!after) {
    const bool code_lacking = after.error().code == Errc::code_required && !expected.factors.empty();
    if (removed && code_lacking) return expected;  // a code is still asked for, so the others are still on
    return in_doubt("disable", "the list can't be read back; read the status before doing anything else");
  }
  const auto left = [&](const Factor& factor) { return lists(*after, factor.id); };
  if (!std::ranges::all_of(expected.factors, left)) {
    auto error =
        failure(Errc::protocol, "disable", "MORE METHODS ARE OFF THAN WERE ASKED FOR; enrol again at once");
    error.delivery = Delivery::unknown;
    return error;
  }
  const auto gone = std::ranges::none_of(
      before.factors, [&](const Factor& factor) { return !lists(expected, factor.id) && left(factor); });
  if (gone) return after;
  if (!removed) return undone(removed.error(), "the list shows that nothing was turned off");
  return in_doubt("disable", std::string(name()) + " said yes, but still lists the factor; read the status");
}

FactorOwner owner_at(std::string_view provider, std::string_view url, std::string account,
                     const ClientOptions& options) {
  const auto base = http::Url::parse(url);
  return {.provider = std::string(provider),
          .origin = base ? base->origin() : std::string(url),
          .account = account.empty() ? options.account_name : std::move(account)};
}

bool lists(const Status& status, std::string_view id) {
  return std::ranges::any_of(status.factors, [id](const Factor& factor) { return factor.id == id; });
}

}  // namespace mfaclient
