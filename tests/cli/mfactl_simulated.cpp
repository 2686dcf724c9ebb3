// The tool as it is, but for time: the clock is a file that all processes of one test share. It stands still,
// and a wait moves it to the wait's end.
#include <iostream>
#include <string>

#include "app.hpp"
#include "cli/shared_clock.hpp"
#include "environment.hpp"
#include "process.hpp"
#include "tool.hpp"

int main(int argc, char** argv) {
  const auto path = mfactl::variable("MFACTL_TEST_CLOCK");
  if (!path) {
    std::cerr << "MFACTL_TEST_CLOCK must name the file that holds the time\n";
    return 2;
  }
  mfactl::StopSignals signals;
  mfactl::Tool tool{.out = std::cout,
                    .err = std::cerr,
                    .clock = std::make_shared<cli::SharedClock>(std::string(*path)),
                    .stop = signals.token(),
                    .out_is_terminal = mfactl::stdout_is_terminal()};
  return mfactl::run(argc, argv, tool);
}
