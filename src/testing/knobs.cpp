#include "testing/knobs.hpp"

#include <algorithm>
#include <charconv>

namespace mfaclient::testing {
namespace {

constexpr char kOr = '|';

/// Is `value` one of "a|b|c"?
bool among(std::string_view value, std::string_view values) {
  for (;;) {
    const auto end = std::min(values.find(kOr), values.size());
    if (values.substr(0, end) == value) return true;
    if (end == values.size()) return false;
    values.remove_prefix(end + 1);
  }
}

std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : 0;
}

}  // namespace

KnobPanel::KnobPanel(std::span<const WireRow> rows, std::span<const Knob> own)
    : rows_(rows), own_(own), documented_(rows.size(), false) {
  for (const auto& knob : own)
    values_.emplace(knob.name, knob.values.empty()
                                   ? std::to_string(knob.number)
                                   : std::string(knob.values.substr(0, knob.values.find(kOr))));
}

Result<void> KnobPanel::set(std::string_view name, std::string_view value) {
  if (const auto knob = std::ranges::find(own_, name, &Knob::name); knob != own_.end()) {
    if (knob->values.empty() && number_in(value) == 0)
      return invalid_argument(name, "takes a number, at least 1");
    if (!knob->values.empty() && !among(value, knob->values))
      return invalid_argument(name, "takes one of " + std::string(knob->values));
    values_.insert_or_assign(std::string(name), std::string(value));
    return {};
  }
  const auto row = std::ranges::find(rows_, name, &WireRow::knob);
  if (name != "mode" && row == rows_.end())
    return invalid_argument("knob", "is none of this fake's: mode, its own, or one of its wire rows");
  if (value != "documented" && value != "real")
    return invalid_argument(name, "takes \"real\" or \"documented\"");
  const bool flipped = value == "documented";
  if (name == "mode") {
    documented_.assign(rows_.size(), flipped);
  } else {
    documented_[static_cast<std::size_t>(row - rows_.begin())] = flipped;
  }
  return {};
}

bool KnobPanel::is(std::string_view name, std::string_view value) const {
  const auto at = values_.find(name);
  return at != values_.end() && at->second == value;
}

std::size_t KnobPanel::number(std::string_view name) const {
  const auto at = values_.find(name);
  return at == values_.end() ? 0 : number_in(at->second);
}

}  // namespace mfaclient::testing
