#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mailinabox/lab.hpp"

namespace mfaclient::mailinabox {

/// The proof of one row of "documented vs. real": what the real server does, and that the client copes with
/// it.
struct WireProof {
  int row = 0;
  std::string_view name{};    ///< of the test
  std::string_view client{};  ///< what the client does about it
  /// nullopt: it holds; else what was seen instead.
  std::optional<std::string> (*holds)(Lab& lab);
};

[[nodiscard]] std::span<const WireProof> wire_proofs();

}  // namespace mfaclient::mailinabox
