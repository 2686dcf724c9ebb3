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
  sent_.look(text, secrets_.list().value(), clock_.now());
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

Result<std::vector<StoredFactor>> FaultyStore::list() {
  auto factors = durable_->list();
  for (auto& factor : *factors)
    if (const auto at = late_.find(factor.id); at != late_.end()) factor = at->second;
  return factors;
}

Result<StoredFactor> FaultyStore::get(std::string_view id) {
  if (const auto at = late_.find(id); at != late_.end()) return at->second;
  return durable_->get(id);
}

Result<StoredFactor> FaultyStore::add(StoredFactor factor) {
  settle_late();
  return write("add", [&] { return durable_->add(std::move(factor)); });
}

Result<StoredFactor> FaultyStore::change(std::string_view id, const Change& change) {
  settle_late();
  if (weather_.plant == Plant::secret_after_send || weather_.plant == Plant::spent_after_send)
    return change_late(id, change);
  return write("change", [&] { return durable_->change(id, change); });
}

Result<StepClaim> FaultyStore::claim(std::string_view key_id, std::uint64_t step) {
  settle_late();
  if (weather_.plant == Plant::unreserved_steps) return StepClaim{.granted = true};
  return write("claim", [&] { return durable_->claim(key_id, step); });
}

Result<StoredFactor> FaultyStore::change_late(std::string_view id, const Change& change) {
  const auto before = durable_->get(id);
  if (!before) return before;
  auto after = get(id);
  if (auto changed = change(*after); !changed) return std::move(changed).error();
  const auto spent = [](const StoredFactor& factor) {
    return std::ranges::count(factor.recovery_codes, true, &StoredRecoveryCode::spent);
  };
  const bool late = weather_.plant == Plant::secret_after_send
                        ? before->otpauth_uri.empty() && after->state != FactorState::active
                        : spent(*after) > spent(*before);
  if (late) {
    late_.insert_or_assign(std::string(id), *after);
    return after;
  }
  late_.erase(std::string(id));
  return write("change", [&] {
    return durable_->change(id, [&](StoredFactor& factor) -> Result<void> {
      factor = *after;
      return {};
    });
  });
}

/// A code that is late becomes durable with the next write.
void FaultyStore::settle_late() {
  if (weather_.plant != Plant::spent_after_send) return;
  for (const auto& [id, factor] : std::exchange(late_, {}))
    (void)durable_->change(id, [&late = factor](StoredFactor& kept) -> Result<void> {
      kept = late;
      return {};
    });
}

Result<void> FaultyStore::remove(std::string_view id) {
  settle_late();
  return write("remove", [&] { return durable_->remove(id); });
}

}  // namespace mfaclient::simulation
