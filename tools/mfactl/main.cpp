#include <iostream>

#include "app.hpp"
#include "process.hpp"
#include "tool.hpp"

int main(int argc, char** argv) {
  mfactl::harden();
  mfactl::StopSignals signals;
  mfactl::Tool tool{.out = std::cout,
                    .err = std::cerr,
                    .clock = mfaclient::system_clock(),
                    .stop = signals.token(),
                    .out_is_terminal = mfactl::stdout_is_terminal()};
  return mfactl::run(argc, argv, tool);
}
