#pragma once
#include <span>

#include "onelogin/lab.hpp"
#include "support/wire_rows.hpp"

namespace mfaclient::onelogin {

using WireProof = wire_rows::Proof<Lab>;

[[nodiscard]] std::span<const WireProof> wire_proofs();

}  // namespace mfaclient::onelogin
