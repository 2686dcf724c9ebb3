#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mfaclient/http.hpp"
#include "mfaclient/store.hpp"
#include "mfaclient/testing/clock.hpp"
#include "simulation/chance.hpp"
#include "support/sent_codes.hpp"

/// What can go wrong in a life, and the faults that are planted to see whether that is noticed.
namespace mfaclient::simulation {

/// The process dies: everything in memory is gone, what is durable stays.
struct Crash {};

/// A mistake in the code under test, made by what stands around it.
enum class Plant : std::uint8_t {
  none,
  secret_after_send,  ///< the new secret becomes durable only when the vendor has taken it
  spent_after_send,   ///< a recovery code is marked as spent only after it was sent
  unreserved_steps,   ///< nobody remembers which step was handed out
  blind_resume,       ///< what is settled is taken for not committed, without looking
};

/// Whether something goes wrong now. Off: nothing does.
struct Weather {
  Chance chance;
  bool bad = false;
  bool struck = false;  ///< something went wrong since this was reset
  Plant plant = Plant::none;
  std::vector<std::string>* story = nullptr;

  [[nodiscard]] bool strikes(std::size_t one_in) { return bad && chance.one_in(one_in); }
  void tell(std::string line) const {
    if (story != nullptr) story->push_back(std::move(line));
  }
};

/// The line to the vendor: drops, delays and dies, and looks for a code that is sent a second time.
class Road final : public http::Transport {
 public:
  Road(std::shared_ptr<http::Transport> wire, Weather& weather, Store& secrets, const Clock& clock,
       testing::SentCodes& sent)
      : wire_(std::move(wire)), weather_(weather), secrets_(secrets), clock_(clock), sent_(sent) {}
  [[nodiscard]] Result<http::Response> send(const http::Url& base, const http::Request& request,
                                            const http::SendOptions& options) override;

 private:
  void look_for_codes(const http::Request& request);

  std::shared_ptr<http::Transport> wire_;
  Weather& weather_;
  Store& secrets_;
  const Clock& clock_;
  testing::SentCodes& sent_;
};

/// A store that fails, and a process that dies around its writes.
class FaultyStore final : public Store {
 public:
  FaultyStore(std::shared_ptr<Store> durable, Weather& weather)
      : durable_(std::move(durable)), weather_(weather) {}

  [[nodiscard]] Result<std::vector<FactorInfo>> find(const FactorOwner& owner) override;
  [[nodiscard]] Result<FactorPage> list(std::string_view from, std::size_t most) override;
  [[nodiscard]] Result<FactorInfo> get(std::string_view id) override;
  [[nodiscard]] Result<FactorSecrets> secrets(std::string_view id, SecretPurpose purpose) override;
  [[nodiscard]] Result<FactorInfo> add(FactorInfo factor, FactorSecrets secrets) override;
  [[nodiscard]] Result<FactorInfo> change(std::string_view id, const Change& change) override;
  [[nodiscard]] Result<FactorInfo> change_secrets(std::string_view id, SecretPurpose purpose,
                                                  const SecretsChange& change) override;
  [[nodiscard]] Result<void> remove(std::string_view id) override;
  [[nodiscard]] Result<StepClaim> claim(std::string_view key_id, std::uint64_t step) override;
  void release(std::string_view key_id, std::uint64_t step) override { durable_->release(key_id, step); }

 private:
  struct Kept {
    FactorInfo info{};
    FactorSecrets secrets{};
  };
  using KeptChange = std::function<Result<void>(Kept&)>;

  template <class Write>
  auto write(std::string_view what, const Write& act) -> decltype(act());
  [[nodiscard]] bool is_late() const noexcept {
    return weather_.plant == Plant::secret_after_send || weather_.plant == Plant::spent_after_send;
  }
  [[nodiscard]] Result<Kept> durable(std::string_view id) const;
  [[nodiscard]] Result<FactorInfo> keep(std::string_view id, const Kept& kept) const;
  [[nodiscard]] Result<FactorInfo> change_late(std::string_view id, const KeptChange& change);
  void settle_late();
  void show_late(std::vector<FactorInfo>& factors) const;

  std::shared_ptr<Store> durable_;
  Weather& weather_;
  std::map<std::string, Kept, std::less<>> late_{};  // what a planted fault keeps in memory only
};

}  // namespace mfaclient::simulation
