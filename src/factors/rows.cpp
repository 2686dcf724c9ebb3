#include "factors/rows.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "mfaclient/schema.hpp"
#include "wire/model.hpp"
#include "wire/model_reader.hpp"

namespace mfaclient {
namespace {

constexpr std::array kStates =
    std::to_array<std::string_view>({"prepared", "sent", "confirmed", "active", "abandoned"});
static_assert(kStates.size() == static_cast<std::size_t>(FactorState::abandoned) + 1);
constexpr std::array kPurposes =
    std::to_array<std::string_view>({"make_code", "recover", "enroll", "show", "compare"});
static_assert(kPurposes.size() == static_cast<std::size_t>(SecretPurpose::compare) + 1);

}  // namespace

std::string_view to_string(FactorState state) noexcept {
  const auto index = static_cast<std::size_t>(state);
  return index < kStates.size() ? kStates[index] : std::string_view("?");
}

std::string_view to_string(SecretPurpose purpose) noexcept {
  const auto index = static_cast<std::size_t>(purpose);
  return index < kPurposes.size() ? kPurposes[index] : std::string_view("?");
}

namespace factors {

struct RecoveryCodeRow {
  SecretString code{};
  bool spent = false;
};

struct FactorRow {
  std::string id{}, provider{}, origin{}, account{}, label{}, kind{};
  SecretString pin{};
  std::string factor_id{};
  SecretString otpauth_uri{};
  std::string state{};
  std::vector<RecoveryCodeRow> recovery_codes{};
  std::int64_t created = 0, changed = 0;  // Unix seconds
};

struct StepRow {
  std::int64_t step = 0;
};

// Rows of these names are in stores: another name needs a migration.
constexpr auto fields_of(const RecoveryCodeRow* /*row*/) {
  return std::array{schema::field<&RecoveryCodeRow::code>("code"),
                    schema::field<&RecoveryCodeRow::spent>("spent")};
}

constexpr auto fields_of(const FactorRow* /*row*/) {
  return std::array{schema::field<&FactorRow::id>("id"),
                    schema::field<&FactorRow::provider>("provider"),
                    schema::field<&FactorRow::origin>("origin"),
                    schema::field<&FactorRow::account>("account"),
                    schema::field<&FactorRow::label>("label"),
                    schema::field<&FactorRow::kind>("kind"),
                    schema::field<&FactorRow::pin>("pin"),
                    schema::field<&FactorRow::factor_id>("factor_id"),
                    schema::field<&FactorRow::otpauth_uri>("otpauth_uri"),
                    schema::field<&FactorRow::state>("state"),
                    schema::field<&FactorRow::recovery_codes>("recovery_codes"),
                    schema::field<&FactorRow::created>("created"),
                    schema::field<&FactorRow::changed>("changed")};
}

constexpr auto fields_of(const StepRow* /*row*/) {
  return std::array{schema::field<&StepRow::step>("step", {.least = 0})};
}

namespace {

std::int64_t seconds_of(Time when) {
  return std::chrono::floor<std::chrono::seconds>(when.time_since_epoch()).count();
}

Time time_of(std::int64_t seconds) { return Time{std::chrono::seconds{seconds}}; }

Error unreadable(std::string_view why) {
  return make_error(Errc::storage, "a row of the store can't be read: " + std::string(why));
}

template <class Row>
SecretString write(const Row& row) {
  wire::JsonWriter json;
  wire::write_model(json, schema::model_of<Row>(), &row, false);
  return json.result();
}

template <class Row>
Result<Row> read(const SecretString& json, std::span<const std::string_view> required) {
  Row row;
  const auto done = wire::read_model(json.reveal(), schema::model_of<Row>(), &row, {.required = required});
  if (!done) return unreadable(done.error().message);
  return row;
}

}  // namespace

SecretString to_row(const StoredFactor& factor) {
  const auto& [info, secrets] = factor;
  FactorRow row{.id = info.id,
                .provider = info.owner.provider,
                .origin = info.owner.origin,
                .account = info.owner.account,
                .label = info.label,
                .kind = std::string(to_string(info.kind)),
                .pin = secrets.pin,
                .factor_id = info.factor_id,
                .otpauth_uri = secrets.otpauth_uri,
                .state = std::string(to_string(info.state)),
                .created = seconds_of(info.created),
                .changed = seconds_of(info.changed)};
  for (const auto& code : secrets.recovery_codes) row.recovery_codes.push_back({code.code, code.spent});
  return write(row);
}

Result<StoredFactor> from_row(const SecretString& json) {
  auto row = read<FactorRow>(json, {});
  if (!row) return std::move(row).error();
  const auto kind = factor_kind(row->kind);
  if (!kind) return unreadable("kind: is not known");
  const auto state = std::ranges::find(kStates, row->state);
  if (state == kStates.end()) return unreadable("state: is not known");
  if (row->id.empty()) return unreadable("id: is missing");
  StoredFactor factor;
  factor.secrets.otpauth_uri = std::move(row->otpauth_uri);
  factor.secrets.pin = std::move(row->pin);
  for (auto& code : row->recovery_codes)
    factor.secrets.recovery_codes.push_back({.code = std::move(code.code), .spent = code.spent});
  factor.info = {.id = row->id,
                 .owner = {.provider = row->provider, .origin = row->origin, .account = row->account},
                 .label = row->label,
                 .kind = *kind,
                 .factor_id = row->factor_id,
                 .state = static_cast<FactorState>(state - kStates.begin()),
                 .has_uri = !factor.secrets.otpauth_uri.empty(),
                 .has_pin = !factor.secrets.pin.empty(),
                 .recovery_codes = factor.secrets.recovery_codes.size(),
                 .recovery_codes_left = static_cast<std::size_t>(
                     std::ranges::count(factor.secrets.recovery_codes, false, &StoredRecoveryCode::spent)),
                 .created = time_of(row->created),
                 .changed = time_of(row->changed)};
  return factor;
}

SecretString step_to_row(std::uint64_t step) {
  return write(StepRow{.step = static_cast<std::int64_t>(step)});
}

Result<std::uint64_t> step_from_row(const SecretString& json) {
  static constexpr std::array<std::string_view, 1> kRequired{"step"};
  const auto row = read<StepRow>(json, kRequired);
  if (!row) return row.error();
  return static_cast<std::uint64_t>(row->step);
}

}  // namespace factors
}  // namespace mfaclient
