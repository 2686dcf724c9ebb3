#include "exchange/session_keeper.hpp"

#include <algorithm>
#include <utility>

namespace mfaclient {
namespace {

// How often a waiting thread looks at its own deadline and stop request, which are on the client's clock.
constexpr std::chrono::milliseconds kGlance{10};

/// The end of one thread's patience says nothing about the vendor's answer to another.
bool own_bounds(Errc code) { return code == Errc::timeout || code == Errc::cancelled; }

}  // namespace

/// One sign-in under way. It ends with the scope, whatever happens there: a caller's code source may throw,
/// and then nobody must be left waiting.
class SessionKeeper::Landing {
 public:
  Landing(SessionKeeper& keeper, std::unique_lock<std::mutex>& lock) : keeper_(keeper), lock_(lock) {
    keeper_.flight_ = std::make_shared<Flight>();
  }
  Landing(const Landing&) = delete;
  Landing& operator=(const Landing&) = delete;
  ~Landing() {
    if (!lock_.owns_lock()) lock_.lock();
    keeper_.flight_->over = true;
    keeper_.flight_.reset();
    keeper_.landed_.notify_all();
  }

 private:
  SessionKeeper& keeper_;
  std::unique_lock<std::mutex>& lock_;
};

Result<std::shared_ptr<const Session>> SessionKeeper::get(const Call& call) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (expired()) session_.reset();
    if (session_) return session_;
    if (!flight_) break;
    const auto flight = flight_;
    while (!flight->over) {
      if (auto alive = call.check(); !alive) return std::move(alive).error();
      landed_.wait_for(lock, kGlance);
    }
    if (flight->error && !own_bounds(flight->error->code)) return *flight->error;
  }
  const Landing landing(*this, lock);
  lock.unlock();
  auto session = sign_in_(call);
  lock.lock();
  if (!session) {
    flight_->error = session.error();
    return std::move(session).error();
  }
  session_ = std::make_shared<const Session>(*std::move(session));
  return session_;
}

bool SessionKeeper::expired() const {
  return clock_ != nullptr && session_ && session_->expires && *session_->expires <= clock_->now();
}

std::shared_ptr<const Session> SessionKeeper::current() const {
  const std::scoped_lock lock(mutex_);
  return session_;
}

void SessionKeeper::adopt(Session session) {
  const std::scoped_lock lock(mutex_);
  session_ = std::make_shared<const Session>(std::move(session));
}

void SessionKeeper::drop() {
  const std::scoped_lock lock(mutex_);
  session_.reset();
}

void SessionKeeper::drop(const Session& session) {
  const std::scoped_lock lock(mutex_);
  if (session_ && session_->headers == session.headers) session_.reset();
}

void SessionKeeper::drop_used_by(const http::Request& request) {
  const std::scoped_lock lock(mutex_);
  const auto carried = [&](const auto& header) {
    return request.headers.get(header.first) == std::optional(header.second.reveal());
  };
  if (session_ && std::ranges::all_of(session_->headers, carried)) session_.reset();
}

}  // namespace mfaclient
