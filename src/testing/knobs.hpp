#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/result.hpp"
#include "mfaclient/testing/fake.hpp"

namespace mfaclient::testing {

/// How the knobs of one fake stand. At first every row of "documented vs. real" is real, and every own knob
/// has its first value.
class KnobPanel {
 public:
  /// Both live as long as the program.
  KnobPanel(std::span<const WireRow> rows, std::span<const Knob> own);

  /// Errors: `Errc::invalid_argument`, field "knob" for an unknown name, else the knob itself.
  Result<void> set(std::string_view name, std::string_view value);

  [[nodiscard]] bool is(std::string_view name, std::string_view value) const;
  [[nodiscard]] std::size_t number(std::string_view name) const;

 protected:
  [[nodiscard]] bool documented(std::size_t row) const { return documented_[row]; }

 private:
  std::span<const WireRow> rows_;
  std::span<const Knob> own_;
  std::vector<bool> documented_;
  std::map<std::string, std::string, std::less<>> values_{};
};

}  // namespace mfaclient::testing
