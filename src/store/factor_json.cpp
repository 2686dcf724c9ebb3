#include "store/factor_json.hpp"

#include <algorithm>
#include <array>

#include "wire/json.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient {
namespace {

constexpr std::array kStates =
    std::to_array<std::string_view>({"prepared", "sent", "confirmed", "active", "abandoned"});
static_assert(kStates.size() == static_cast<std::size_t>(FactorState::abandoned) + 1);

}  // namespace

std::string_view to_string(FactorState state) noexcept {
  const auto index = static_cast<std::size_t>(state);
  return index < kStates.size() ? kStates[index] : std::string_view("?");
}

namespace store {
namespace {

std::int64_t seconds_of(Time when) {
  return std::chrono::floor<std::chrono::seconds>(when.time_since_epoch()).count();
}

Time time_of(std::int64_t seconds) { return Time{std::chrono::seconds{seconds}}; }

StoredFactor read(const wire::JsonReader& root) {
  StoredFactor factor{.id = root.text("id"),
                      .owner = {.provider = root.text("provider"),
                                .origin = root.text("origin"),
                                .account = root.text("account")},
                      .label = root.text("label"),
                      .factor_id = root.text("factor_id"),
                      .otpauth_uri = root.secret("otpauth_uri"),
                      .pin = root.secret("pin")};
  const auto kind = factor_kind(root.text("kind"));
  if (!kind) root.reject("kind", "is not known");
  factor.kind = kind.value_or(FactorKind::other);
  const auto state = root.text("state");
  const auto known = std::ranges::find(kStates, state);
  if (known == kStates.end()) root.reject("state", "is not known");
  factor.state = static_cast<FactorState>(known - kStates.begin());
  for (const auto& code : root.list("recovery_codes"))
    factor.recovery_codes.push_back({.code = code.secret("code"), .spent = code.boolean("spent")});
  factor.created = time_of(root.integer("created"));
  factor.changed = time_of(root.integer("changed"));
  return factor;
}

}  // namespace

SecretString to_json(const StoredFactor& factor) {
  wire::JsonWriter json;
  json.begin_object().name("id").text(factor.id).name("provider").text(factor.owner.provider);
  json.name("origin")
      .text(factor.owner.origin)
      .name("account")
      .text(factor.owner.account)
      .name("label")
      .text(factor.label);
  json.name("kind").text(to_string(factor.kind)).name("pin").text(factor.pin.reveal());
  json.name("factor_id").text(factor.factor_id).name("otpauth_uri").text(factor.otpauth_uri.reveal());
  json.name("state").text(to_string(factor.state)).name("recovery_codes").begin_list();
  for (const auto& code : factor.recovery_codes)
    json.begin_object().name("code").text(code.code.reveal()).name("spent").boolean(code.spent).end_object();
  json.end_list();
  json.name("created")
      .integer(seconds_of(factor.created))
      .name("changed")
      .integer(seconds_of(factor.changed));
  return json.end_object().result();
}

Result<StoredFactor> from_json(const SecretString& json) {
  wire::JsonDocument document(json.reveal());
  auto factor = read(document.root());
  if (document.fault()) return *document.fault();
  return factor;
}

SecretString step_to_json(std::uint64_t step) {
  wire::JsonWriter json;
  return json.begin_object().name("step").integer(static_cast<std::int64_t>(step)).end_object().result();
}

Result<std::uint64_t> step_from_json(const SecretString& json) {
  wire::JsonDocument document(json.reveal());
  const auto step = document.root().integer("step");
  if (step < 0) document.root().reject("step", "is negative");
  if (document.fault()) return *document.fault();
  return static_cast<std::uint64_t>(step);
}

}  // namespace store
}  // namespace mfaclient
