// The same recorded conversations, in-process and over loopback sockets: a client can't tell the mounts
// apart.
#include "testing/exchanges.hpp"

#include <memory>

#include <gtest/gtest.h>
#include <httplib.h>

#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/server.hpp"
#include "mfaclient/testing/transport.hpp"
#include "support/fixtures.hpp"

namespace mfaclient::testing {
namespace {

enum class Mount : std::uint8_t { in_process, http, https };

struct Parameter {
  std::string topic{};
  Mount mount{};
};

// One client connection per case, kept alive: a body that was left unread would spoil the exchange after it.
class Wire {
 public:
  Wire(std::shared_ptr<Fake> fake, bool tls)
      : server_(Server::start(std::move(fake), {.tls = tls, .base_path = "/admin"}).value()) {
    const auto& url = server_->url();
    const auto origin = url.substr(0, url.rfind('/'));
    client_ = std::make_unique<httplib::Client>(origin);
    client_->set_keep_alive(true);
    client_->set_url_encode(false);
    client_->set_tcp_nodelay(true);
    if (!tls) return;
    client_->set_ca_cert_path(server_->ca_file());
    client_->enable_server_certificate_verification(true);
  }

  std::optional<http::Response> send(const http::Request& request) {
    httplib::Request out;
    out.method = request.method;
    out.path = "/admin" + request.target;
    for (const auto& field : request.headers.fields()) out.headers.emplace(field.name, field.value.reveal());
    out.body = request.body.reveal();
    const auto result = client_->send(out);
    if (!result) return std::nullopt;
    http::Response response;
    response.status = result->status;
    for (const auto& [name, value] : result->headers) response.headers.add(name, std::string_view(value));
    response.body = SecretString(result->body);
    return response;
  }

 private:
  std::unique_ptr<Server> server_;
  std::unique_ptr<httplib::Client> client_{};
};

void play_case(const exchanges::Case& one, Mount mount) {
  const auto clock = std::make_shared<ManualClock>(Time(std::chrono::seconds(1'700'000'000)));
  const auto fake = std::make_shared<MailinaboxFake>(MailinaboxSeed::from_json(one.seed).value(), clock);
  exchanges::Target target;
  target.clock = clock.get();
  target.restart = [&] { fake->restart(); };
  target.set_knob = [&](const auto& knob, const auto& value) { ASSERT_TRUE(fake->set_knob(knob, value)); };
  std::unique_ptr<Wire> wire;
  if (mount == Mount::in_process) {
    target.send = [&](const http::Request& request) { return fake->handle(request); };
  } else {
    wire = std::make_unique<Wire>(fake, mount == Mount::https);
    target.send = [&](const http::Request& request) { return wire->send(request); };
  }
  exchanges::play(one, target);
}

class Exchanges : public ::testing::TestWithParam<Parameter> {};

TEST_P(Exchanges, AreAnsweredAsRecorded) {
  const auto cases = exchanges::parse(fixtures::read("mailinabox/exchanges/" + GetParam().topic + ".txt"));
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) play_case(one, GetParam().mount);
}

std::vector<Parameter> parameters() {
  std::vector<Parameter> all;
  for (const auto mount : {Mount::in_process, Mount::http, Mount::https})
    for (const auto* topic :
         {"ban", "disable", "documented", "enable", "login", "refusals", "replay", "sessions", "status"})
      all.push_back({topic, mount});
  return all;
}

std::string name_of(const ::testing::TestParamInfo<Parameter>& info) {
  const auto mount = info.param.mount == Mount::in_process ? "in_process"
                     : info.param.mount == Mount::http     ? "http"
                                                           : "https";
  return info.param.topic + "_" + mount;
}

INSTANTIATE_TEST_SUITE_P(Mailinabox, Exchanges, ::testing::ValuesIn(parameters()), name_of);

}  // namespace
}  // namespace mfaclient::testing
