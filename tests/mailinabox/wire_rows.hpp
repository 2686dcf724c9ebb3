#pragma once
#include <span>

#include "mailinabox/lab.hpp"
#include "support/wire_rows.hpp"

namespace mfaclient::mailinabox {

using WireProof = wire_rows::Proof<Lab>;

[[nodiscard]] std::span<const WireProof> wire_proofs();

}  // namespace mfaclient::mailinabox
