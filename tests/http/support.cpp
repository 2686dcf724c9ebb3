#include "http/support.hpp"

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <stdexcept>

#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>

namespace mfaclient::test {
namespace {

struct Names {
  std::mutex mutex{};
  std::condition_variable changed{};
  bool stuck = false;
  int asking = 0;
};

Names& names() {
  static Names state;
  return state;
}

}  // namespace

http::Url url(std::string_view text) { return http::Url::parse(text).value(); }

std::shared_ptr<http::Transport> transport(const http::TlsOptions& tls, const http::Timeouts& timeouts,
                                           const http::Limits& limits) {
  return http::make_curl_transport(tls, timeouts, limits).value();
}

http::Request request(std::string_view method, std::string_view target, std::string_view body) {
  http::Request out;
  out.method = method;
  out.target = target;
  out.body = SecretString(body);
  return out;
}

http::SendOptions within(milliseconds time) {
  http::SendOptions options;
  options.timeout = time;
  return options;
}

http::SendOptions relaxed() { return within(milliseconds(20'000)); }

http::SendOptions once() {
  auto options = relaxed();
  options.fresh_connection = true;
  return options;
}

milliseconds since(SteadyClock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(SteadyClock::now() - start);
}

ScopedVariable::ScopedVariable(const char* name, std::optional<std::string> value) : name_(name) {
  if (const char* before = getenv(name)) before_ = before;
  set(value);
}
ScopedVariable::~ScopedVariable() { set(before_); }
void ScopedVariable::set(const std::optional<std::string>& value) const {
  if (value)
    setenv(name_, value->c_str(), 1);
  else
    unsetenv(name_);
}

ScopedDirectory::ScopedDirectory() {
  std::string name = std::filesystem::temp_directory_path() / "mfaclient-http-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = name;
}
ScopedDirectory::~ScopedDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}
std::string ScopedDirectory::write(std::string_view name, std::string_view content) const {
  const auto path = path_ / name;
  std::ofstream(path) << content;
  return path;
}

StuckResolver::StuckResolver() {
  const std::lock_guard lock(names().mutex);
  names().stuck = true;
}
StuckResolver::~StuckResolver() {
  std::unique_lock lock(names().mutex);
  names().stuck = false;
  names().changed.notify_all();
  names().changed.wait(lock, [] { return names().asking == 0; });
}
void StuckResolver::wait_for_question() {
  std::unique_lock lock(names().mutex);
  names().changed.wait(lock, [] { return names().asking > 0; });
}

namespace {

int answer(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  const std::string_view name = node == nullptr ? "" : node;
  if (name == "gone.test") return EAI_NONAME;
  if (name.ends_with(".loop.test")) return real("127.0.0.1", service, hints, result);
  if (name != "stuck.test") return real(node, service, hints, result);
  std::unique_lock lock(names().mutex);
  ++names().asking;
  names().changed.notify_all();
  names().changed.wait(lock, [] { return !names().stuck; });
  --names().asking;
  names().changed.notify_all();
  return EAI_AGAIN;
}

}  // namespace
}  // namespace mfaclient::test

// Takes the place of the C library's for this whole program, libcurl included: no test asks a name server.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  return mfaclient::test::answer(node, service, hints, result);
}
