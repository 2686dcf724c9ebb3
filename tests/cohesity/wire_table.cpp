// Prints docs/wire/cohesity.md.
#include <iostream>

#include "cohesity/wire_rows.hpp"

int main() {
  mfaclient::wire_rows::print_table(std::cout, "Cohesity",
                                    "Where the documents of the MFA API (the OpenAPI text and the models "
                                    "generated from it) and what Cohesity's "
                                    "own scripts and\nnewer SDKs show of real clusters (6.6 to 7.4) differ.",
                                    "CohesityWire", mfaclient::cohesity::wire_proofs(),
                                    mfaclient::testing::cohesity_wire_rows());
}
