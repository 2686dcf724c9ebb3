// Prints docs/wire/onelogin.md.
#include <iostream>

#include "onelogin/wire_rows.hpp"

int main() {
  namespace vendor = mfaclient::onelogin;
  mfaclient::wire_rows::print_table(std::cout, "OneLogin",
                                    "Where the documents of the MFA API, version 1 (the OpenAPI document, "
                                    "its generated SDKs, the pages) and "
                                    "the\nservers differ.",
                                    "OneLoginWire", vendor::wire_proofs(),
                                    mfaclient::testing::onelogin_wire_rows());
}
