#pragma once
#include <span>

#include "quatrix/lab.hpp"
#include "support/wire_rows.hpp"

namespace mfaclient::quatrix {

using WireProof = wire_rows::Proof<Lab>;

[[nodiscard]] std::span<const WireProof> wire_proofs();

}  // namespace mfaclient::quatrix
