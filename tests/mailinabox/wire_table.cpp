// Prints docs/wire/mailinabox.md.
#include <iostream>

#include "mailinabox/wire_rows.hpp"

int main() {
  namespace vendor = mfaclient::mailinabox;
  mfaclient::wire_rows::print_table(
      std::cout, "Mail-in-a-Box",
      "Where the project's API document (`api/mailinabox.yml`) and the server (v75, `management/daemon.py`, "
      "`auth.py`,\n`mfa.py`) differ.",
      "MailinaboxWire", vendor::wire_proofs(), mfaclient::testing::mailinabox_wire_rows());
}
