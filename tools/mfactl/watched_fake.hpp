#pragma once
#include <functional>
#include <memory>
#include <utility>

#include "mfaclient/testing/fake.hpp"

namespace mfactl {

/// Stands before a fake and is told of every exchange that reaches it.
class WatchedFake final : public mfaclient::testing::Fake {
 public:
  /// Called after the fake has done its work, one request at a time; the request's target is the fake's own,
  /// without the mount. False: the answer is lost, and the connection with it.
  using Watcher = std::function<bool(const mfaclient::testing::JournalEntry& entry)>;

  WatchedFake(std::shared_ptr<mfaclient::testing::Fake> fake, Watcher watcher)
      : fake_(std::move(fake)), watcher_(std::move(watcher)) {}

 protected:
  [[nodiscard]] std::optional<mfaclient::http::Response> answer(const mfaclient::http::Request& request,
                                                                std::string_view peer) override {
    mfaclient::testing::JournalEntry entry{request, std::string(peer), fake_->handle(request, peer)};
    return watcher_(entry) ? std::move(entry.response) : std::nullopt;
  }
  [[nodiscard]] mfaclient::Result<void> knob(std::string_view name, std::string_view value) override {
    return fake_->set_knob(name, value);
  }

 private:
  std::shared_ptr<mfaclient::testing::Fake> fake_;
  Watcher watcher_;
};

}  // namespace mfactl
