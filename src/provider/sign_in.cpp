#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "mfaclient/code_source.hpp"
#include "mfaclient/provider.hpp"

namespace mfaclient {
namespace {

/// What is left of `options` at every step of one call; without a timeout each step has its own.
class Rest {
 public:
  explicit Rest(const CallOptions& options) : options_(options) {}
  [[nodiscard]] CallOptions operator()() const {
    auto left = options_;
    if (left.timeout) {
      const auto spent = system_clock()->steady_now() - begun_;
      *left.timeout -= std::chrono::ceil<std::chrono::milliseconds>(spent);
    }
    return left;
  }

 private:
  const CallOptions& options_;
  SteadyTime begun_ = system_clock()->steady_now();
};

Error unanswerable(const IMfaProvider& provider) {
  return {.code = Errc::code_required,
          .message = "no code answers this challenge",
          .operation = std::string(provider.name()) + ".sign_in"};
}

}  // namespace

Result<Session> sign_in_with(IMfaProvider& provider, CodeSource& codes, const CallOptions& options) {
  const Rest rest(options);
  auto begun = provider.sign_in(options);
  if (!begun) return std::move(begun).error();
  if (auto* session = std::get_if<Session>(&*begun)) return std::move(*session);

  // A push may be one way among others; what is typed is the first that isn't.
  const auto& challenge = std::get<Challenge>(*begun);
  const auto kind =
      std::ranges::find_if(challenge.accepts, [](FactorKind k) { return k != FactorKind::push; });
  if (kind == challenge.accepts.end()) return unanswerable(provider);

  auto verdict =
      spend_code(codes, {.kind = *kind, .sent_to = challenge.sent_to}, rest(), [&](const SecretString& code) {
        return provider.verify(challenge, {.kind = *kind, .text = code}, rest());
      });
  if (!verdict) return std::move(verdict).error();
  if (!verdict->session) return unanswerable(provider);
  return *std::move(verdict->session);
}

}  // namespace mfaclient
