// An operation is a value: an application with its own event loop encodes the request, sends it itself, and
// has the response judged by the operation. No transport of ours, no session, no threads.
#include <iostream>
#include <memory>
#include <string>

#include "mfaclient/http.hpp"
#include "mfaclient/mailinabox/operations.hpp"
#include "mfaclient/testing/mailinabox.hpp"

using namespace mfaclient;

namespace {

/// Stands for the application's own HTTP stack. It adds the base path, and what it knows of the session.
http::Response my_event_loop_sends(testing::Fake& box, http::Request request,
                                   const SecretString& authorization) {
  if (!authorization.empty()) request.headers.add("Authorization", authorization);
  request.target = "/admin" + request.target;
  return box.handle(request, "127.0.0.1", "/admin").value();
}

}  // namespace

int main() {
  testing::MailinaboxFake box(
      {.system_key = "00112233445566778899aabbccddeeff",
       .users = {{.email = "admin@box.example.com", .password = "correct horse", .admin = true}}});

  const mailinabox::Login login{.email = "admin@box.example.com", .password = SecretString("correct horse")};
  const auto request = encode(login);
  if (!request) return std::cerr << request.error().text() << '\n', 2;
  if (const auto valid = http::validate(*request); !valid) return 2;
  const auto session = decode(login, my_event_loop_sends(box, *request, {}));
  if (!session) return std::cerr << session.error().text() << '\n', 1;

  // The session key's header is the one that a further sign-in of the same account would carry with the key
  // as password.
  const mailinabox::Login keyed{.email = session->email, .password = session->api_key};
  const http::Request with_key = encode(keyed).value();
  const SecretString authorization(with_key.headers.get("Authorization").value_or(""));

  const mailinabox::MfaStatus status;
  const auto reply = decode(status, my_event_loop_sends(box, encode(status).value(), authorization));
  if (!reply) return std::cerr << reply.error().text() << '\n', 1;
  std::cout << reply->enabled_mfa.size() << " methods are on\n";
}
