// Prints docs/wire/quatrix.md.
#include <iostream>

#include "quatrix/wire_rows.hpp"

int main() {
  namespace vendor = mfaclient::quatrix;
  constexpr auto kSources =
      "Where Quatrix's API document (as its Go and JavaScript clients carry it) and what its other clients "
      "show of\n"
      "the servers differ. What nothing shows at all is no row: the fake has a knob for it, and the client "
      "does not\n"
      "depend on it.";
  mfaclient::wire_rows::print_table(std::cout, "Quatrix", kSources, "QuatrixWire", vendor::wire_proofs(),
                                    mfaclient::testing::quatrix_wire_rows());
}
