#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "mfaclient/testing/conformance.hpp"
#include "mfaclient/testing/server.hpp"
#include "mfaclient/testing/transport.hpp"
#include "support/listed.hpp"

namespace mfaclient::testing {

/// A rig, and what must live as long as it does.
struct LivingRig {
  ConformanceRig rig{};
  std::shared_ptr<void> life{};
};

struct VendorRig {
  std::string_view name{};
  LivingRig (*make)(bool tls) = nullptr;
  /// The cases that this vendor can't be asked, each for a reason that its capabilities name.
  std::set<std::string> not_offered{};
};

/// A vendor's lab, in-process or behind real TLS.
template <class Lab>
class Connected {
 public:
  Connected(bool tls, std::string base_path) {
    if (tls) server_ = Server::start(lab.fake, {.tls = true, .base_path = std::move(base_path)}).value();
  }

  /// `settings` of the lab, for wherever it is.
  template <class Settings>
  [[nodiscard]] Settings point(Settings settings) const {
    if (!server_) return settings;
    settings.url = server_->url();
    settings.options.transport.reset();
    settings.options.tls.ca_file = server_->ca_file();
    return settings;
  }
  [[nodiscard]] std::function<void()> lose_next_answer() {
    if (server_) return [this] { lab.fake->lose_next_answer(); };
    return [this] { lab.transport->script({Fault::lost_answer}); };
  }

  Lab lab{};

 private:
  std::unique_ptr<Server> server_{};
};

}  // namespace mfaclient::testing
