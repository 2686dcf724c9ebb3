#pragma once
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/http.hpp"

namespace mfaclient::testing {

/// One exchange as a fake saw it. `response` is absent when the fake hung up instead of answering.
struct JournalEntry {
  http::Request request{};  ///< its target is what arrived, the mount included
  std::string peer{};
  std::optional<http::Response> response{};
};

/// What a fake vendor sent to a person: nothing leaves the fake but through here.
struct Delivered {
  std::string kind{};  ///< "sms", "voice", "email" or "push"
  std::string to{};    ///< number, address or device
  std::string code{};  ///< empty for a push
  std::string text{};  ///< the message as a person reads it
  std::string id{};    ///< of what was asked, where a push is answered by it
};

/// A knob of one fake, beside its wire rows.
struct Knob {
  std::string_view name{};
  std::string_view values{};  ///< "on|off", the first one at the start; empty: it takes a number, at least 1
  std::size_t number = 0;     ///< the number at the start
};

/// A fake vendor: a function from request to response over explicit state and an injected clock. One
/// implementation, two mounts: `FakeTransport` in-process, `Server` on loopback. Thread-safe: requests are
/// handled one at a time.
class Fake {
 public:
  virtual ~Fake() = default;
  Fake() = default;
  Fake(const Fake&) = delete;
  Fake& operator=(const Fake&) = delete;

  /// Handles one request from `peer` and writes it into the journal. nullopt: the connection is dropped
  /// unanswered. The fake is mounted at `mount` ("/admin"), as the vendor's own front end does it: what is
  /// below reaches the fake without it, all else gets a 404.
  [[nodiscard]] std::optional<http::Response> handle(const http::Request& request,
                                                     std::string_view peer = "127.0.0.1",
                                                     std::string_view mount = {});
  /// What arrived so far, oldest first: tests assert on this, not only on what was answered.
  [[nodiscard]] std::vector<JournalEntry> journal() const;
  void clear_journal();
  /// Told of every exchange once it is done, one at a time. False: the answer is lost, as by
  /// `lose_next_answer`. The journal is no longer kept then: a server that runs for days must not grow.
  using Watcher = std::function<bool(const JournalEntry&)>;
  void watch(Watcher watcher);

  /// What was sent to people so far, oldest first.
  [[nodiscard]] std::vector<Delivered> outbox() const;
  /// Told of every message as it is sent, one at a time; the outbox is no longer kept then.
  void on_delivery(std::function<void(const Delivered&)> told);

  /// The next request is done, and its answer never leaves: what a dying connection does to a client.
  void lose_next_answer();

  /// Sets one knob, such as ("ban", "off"). Errors: `Errc::invalid_argument`, naming knob or value.
  Result<void> set_knob(std::string_view name, std::string_view value);

 protected:
  [[nodiscard]] virtual std::optional<http::Response> answer(const http::Request& request,
                                                             std::string_view peer) = 0;
  virtual Result<void> knob(std::string_view name, std::string_view value) = 0;
  /// Sends something to a person. Called while a request is handled.
  void deliver(Delivered message);
  /// Held while a request is handled; the accessors of a fake's state take it too.
  [[nodiscard]] std::unique_lock<std::mutex> lock() const { return std::unique_lock(mutex_); }

 private:
  mutable std::mutex mutex_{};
  std::vector<JournalEntry> journal_{};
  Watcher watcher_{};
  std::vector<Delivered> outbox_{};
  std::function<void(const Delivered&)> told_{};
  bool lose_next_ = false;
};

/// One place where a vendor's documentation and its real server differ, and the knob that flips the fake
/// there.
struct WireRow {
  int number = 0;           ///< the row in the table of docs/wire/<vendor>.md
  std::string_view knob{};  ///< takes "real" or "documented"
  std::string_view documented{};
  std::string_view real{};
};

}  // namespace mfaclient::testing
