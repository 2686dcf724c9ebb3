#pragma once
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/client_options.hpp"
#include "mfaclient/clock.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/fake.hpp"
#include "support/listed.hpp"

/// A walk through every operation of one vendor, its success and each of its documented refusals, with our
/// client over a real socket. The proxy and the contract judge what goes by.
namespace mfaclient::contract {

struct Stage {
  std::string url{};  ///< of the proxy
  std::shared_ptr<http::Transport> transport{};
  std::shared_ptr<testing::ManualClock> clock{};

  /// For the client of a walk, so that the transport sees all of it.
  [[nodiscard]] ClientOptions options() const {
    ClientOptions options;
    options.transport = transport;
    options.clock = clock;
    return options;
  }
};

struct Walk {
  std::string_view name{};  ///< of the vendor
  /// The fake, seeded for the walk.
  std::shared_ptr<testing::Fake> (*make_fake)(const std::shared_ptr<Clock>& clock) = nullptr;
  /// Where the fake's paths begin in the vendor's base URL: "" or "/api/1.0".
  std::string_view mount{};
  /// Walks. What the client makes of the answers is asserted in the vendor's own tests; here it only has to
  /// go by.
  void (*walk)(const Stage& stage, testing::Fake& fake) = nullptr;
  /// Of an account that may call everything, still at the end of the walk, as a profile has them.
  std::vector<std::pair<std::string, std::string>> credentials{};
  /// Documented answers that no client of ours can bring about, such as the refusal of a request that is
  /// never sent: "POST /login 500".
  std::vector<std::string> out_of_reach{};

  friend void PrintTo(const Walk& self, std::ostream* out) { *out << self.name; }
};

}  // namespace mfaclient::contract
