#include "simulation/faults.hpp"

#include <algorithm>
#include <string>

namespace mfaclient::simulation {
namespace {

// One in so many requests, and one in so many writes, goes wrong in one of several ways.
constexpr std::size_t kBadRequests = 10;
constexpr std::size_t kBadWrites = 16;

Error broken(Delivery delivery) {
  return {.code = Errc::network, .message = "the line is down", .delivery = delivery};
}

}  // namespace

void Road::look_for_codes(const http::Request& request) {
  std::string text(request.body.reveal());
  for (const auto& field : request.headers.fields()) text.append("\n").append(field.value.reveal());
  sent_.look(text, testing::stored_factors(secrets_), clock_.now());
}

Result<http::Response> Road::send(const http::Url& base, const http::Request& request,
                                  const http::SendOptions& options) {
  const bool bad = weather_.strikes(kBadRequests);
  const auto way = bad ? weather_.chance.below(5) : 5;
  weather_.struck = weather_.struck || bad;
  static constexpr std::string_view kWays[] = {"refused",      "lost on the way", "answer lost",
                                               "crash before", "crash after it",  "answered"};
  weather_.tell("  " + request.method + " " + request.target + ": " + std::string(kWays[way]));
  if (way == 0) return broken(Delivery::not_sent);
  if (way == 3) throw Crash{};
  look_for_codes(request);
  if (way == 1) return broken(Delivery::unknown);
  auto response = wire_->send(base, request, options);
  if (way == 2) return broken(Delivery::unknown);
  if (way == 4) throw Crash{};
  return response;
}

template <class Write>
auto FaultyStore::write(std::string_view what, const Write& act) -> decltype(act()) {
  const bool bad = weather_.strikes(kBadWrites);
  const auto way = bad ? weather_.chance.below(3) : 3;
  weather_.struck = weather_.struck || bad;
  static constexpr std::string_view kWays[] = {"fails", "crash before", "crash after it", "kept"};
  weather_.tell("  store, " + std::string(what) + ": " + std::string(kWays[way]));
  if (way == 0) return Error{.code = Errc::storage, .message = "the disk is full"};
  if (way == 1) throw Crash{};
  auto done = act();
  if (way == 2) throw Crash{};
  return done;
}

void FaultyStore::show_late(std::vector<FactorInfo>& factors) const {
  for (auto& factor : factors)
    if (const auto at = late_.find(factor.id); at != late_.end()) factor = at->second.info;
}

Result<std::vector<FactorInfo>> FaultyStore::find(const FactorOwner& owner) {
  auto factors = durable_->find(owner);
  if (factors) show_late(*factors);
  return factors;
}

Result<FactorPage> FaultyStore::list(std::string_view from, std::size_t most) {
  auto page = durable_->list(from, most);
  if (page) show_late(page->factors);
  return page;
}

Result<FactorInfo> FaultyStore::get(std::string_view id) {
  if (const auto at = late_.find(id); at != late_.end()) return at->second.info;
  return durable_->get(id);
}

Result<FactorSecrets> FaultyStore::secrets(std::string_view id, SecretPurpose purpose) {
  if (const auto at = late_.find(id); at != late_.end()) return at->second.secrets;
  return durable_->secrets(id, purpose);
}

Result<FactorInfo> FaultyStore::add(FactorInfo factor, FactorSecrets secrets) {
  settle_late();
  return write("add", [&] { return durable_->add(std::move(factor), std::move(secrets)); });
}

Result<FactorInfo> FaultyStore::change(std::string_view id, const Change& change) {
  settle_late();
  if (is_late()) return change_late(id, [&](Kept& kept) { return change(kept.info); });
  return write("change", [&] { return durable_->change(id, change); });
}

Result<FactorInfo> FaultyStore::change_secrets(std::string_view id, SecretPurpose purpose,
                                               const SecretsChange& change) {
  settle_late();
  if (is_late()) return change_late(id, [&](Kept& kept) { return change(kept.secrets); });
  return write("change of secrets", [&] { return durable_->change_secrets(id, purpose, change); });
}

Result<StepClaim> FaultyStore::claim(std::string_view key_id, std::uint64_t step) {
  settle_late();
  if (weather_.plant == Plant::unreserved_steps) return StepClaim{.granted = true};
  return write("claim", [&] { return durable_->claim(key_id, step); });
}

Result<FaultyStore::Kept> FaultyStore::durable(std::string_view id) const {
  auto info = durable_->get(id);
  if (!info) return std::move(info).error();
  return Kept{*std::move(info), durable_->secrets(id, SecretPurpose::compare).value()};
}

Result<FactorInfo> FaultyStore::keep(std::string_view id, const Kept& kept) const {
  const auto changed =
      durable_->change_secrets(id, SecretPurpose::enroll, [&](FactorSecrets& secrets) -> Result<void> {
        secrets = kept.secrets;
        return {};
      });
  if (!changed) return changed;
  return durable_->change(id, [&](FactorInfo& info) -> Result<void> {
    info = kept.info;
    return {};
  });
}

Result<FactorInfo> FaultyStore::change_late(std::string_view id, const KeptChange& change) {
  const auto before = durable(id);
  if (!before) return before.error();
  const auto at = late_.find(id);
  auto after = at != late_.end() ? at->second : *before;
  if (auto changed = change(after); !changed) return std::move(changed).error();
  const auto& codes = after.secrets.recovery_codes;
  after.info.has_uri = !after.secrets.otpauth_uri.empty();
  after.info.recovery_codes = codes.size();
  after.info.recovery_codes_left =
      static_cast<std::size_t>(std::ranges::count(codes, false, &StoredRecoveryCode::spent));
  const auto spent = [](const FactorInfo& info) { return info.recovery_codes - info.recovery_codes_left; };
  const bool late = weather_.plant == Plant::secret_after_send
                        ? !before->info.has_uri && after.info.state != FactorState::active
                        : spent(after.info) > spent(before->info);
  if (late) {
    late_.insert_or_assign(std::string(id), after);
    return after.info;
  }
  late_.erase(std::string(id));
  return write("change", [&] { return keep(id, after); });
}

/// A code that is late becomes durable with the next write.
void FaultyStore::settle_late() {
  if (weather_.plant != Plant::spent_after_send) return;
  for (const auto& [id, kept] : std::exchange(late_, {})) (void)keep(id, kept);
}

Result<void> FaultyStore::remove(std::string_view id) {
  settle_late();
  return write("remove", [&] { return durable_->remove(id); });
}

}  // namespace mfaclient::simulation
