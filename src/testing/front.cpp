#include "testing/front.hpp"

#include <thread>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace mfaclient::testing {
namespace {

constexpr int kWaitingConnections = 512;

// The connection that this thread serves: cpp-httplib hands its handlers everything but that.
thread_local Connection* current = nullptr;

/// A thread per connection; `shutdown()` waits for them.
class Threads final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override {
    {
      const std::lock_guard lock(mutex_);
      ++running_;
    }
    std::thread([this, work = std::move(task)] {
      work();
      const std::lock_guard lock(mutex_);
      // Under the lock: once it is given up, nothing of this object may be touched.
      if (--running_ == 0) idle_.notify_all();
    }).detach();
  }
  void shutdown() override {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return running_ == 0; });
  }

 private:
  std::mutex mutex_{};
  std::condition_variable idle_{};
  std::size_t running_ = 0;
};

// cpp-httplib's default lets two servers share a port, and each gets half of the connections.
void exclusive_port(socket_t socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
}

}  // namespace

Front::Front(std::shared_ptr<Fake> fake, std::string mount, Context tls)
    : fake_(std::move(fake)), mount_(std::move(mount)), tls_(std::move(tls)) {
  set_tcp_nodelay(true);
  set_socket_options(exclusive_port);
  set_keep_alive_max_count(1'000'000);
  set_keep_alive_timeout(60);
  set_payload_max_length(std::size_t{16} << 20U);
  new_task_queue = [] { return new Threads; };
  Post("/", [this](const httplib::Request& framed, httplib::Response& response,
                   const httplib::ContentReader& read_body) { answer(framed, response, read_body); });
}

std::optional<std::uint16_t> Front::bind(std::uint16_t port) {
  const int bound = port == 0 ? bind_to_any_port("127.0.0.1") : bind_to_port("127.0.0.1", port) ? port : 0;
  // cpp-httplib lets five connections wait. The sixth of a burst would be refused by silence, and try again
  // after a second.
  if (bound <= 0 || ::listen(svr_sock_, kWaitingConnections) != 0) return std::nullopt;
  return static_cast<std::uint16_t>(bound);
}

void Front::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  Server::stop();
}

bool Front::process_and_close_socket(socket_t socket) {
  if (enter(socket)) {
    Connection connection(socket, tls_.get());
    current = &connection;
    if (connection.handshake()) serve(connection);
    current = nullptr;
  }
  leave(socket);
  return true;
}

void Front::serve(Connection& connection) {
  bool closing = false;
  while (!closing && connection.next_request()) {
    if (!process_request(connection, false, closing, nullptr) || !connection.flush()) return;
    // After a head that could not be read, nobody knows where the next one begins.
    if (!connection.request()) return;
  }
}

void Front::answer(const httplib::Request& framed, httplib::Response& response,
                   const httplib::ContentReader& read_body) {
  auto request = *current->request();
  // RFC 9112, 6.3: without either header there is no body. cpp-httplib would read until the client gives up.
  if (framed.has_header("Content-Length") || framed.has_header("Transfer-Encoding")) {
    const auto append = [&](const char* data, std::size_t size) {
      request.body.append({data, size});
      return true;
    };
    if (!read_body(append)) return;
  }
  const auto answered = fake_->handle(request, framed.remote_addr, mount_);
  if (!answered) return current->hang_up();
  response.status = answered->status;
  for (const auto& field : answered->headers.fields())
    response.set_header(field.name, std::string(field.value.reveal()));
  if (request.method != "HEAD") response.body = answered->body.reveal();
}

bool Front::enter(socket_t socket) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  return open_.insert(socket).second;
}

void Front::leave(socket_t socket) {
  const std::lock_guard lock(mutex_);
  open_.erase(socket);
  // Closed under the lock: `stop()` must not shut down a descriptor that already means something else.
  ::close(socket);
}

}  // namespace mfaclient::testing
