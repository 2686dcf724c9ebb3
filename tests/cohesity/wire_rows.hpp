#pragma once
#include <span>

#include "cohesity/lab.hpp"
#include "support/wire_rows.hpp"

namespace mfaclient::cohesity {

using WireProof = wire_rows::Proof<Lab>;

[[nodiscard]] std::span<const WireProof> wire_proofs();

}  // namespace mfaclient::cohesity
