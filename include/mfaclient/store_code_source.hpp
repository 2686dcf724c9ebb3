#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "mfaclient/code_source.hpp"
#include "mfaclient/store.hpp"

namespace mfaclient {

struct StoreCodeOptions {
  std::shared_ptr<Clock> clock{};  ///< unset: the machine's
  bool wait = true;                ///< as in `TotpCodeOptions`
  std::chrono::milliseconds margin{500};
  std::function<void(std::chrono::seconds)> on_wait{};
};

/// Codes of one account's factors in a store. A time step is taken in the store before its code is handed
/// out, so that no process that shares the store hands it out again, now or after a crash. Thread-safe.
///
/// Errors: those of `CodeSource`, and of `Store`.
class StoreCodeSource final : public CodeSource {
 public:
  StoreCodeSource(std::shared_ptr<Store> store, FactorOwner owner, StoreCodeOptions options = {});
  ~StoreCodeSource() override;

  /// Of the newest factor that is active; while none is, of one whose enrolment is not settled. A PIN is
  /// handed out as often as it is asked for.
  Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override;
  /// Of the factor that the store knows as `id`.
  Result<SecretString> code_of(std::string_view id, const CodeRequest& request, const CallOptions& options);
  /// Whether `code()` would find a factor for codes of that kind.
  Result<bool> makes(FactorKind kind) const;
  void give_back(const SecretString& code) override;
  void observe(std::chrono::nanoseconds round_trip) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mfaclient
