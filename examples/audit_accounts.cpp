// Who has MFA on? Accounts come in as NDJSON, one {"account":"..."} a line; their status goes out the same
// way, at any vendor that lets the caller look at others:
//
//   audit_accounts PROVIDER URL < accounts.ndjson > audit.ndjson
//
// with the credentials in MFA_USERNAME and MFA_PASSWORD. Without arguments it shows itself on an embedded
// fake. A line that fails becomes {"account","error"}, the rest goes on, and the exit code is 15.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "mfaclient/mfaclient.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/transport.hpp"

using namespace mfaclient;
using nlohmann::json;

namespace {

json describe(const Status& status) {
  json factors = json::array();
  for (const auto& factor : status.factors)
    factors.push_back({{"id", factor.id}, {"kind", to_string(factor.kind)}, {"active", factor.active}});
  return {{"enabled", status.enabled ? json(*status.enabled) : json()}, {"factors", std::move(factors)}};
}

json audit_line(IMfaProvider& provider, const std::string& line) {
  const auto item = json::parse(line, nullptr, false);
  if (!item.is_object() || !item.contains("account") || !item["account"].is_string())
    return {{"error", "is no object with an account"}};
  const auto account = item["account"].get<std::string>();
  const auto status = provider.status(Account::user(account));
  if (!status) return {{"account", account}, {"error", to_string(status.error().code)}};
  json out = describe(*status);
  out["account"] = account;
  return out;
}

int audit(IMfaProvider& provider, std::istream& accounts, std::ostream& report) {
  bool all = true;
  for (std::string line; std::getline(accounts, line);) {
    if (line.empty()) continue;
    const auto out = audit_line(provider, line);
    all = all && !out.contains("error");
    report << out.dump() << '\n' << std::flush;
  }
  return all ? 0 : 15;
}

int audit_vendor(const std::string& name, const std::string& url) {
  ProviderConfig config{.provider = name, .url = url};
  for (const auto& [credential, variable] :
       {std::pair("username", "MFA_USERNAME"), std::pair("password", "MFA_PASSWORD")})
    // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread
    if (const char* value = std::getenv(variable))
      config.credentials.emplace_back(credential, SecretString(std::string_view(value)));
  const auto provider = make_provider(config);
  if (!provider) return std::cerr << provider.error().text() << '\n', 2;
  return audit(**provider, std::cin, std::cout);
}

int show() {
  testing::MailinaboxSeed seed;
  seed.users.push_back({.email = "admin@box.example.com", .password = "correct horse", .admin = true});
  seed.users.push_back({.email = "safe@box.example.com",
                        .password = "battery staple",
                        .methods = {{.secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}}});
  ProviderConfig config{.provider = "mailinabox", .url = "https://box.example.com/admin"};
  config.credentials.emplace_back("username", SecretString(std::string_view("admin@box.example.com")));
  config.credentials.emplace_back("password", SecretString(std::string_view("correct horse")));
  config.options.transport =
      std::make_shared<testing::FakeTransport>(std::make_shared<testing::MailinaboxFake>(seed), "/admin");
  const auto provider = make_provider(config).value();

  std::istringstream accounts(
      "{\"account\":\"admin@box.example.com\"}\n{\"account\":\"safe@box.example.com\"}\n"
      "{\"account\":\"nobody@box.example.com\"}\n");
  std::ostringstream report;
  const int exit_code = audit(*provider, accounts, report);
  std::cout << report.str();
  const bool found =
      report.str().find("\"account\":\"safe@box.example.com\",\"enabled\":true") != std::string::npos;
  return exit_code == 15 && found ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return audit_vendor(argv[1], argv[2]);
  if (argc == 1) return show();
  std::cerr << "usage: audit_accounts PROVIDER URL < accounts.ndjson\n";
  return 2;
}
