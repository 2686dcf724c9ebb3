#include <algorithm>

#include "mfaclient/code_source.hpp"
#include "mfaclient/provider.hpp"

namespace mfaclient {

Result<Session> sign_in_with(IMfaProvider& provider, CodeSource& codes, const CallOptions& options) {
  auto begun = provider.sign_in(options);
  if (!begun) return std::move(begun).error();
  if (auto* session = std::get_if<Session>(&*begun)) return std::move(*session);

  const auto& challenge = std::get<Challenge>(*begun);
  Error unanswerable;
  unanswerable.code = Errc::code_required;
  unanswerable.operation = std::string(provider.name()) + ".sign_in";
  unanswerable.message = "no code answers this challenge";
  if (challenge.accepts.empty() || challenge.accepts.front() == FactorKind::push) return unanswerable;

  Code code{.kind = challenge.accepts.front()};
  auto text = codes.code({.kind = code.kind, .sent_to = challenge.sent_to}, options);
  if (!text) return std::move(text).error();
  code.text = *std::move(text);
  auto verdict = provider.verify(challenge, code, options);
  if (!verdict) return std::move(verdict).error();
  if (!verdict->session) return unanswerable;
  return *std::move(verdict->session);
}

}  // namespace mfaclient
