#include "mfaclient/testing/fake.hpp"

#include <utility>

#include "testing/replies.hpp"

namespace mfaclient::testing {
namespace {

// The target below `mount`; nullopt outside of it. "/admin" holds "/admin/x" and "/admin?x", but not
// "/administrator".
std::optional<std::string> below(std::string_view mount, std::string_view target) {
  while (mount.ends_with('/')) mount.remove_suffix(1);
  if (!target.starts_with(mount)) return std::nullopt;
  target.remove_prefix(mount.size());
  if (target.starts_with('/')) return std::string(target);
  if (!target.empty() && target.front() != '?') return std::nullopt;
  return "/" + std::string(target);
}

}  // namespace

std::optional<http::Response> Fake::handle(const http::Request& request, std::string_view peer,
                                           std::string_view mount) {
  const auto held = lock();
  JournalEntry entry{request, std::string(peer), std::nullopt};
  std::optional<http::Response> response;
  if (auto target = below(mount, request.target)) {
    auto inner = request;
    inner.target = *std::move(target);
    response = answer(inner, peer);
  } else {
    response = html_error(404, "text/html", "Not Found", "Nothing is served outside of the application.");
  }
  if (std::exchange(lose_next_, false)) response.reset();
  entry.response = response;
  if (watcher_) {
    if (!watcher_(entry)) response.reset();
  } else {
    journal_.push_back(std::move(entry));
  }
  return response;
}

void Fake::lose_next_answer() {
  const auto held = lock();
  lose_next_ = true;
}

std::vector<JournalEntry> Fake::journal() const {
  const auto held = lock();
  return journal_;
}

void Fake::clear_journal() {
  const auto held = lock();
  journal_.clear();
}

void Fake::watch(Watcher watcher) {
  const auto held = lock();
  watcher_ = std::move(watcher);
}

std::vector<Delivered> Fake::outbox() const {
  const auto held = lock();
  return outbox_;
}

void Fake::on_delivery(std::function<void(const Delivered&)> told) {
  const auto held = lock();
  told_ = std::move(told);
}

void Fake::deliver(Delivered message) {
  if (told_) {
    told_(message);
  } else {
    outbox_.push_back(std::move(message));
  }
}

Result<void> Fake::set_knob(std::string_view name, std::string_view value) {
  const auto held = lock();
  return knob(name, value);
}

}  // namespace mfaclient::testing
