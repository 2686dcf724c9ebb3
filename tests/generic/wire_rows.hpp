#pragma once
#include <span>

#include "generic/lab.hpp"
#include "support/wire_rows.hpp"

namespace mfaclient::generic {

using WireProof = wire_rows::Proof<Lab>;

[[nodiscard]] std::span<const WireProof> wire_proofs();

}  // namespace mfaclient::generic
