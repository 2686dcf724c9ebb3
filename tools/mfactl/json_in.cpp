#include "json_in.hpp"

#include <string_view>

#include "files.hpp"
#include "secret_source.hpp"
#include "wire/json.hpp"

namespace mfactl {
namespace {

using mfaclient::Challenge;
using mfaclient::Result;
using mfaclient::SecretString;
using mfaclient::Session;

Result<SecretString> read_input(const std::string& file, std::string_view option,
                                const std::stop_token& stop) {
  return file == "-" ? read_secret_stdin(option, stop) : read_file(file);
}

}  // namespace

Result<Session> read_session(const std::string& file, const std::stop_token& stop) {
  const auto text = read_input(file, "--session", stop);
  if (!text) return text.error();
  mfaclient::wire::JsonDocument document(text->reveal());
  const auto root = document.root();
  Session session{.origin = root.text("origin")};
  const auto headers = root.object("headers");
  for (const auto& name : headers.names()) session.headers.emplace_back(name, headers.secret(name));
  if (document.fault() || session.headers.empty())
    return mfaclient::invalid_argument("--session", "is not what mfactl login printed");
  return session;
}

Result<Challenge> read_challenge(const std::string& file, const std::stop_token& stop) {
  const auto text = read_input(file, "--challenge", stop);
  if (!text) return text.error();
  mfaclient::wire::JsonDocument document(text->reveal());
  const auto json = document.root().object("challenge");
  Challenge challenge{.prompt = json.optional_text("prompt").value_or(""),
                      .sent_to = json.optional_text("sent_to").value_or(""),
                      .state = json.secret("state")};
  for (const auto& item : json.list("accepts"))
    if (const auto kind = mfaclient::factor_kind(item.as_text())) challenge.accepts.push_back(*kind);
  if (document.fault())
    return mfaclient::invalid_argument("--challenge", "is not what mfactl challenge printed");
  return challenge;
}

}  // namespace mfactl
