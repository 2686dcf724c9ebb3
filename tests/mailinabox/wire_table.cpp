// Prints docs/wire/mailinabox.md.
#include <iostream>

#include "mailinabox/wire_rows.hpp"

int main() {
  using mfaclient::mailinabox::wire_proofs;
  std::cout
      << "# Mail-in-a-Box: documented and real\n\n"
         "Where the project's API document (`api/mailinabox.yml`) and the server (v75, "
         "`management/daemon.py`, `auth.py`,\n"
         "`mfa.py`) differ. The real side is what the client is written for and what the fake does; each row "
         "is a test\n"
         "(`Rows/MailinaboxWire.HoldsAndFailsWhenFlipped/<name>`) that fails when the fake's knob is set to\n"
         "`documented`. This page is generated: `cmake --build build/release --target wire_docs`.\n\n"
         "| # | documented | real | the client | knob | test |\n|---|---|---|---|---|---|\n";
  const auto rows = mfaclient::testing::mailinabox_wire_rows();
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::cout << "| " << rows[i].number << " | " << rows[i].documented << " | " << rows[i].real << " | "
              << wire_proofs()[i].client << " | `" << rows[i].knob << "` | `" << wire_proofs()[i].name
              << "` |\n";
}
