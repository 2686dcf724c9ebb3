#include "mfaclient/testing/server.hpp"

#include <filesystem>
#include <thread>
#include <utility>

#include <stdlib.h>
#include <unistd.h>

#include "testing/front.hpp"
#include "testing/throwaway_ca.hpp"

namespace mfaclient::testing {
namespace {

Error failure(Errc code, std::string_view message) {
  Error error;
  error.code = code;
  error.message = message;
  return error;
}

/// A file that only its owner may read, gone with this object.
class TemporaryFile {
 public:
  TemporaryFile() = default;
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] bool create(std::string_view text) {
    std::error_code none;
    auto name = (std::filesystem::temp_directory_path(none) / "mfaclient-ca-XXXXXX").string();
    const int file = ::mkstemp(name.data());  // with mode 0600 (POSIX.1-2008)
    if (file < 0) return false;
    path_ = name;
    const auto written = ::write(file, text.data(), text.size());
    return ::close(file) == 0 && written == static_cast<ssize_t>(text.size());
  }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_{};
};

}  // namespace

struct Server::Impl {
  std::string url{};
  std::string ca_pem{};
  TemporaryFile ca_file{};
  std::unique_ptr<Front> front{};
  std::thread listener{};
};

Result<std::unique_ptr<Server>> Server::start(std::shared_ptr<Fake> fake, const ServerOptions& options) {
  if (!options.base_path.empty() && (!options.base_path.starts_with('/') || options.base_path.ends_with('/')))
    return invalid_argument("base_path", "begins with a slash and does not end with one");
  auto impl = std::make_unique<Impl>();
  Context context;
  if (options.tls) {
    auto tls = ThrowawayTls::make();
    if (!tls) return tls.error();
    impl->ca_pem = std::move(tls->ca_pem);
    context = std::move(tls->context);
    if (!impl->ca_file.create(impl->ca_pem))
      return failure(Errc::storage,
                     "The CA's certificate could not be written to the directory for temporary files.");
  }
  impl->front = std::make_unique<Front>(std::move(fake), options.base_path, std::move(context));
  const auto port = impl->front->bind(options.port);
  if (!port) return failure(Errc::network, "The port is taken; choose another, or 0 for any free one.");
  impl->url =
      (options.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(*port) + options.base_path;
  impl->listener = std::thread([front = impl->front.get()] { front->run(); });
  // The socket takes connections already; but before it runs, cpp-httplib ignores a stop.
  while (!impl->front->running()) std::this_thread::yield();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() { stop(); }

const std::string& Server::url() const noexcept { return impl_->url; }
const std::string& Server::ca_pem() const noexcept { return impl_->ca_pem; }
const std::string& Server::ca_file() const noexcept { return impl_->ca_file.path(); }

void Server::stop() {
  if (!impl_->listener.joinable()) return;
  impl_->front->stop();
  impl_->listener.join();
}

}  // namespace mfaclient::testing
