#include "mfaclient/onelogin/client.hpp"

#include <atomic>
#include <type_traits>
#include <utility>

#include "exchange/client_core.hpp"
#include "onelogin/session.hpp"
#include "provider/credentials.hpp"

namespace mfaclient::onelogin {

using Api = MultiFactorAuthenticationV1Api;

struct Api::Impl : ClientCore<Settings, OneLoginSession> {
  using ClientCore::ClientCore;

  template <class Op>
  Result<typename Op::Output> run(const Op& op, const Call& call) {
    // Neither is counted, and one of them tells when the others may go on.
    constexpr bool uncounted = std::is_same_v<Op, Token> || std::is_same_v<Op, RateLimit>;
    if (auto closed = uncounted ? std::nullopt : session.closed(Op::name)) return *std::move(closed);
    auto result = exchange.perform(op, std::is_same_v<Op, Token> ? nullptr : &session, call);
    if (!result && !uncounted) session.settle(result.error());
    return result;
  }

  /// Tries the other path where the first is none.
  Result<GetMFAFactors200Response> run(GetMfaFactors op, const Call& call) {
    if (op.singular_path) return run<GetMfaFactors>(op, call);
    op.singular_path = singular_path.load();
    auto result = run<GetMfaFactors>(op, call);
    if (result || *op.singular_path || result.error().field != "path") return result;
    op.singular_path = true;
    auto second = run<GetMfaFactors>(op, call);
    if (second) singular_path = true;
    return second;
  }

  std::atomic<bool> singular_path{false};
};

Api::MultiFactorAuthenticationV1Api(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Api::~MultiFactorAuthenticationV1Api() = default;

Result<std::shared_ptr<Api>> Api::connect(Settings settings) {
  const auto* own = std::get_if<AccessToken>(&settings.credentials);
  if (own != nullptr && own->token.empty()) return invalid_argument("access_token", "is empty");
  auto impl = Impl::make<Impl>(std::move(settings));
  if (!impl) return std::move(impl).error();
  return std::shared_ptr<Api>(new Api(*std::move(impl)));
}

const Settings& Api::settings() const noexcept { return impl_->settings; }

template <class Op>
Result<typename Op::Output> Api::perform(const Op& op, const CallOptions& options) {
  return impl_->run(op, impl_->exchange.begin(options));
}

template Result<TriggeredDevice> Api::perform(const ActivateMfaFactors&, const CallOptions&);
template Result<EnrollMfaFactor200Response> Api::perform(const EnrollMfaFactor&, const CallOptions&);
template Result<GenerateMFAtoken200Response> Api::perform(const GenerateMfaToken&, const CallOptions&);
template Result<GetEnrolledFactors200Response> Api::perform(const GetEnrolledFactors&, const CallOptions&);
template Result<GetMFAFactors200Response> Api::perform(const GetMfaFactors&, const CallOptions&);
template Result<Done> Api::perform(const RemoveMfaFactors&, const CallOptions&);
template Result<Done> Api::perform(const VerifyMfaFactor&, const CallOptions&);
template Result<TokenReply> Api::perform(const Token&, const CallOptions&);
template Result<RateLimitReply> Api::perform(const RateLimit&, const CallOptions&);

Result<Session> Api::sign_in(const CallOptions& options) {
  return impl_->session.sign_in(impl_->exchange.begin(options));
}

Result<void> Api::sign_out(const CallOptions& /*options*/) {
  impl_->session.forget();
  return {};
}

Result<Settings> settings_from(const ProviderConfig& config) {
  const auto given = CredentialReader::read(config, {"client_id", "client_secret", "access_token"});
  if (!given) return given.error();
  const auto chosen = given->one_of({"client_secret", "access_token"});
  if (!chosen) return chosen.error();
  const bool own = *chosen == "access_token";
  if (own == given->has("client_id"))
    return invalid_argument("client_id", "is needed with client_secret, and means nothing with access_token");
  Settings settings{.url = config.url, .options = config.options};
  if (own) settings.credentials = AccessToken{given->secret("access_token")};
  if (!own)
    settings.credentials = ClientCredentials{given->text("client_id"), given->secret("client_secret")};
  return settings;
}

}  // namespace mfaclient::onelogin
