// Prints docs/wire/generic.md.
#include <iostream>

#include "generic/wire_rows.hpp"

int main() {
  namespace vendor = mfaclient::generic;
  mfaclient::wire_rows::print_table(
      std::cout, "Generic (ShellHub)",
      "Where the generated client documents of ShellHub's console and its servers differ: by the OpenAPI "
      "documents, the\nopen half of the server, the consoles and the end-to-end tests of three eras (A: "
      "before "
      "July 2026, B: 2026-07/08,\nC: later). What none of these tells has an own knob of the fake, and the "
      "client does not depend on it.",
      "GenericWire", vendor::wire_proofs(), mfaclient::testing::generic_wire_rows());
}
