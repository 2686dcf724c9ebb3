#include "onelogin/wire_rows.hpp"
namespace mfaclient::onelogin {
std::span<const WireProof> wire_proofs() { return {}; }
}  // namespace mfaclient::onelogin
