#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "exchange/call.hpp"
#include "mfaclient/client_options.hpp"
#include "mfaclient/operation.hpp"
#include "mfaclient/provider.hpp"
#include "provider/challenge_state.hpp"

namespace mfaclient {

/// A new secret as a vendor offers it: in at least one of three forms.
struct OfferedSecret {
  std::optional<SecretString> base32{};
  std::optional<SecretString> uri{};
  std::optional<SecretString> png_base64{};  ///< a picture of the URI
  std::string issuer{};                      ///< of a URI that is built, and the account
  std::string account{};
};

/// What the vendors' providers share: the words of their own errors, challenges that survive the process, and
/// how the outcome of a change is settled by reading.
class Adapter : public IMfaProvider {
 public:
  [[nodiscard]] std::string_view name() const noexcept final { return owner_.provider; }
  [[nodiscard]] std::span<const Capability> capabilities() const noexcept final { return capabilities_; }
  [[nodiscard]] FactorOwner owner() const final { return owner_; }

 protected:
  /// `owner` names the vendor, too; `capabilities` are a constant; `options` are those of the vendor's
  /// client.
  Adapter(FactorOwner owner, std::span<const Capability> capabilities, const ClientOptions& options);

  /// One public call of several requests.
  [[nodiscard]] Call begin(const CallOptions& options) const;
  [[nodiscard]] Clock& clock() const noexcept { return *clock_; }

  /// An error that the adapter itself found.
  [[nodiscard]] Error failure(Errc code, std::string_view verb, std::string_view message) const;
  /// `outcome_unknown`: the change may have happened, and reading could not tell.
  [[nodiscard]] Error in_doubt(std::string_view verb, std::string_view message) const;
  /// The error of a change whose answer was lost, when reading has shown that nothing changed.
  [[nodiscard]] static Error undone(Error error, std::string_view seen);

  /// For a verb that can name nobody but the caller. Errors: `invalid_argument` for an empty id,
  /// `unsupported` for any other.
  Result<void> self_only(const Account& account, std::string_view verb) const;
  /// Hands out a new secret, to be confirmed by a code: with the vendor's own URI or that of its picture,
  /// else with one that is built; and in a build that can't read pictures perhaps with the picture alone.
  /// Errors: `protocol`: it is no base32, the forms disagree, or none is there.
  Result<Enrollment> offer(const OfferedSecret& offered, ChallengeState state) const;

  /// `challenge` with `state` in it, and with what it accepts: the state alone answers for both.
  [[nodiscard]] Challenge seal(Challenge challenge, ChallengeState state) const;
  /// The state of a challenge that this provider handed out, in whatever process.
  /// Errors: `invalid_argument`, field "challenge" (not ours) or "code" (of a kind that it does not accept).
  Result<ChallengeState> open(const Challenge& challenge, FactorKind kind) const;

  /// `status` as it must be once the factor `id` is off. Errors: `not_found`, field "factor": it is not
  /// listed.
  Result<Status> without(const Status& status, std::string_view id) const;

  /// What a change that turns a factor on came to, where its answer was lost: a yes where `read` lists `id`.
  /// Errors: `lost`, as it is where nothing was lost, or as `undone`; `outcome_unknown` where the status
  /// can't be read or does not tell.
  Result<void> settle_addition(std::string_view verb, const Error& lost, std::string_view id,
                               const std::function<Result<Status>()>& read) const;

  /// What `removed` came to, found out by reading the status: `before` without what `expected` lacks. Reads
  /// on where the answer was lost, and where the factor was gone already.
  Result<Status> settle_removal(const Account& account, const Status& before, const Status& expected,
                                const Result<Done>& removed, const Call& call);

 private:
  Result<SecretString> uri_of(const OfferedSecret& offered, const std::optional<SecretBytes>& png) const;

  FactorOwner owner_;
  std::span<const Capability> capabilities_;
  std::shared_ptr<Clock> clock_;
  std::chrono::milliseconds timeout_;
};

/// The owner of a vendor's settings: `account`, or the name that the options give where that is empty.
[[nodiscard]] FactorOwner owner_at(std::string_view provider, std::string_view url, std::string account,
                                   const ClientOptions& options);

/// Does `status` list a factor with this id?
[[nodiscard]] bool lists(const Status& status, std::string_view id);

}  // namespace mfaclient
