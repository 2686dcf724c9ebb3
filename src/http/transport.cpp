#include <algorithm>
#include <fstream>
#include <mutex>
#include <new>
#include <utility>

#include <sys/stat.h>

#include "core/base64.hpp"
#include "http/transfer.hpp"

namespace mfaclient::http {
namespace {

/// Idle slots. A slot per call in flight, each with its own connections: a call never waits for another
/// one's.
class Pool {
 public:
  /// The slot that talked to `origin` last, else any idle one, else a new one.
  [[nodiscard]] std::unique_ptr<Slot> take(std::string origin) {
    std::unique_ptr<Slot> slot = take_idle(origin);
    if (!slot) {
      slot = std::make_unique<Slot>();
      slot->multi.reset(curl_multi_init());
      slot->easy.reset(curl_easy_init());
      if (!slot->multi || !slot->easy) throw std::bad_alloc();
    }
    slot->origin = std::move(origin);
    return slot;
  }

  void give_back(std::unique_ptr<Slot> slot) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kMostIdle) idle_.push_back(std::move(slot));
  }

 private:
  /// So that a burst does not hold its connections for ever.
  static constexpr std::size_t kMostIdle = 64;

  [[nodiscard]] std::unique_ptr<Slot> take_idle(std::string_view origin) {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return nullptr;
    // The latest first: its connection is the least likely to have been closed meanwhile.
    auto found =
        std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& slot) { return slot->origin == origin; });
    if (found == idle_.rend()) found = idle_.rbegin();
    auto slot = std::move(*found);
    idle_.erase(std::next(found).base());
    return slot;
  }

  std::mutex mutex_{};
  std::vector<std::unique_ptr<Slot>> idle_{};
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(Settings settings) : settings_(std::move(settings)) {}

  Result<Response> send(const Url& base, const Request& request, const SendOptions& options) override {
    if (options.stop.stop_requested()) return failure(base, {.ending = Ending::cancelled});
    if (options.timeout <= std::chrono::milliseconds(0))
      return failure(base, {.ending = Ending::deadline, .code = CURLE_OPERATION_TIMEDOUT});
    // Anything else would continue the host name: "https://vendor.example" + ".evil.example/".
    if (!request.target.starts_with('/'))
      return invalid_argument("target", "is not an absolute, percent-encoded path");
    auto slot = pool_.take(base.origin());
    auto response = Transfer(*slot, settings_, base, request, options).run();
    pool_.give_back(std::move(slot));
    return response;
  }

 private:
  const Settings settings_;
  Pool pool_{};
};

Result<void> check_file(std::string_view field, const std::string& path) {
  if (path.empty() || std::ifstream(path).good()) return {};
  return invalid_argument(field, "names a file that can't be read");
}

Result<void> check_directory(std::string_view field, const std::string& path) {
  struct stat what {};
  if (path.empty() || (stat(path.c_str(), &what) == 0 && S_ISDIR(what.st_mode))) return {};
  return invalid_argument(field, "names no directory");
}

/// libcurl takes a pin that it does not understand for the name of a file.
Result<void> check_pin(std::string_view pin) {
  constexpr std::string_view kPrefix = "sha256//";
  constexpr std::size_t kSha256Bytes = 32;
  if (pin.empty()) return {};
  if (pin.starts_with(kPrefix)) {
    const auto digest = base64_decode("pinned_key", pin.substr(kPrefix.size()));
    if (digest && digest->size() == kSha256Bytes) return {};
  }
  return invalid_argument("pinned_key", "is not \"sha256//\" and the base64 of a SHA-256 digest");
}

Result<void> check_timeout(std::string_view field, std::chrono::milliseconds value) {
  if (value > std::chrono::milliseconds(0) && value <= std::chrono::hours(24)) return {};
  return invalid_argument(field, "must be more than zero and at most a day");
}

Result<void> check(const Settings& settings) {
  const auto& tls = settings.tls;
  if (!tls.client_key.empty() && tls.client_certificate.empty())
    return invalid_argument("client_key", "is of no use without a client_certificate");
  for (auto& result :
       {check_file("ca_file", tls.ca_file), check_directory("ca_directory", tls.ca_directory),
        check_pin(tls.pinned_key), check_file("client_certificate", tls.client_certificate),
        check_file("client_key", tls.client_key), check_timeout("connect", settings.timeouts.connect),
        check_timeout("stall", settings.timeouts.stall)})
    if (!result) return result;
  return {};
}

}  // namespace

Result<std::shared_ptr<Transport>> make_curl_transport(const TlsOptions& tls, const Timeouts& timeouts,
                                                       const Limits& limits) {
  if (auto started = start_libcurl(); !started) return std::move(started).error();
  Settings settings{tls, timeouts, limits};
  if (auto checked = check(settings); !checked) return std::move(checked).error();
  return std::make_shared<CurlTransport>(std::move(settings));
}

}  // namespace mfaclient::http
