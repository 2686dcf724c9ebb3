// What docs/wire/operations.md promises: every operation there can be called by its name, and what then
// arrives at the vendor is the method and the path that stand beside it.
#include <algorithm>
#include <chrono>
#include <compare>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/run_tool.hpp"
#include "core/base64.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/providers.hpp"
#include "mfaclient/qr.hpp"
#include "support/any_operation.hpp"

namespace cli {
namespace {

using nlohmann::json;
namespace test = mfaclient::test;
using Strings = std::vector<std::string>;

/// One of the requests that a name stands for.
struct Wire {
  std::string name{};
  std::string method{};
  std::string path{};
  // NOLINTNEXTLINE(modernize-use-nullptr): the tool takes the 0 that is compared with inside for a pointer
  auto operator<=>(const Wire&) const = default;
};

/// What docs/wire/operations.md, which is made from the same, promises of a vendor.
std::map<Wire, test::Arguments> documented(std::string_view vendor) {
  std::map<Wire, test::Arguments> out;
  const auto& provider = *mfaclient::find_provider(vendor).value();
  for (std::size_t i = 0; i < provider.operation_count; ++i) {
    const auto& type = provider.operations[i];
    for (const auto& way : test::ways_of(type))
      out[{std::string(type.info.name), way.method, way.path}] = test::any_arguments(type, way.when);
  }
  return out;
}

/// Each {part} stands for one segment, whatever is in it.
bool fits(const std::string& path, const std::string& pattern) {
  const auto segment = std::regex_replace(pattern, std::regex("\\{[^}]*\\}"), "[^/]+");
  return std::regex_match(path, std::regex(segment));
}

/// One vendor, served and called by the tool. All processes share a clock that only the test moves.
class Operations : public ::testing::Test {
 protected:
  Operations() { folder_.write("clock", std::to_string(now_.time_since_epoch().count())); }

  void serve(std::string_view vendor, std::string_view seed, std::string_view base_path = {}) {
    vendor_ = vendor;
    base_path_ = base_path;
    Strings arguments{"mock",      "serve",
                      vendor_,     "--tls",
                      "--seed",    folder_.write("seed", seed),
                      "--journal", folder_.path("journal"),
                      "--outbox",  folder_.path("outbox")};
    if (!base_path.empty()) arguments.insert(arguments.end(), {"--base-path", base_path_});
    server_.emplace(simulated(std::move(arguments)));
    line_ = server_->first_line();
  }

  /// A profile with one secret, from a file, and the `plain` rest.
  void add_profile(const std::string& name, const std::string& key, const std::string& secret,
                   const std::string& plain = {}) {
    const auto space = line_.find(" ca=");
    config_ += "[profiles." + name + "]\nprovider = \"" + vendor_ + "\"\nurl = \"" + line_.substr(0, space) +
               "\"\nca_file = \"" + line_.substr(space + 4) + "\"\n" + key + " = { file = \"" +
               at_file(secret).substr(1) + "\" }\n" + plain + "\n";
    folder_.write("config/mfactl/config.toml", config_);
  }

  /// Calls `vendor.operation` and answers its reply. Exactly one of the requests that arrive must be what is
  /// documented.
  json call(const std::string& profile, const std::string& operation, Strings arguments = {}) {
    const auto outcome = try_call(profile, vendor_ + "." + operation, std::move(arguments));
    EXPECT_EQ(outcome.exit_code, 0) << operation << ": " << outcome.out << outcome.err;
    return json::parse(outcome.out, nullptr, false);
  }

  /// The rest of what the vendor documents is called with whatever it takes: it arrives, whatever comes of
  /// it.
  void call_the_others(const std::string& profile) {
    for (const auto& [wire, given] : documented(vendor_)) {
      if (called_.contains(wire)) continue;
      Strings arguments;
      for (const auto& [name, value] : given) arguments.push_back(argument(wire.name, name, value));
      (void)try_call(profile, wire.name, std::move(arguments));
      EXPECT_TRUE(called_.contains(wire)) << wire.name;
    }
  }

  /// What a secret argument takes: a file that holds it.
  std::string at_file(const std::string& text) {
    return "@" + folder_.write("secret" + std::to_string(++files_), text);
  }

  /// A file with a code of `secret` that was never made before: the clock moves on to the next step.
  std::string at_code(const std::string& secret) {
    now_ += std::chrono::seconds(30);
    // In place, as many digits as before: no process ever reads half of it.
    std::fstream(folder_.path("clock")) << now_.time_since_epoch().count();
    const auto key = mfaclient::otp::Base32Secret::parse(secret);
    const auto code = mfaclient::otp::Totp::create(key.value().raw()).value().at(now_);
    return at_file(std::string(code.value().reveal()));
  }

  /// A file with the code of the latest message to `address`.
  std::string at_delivered(std::string_view address) {
    std::string code;
    for (const auto& message : lines_of("outbox"))
      if (message["to"] == address) code = message["code"];
    EXPECT_NE(code, "") << "nothing was sent to " << address;
    return at_file(code);
  }

 private:
  Outcome try_call(const std::string& profile, const std::string& name, Strings arguments) {
    const auto before = lines_of("journal").size();
    arguments.insert(arguments.begin(), {"--json", "--profile", profile, "call", name});
    auto outcome = run(simulated(std::move(arguments)));
    const auto requests = lines_of("journal");
    std::set<std::size_t> arrived;
    for (const auto& [wire, given] : documented(vendor_))
      if (wire.name == name)
        for (auto i = before; i < requests.size(); ++i)
          if (is(requests[i], wire)) {
            arrived.insert(i);
            called_.insert(wire);
          }
    EXPECT_EQ(arrived.size(), 1U) << name << " sent " << json(requests).dump() << outcome.out << outcome.err;
    return outcome;
  }

  /// "name=value", as the field's type wants it.
  std::string argument(std::string_view operation, std::string_view name, std::string_view value) {
    const auto& provider = *mfaclient::find_provider(vendor_).value();
    for (std::size_t i = 0; i < provider.operation_count; ++i)
      if (const auto& type = provider.operations[i]; type.info.name == operation) {
        const auto field = std::ranges::find(type.input, name, &mfaclient::schema::Field::name);
        const auto begin = std::string(name);
        if (field->access->kind == mfaclient::schema::Kind::secret)
          return begin + "=" + at_file(std::string(value));
        if (field->access->list) return begin + ":=[\"" + std::string(value) + "\"]";
        return begin + "=" + std::string(value);
      }
    throw std::logic_error("no such operation");
  }
  [[nodiscard]] Command simulated(Strings arguments) const {
    return {.binary = MFACTL_SIMULATED,
            .arguments = std::move(arguments),
            .environment = {{"MFACTL_TEST_CLOCK", folder_.path("clock")},
                            {"HOME", folder_.path("home")},
                            {"XDG_CONFIG_HOME", folder_.path("config")},
                            {"XDG_STATE_HOME", folder_.path("state")}}};
  }
  [[nodiscard]] bool is(const json& request, const Wire& wire) const {
    const auto path = request["path"].get<std::string>();
    return request["method"] == wire.method && path.starts_with(base_path_) &&
           fits(path.substr(base_path_.size()), wire.path);
  }
  [[nodiscard]] std::vector<json> lines_of(std::string_view file) const {
    std::vector<json> out;
    std::istringstream lines(folder_.read(file));
    for (std::string line; std::getline(lines, line);) out.push_back(json::parse(line));
    return out;
  }

  Folder folder_{};
  std::chrono::sys_seconds now_{std::chrono::seconds(1'783'598'405)};  // 5 s into a step
  std::string vendor_{}, base_path_{}, line_{}, config_{};
  std::optional<Background> server_{};
  std::set<Wire> called_{};
  int files_ = 0;
};

constexpr const char* kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";  // in the seeds
constexpr const char* kPassword = "canary-password";                 // in the seeds

TEST(OperationsList, IsThatOfTheRegistry) {
  std::multiset<std::string> known;
  for (const auto& provider : mfaclient::providers())
    for (std::size_t i = 0; i < provider.operation_count; ++i)
      known.emplace(provider.operations[i].info.name);
  const auto list = tool({"--json", "call", "--list"});
  ASSERT_EQ(list.exit_code, 0) << list.err;
  std::multiset<std::string> callable;
  const auto operations = json::parse(list.out)["operations"];
  for (const auto& operation : operations) callable.insert(operation["name"]);
  EXPECT_EQ(callable, known);
}

TEST_F(Operations, OfMailInABoxAreReached) {
  serve("mailinabox", R"({"users": [
    {"email": "ada@box.example.com", "password": "canary-password", "admin": true},
    {"email": "kim@box.example.com", "password": "canary-password", "admin": true},
    {"email": "eve@box.example.com", "password": "canary-password", "admin": true,
     "methods": [{"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "label": "phone"}]}]})",
        "/admin");
  add_profile("ada", "password", kPassword, "username = \"ada@box.example.com\"");
  add_profile("kim", "password", kPassword, "username = \"kim@box.example.com\"");

  const auto offered = call("kim", "mfa_status")["new_mfa"]["totp"]["secret"];
  call("kim", "mfa_totp_enable", {"secret=" + at_file(offered), "code=" + at_code(offered), "label=phone"});
  const auto eve = call("ada", "mfa_status", {"user=eve@box.example.com"});
  call("ada", "mfa_totp_disable",
       {"mfa_id=" + eve["enabled_mfa"][0]["id"].get<std::string>(), "user=eve@box.example.com"});
  call("ada", "mfa_totp_disable_all", {"user=kim@box.example.com"});

  const auto session = call("ada", "login", {"email=ada@box.example.com", "password=" + at_file(kPassword)});
  add_profile("session", "session_key", session["api_key"], "username = \"ada@box.example.com\"");
  call("session", "logout");
  call_the_others("kim");
}

TEST_F(Operations, OfOneLoginAreReached) {
  serve("onelogin", R"({"clients": [{"client_id": "demo", "client_secret": "canary-password"}],
                        "users": [{"id": 101}]})");
  add_profile("tenant", "client_secret", kPassword, "client_id = \"demo\"");
  call("tenant", "token", {"client_id=demo", "client_secret=" + at_file(kPassword)});
  call("tenant", "rate_limit");

  const std::string user = "user_id=101";
  std::string sms;
  const auto factors = call("tenant", "get_mfa_factors", {user})["auth_factors"];
  for (const auto& factor : factors)
    if (factor["name"].get<std::string>().find("SMS") != std::string::npos) sms = factor["factor_id"].dump();
  const auto device = call("tenant", "enroll_mfa_factor",
                           {user, "factor_id=" + sms, "display_name=phone", "number=+14155550100"});
  const auto device_id = "device_id=" + device["id"].get<std::string>();
  const auto sent = call("tenant", "activate_mfa_factors",
                         {user, device_id, "state_token_expires_in=300", "numeric_sms_otp=true"});
  call("tenant", "verify_mfa_factor",
       {user, device_id, "otp_token=" + at_delivered("+14155550100"),
        "state_token=" + at_file(sent["state_token"])});
  EXPECT_EQ(call("tenant", "get_enrolled_factors", {user})["otp_devices"][0]["active"], true);
  call("tenant", "remove_mfa_factors", {user, device_id});
  call("tenant", "generate_mfa_token", {user, "expires_in=600", "reusable:=true"});
  call_the_others("tenant");
}

TEST_F(Operations, OfTheGenericApiAreReached) {
  serve("generic", R"({"users": [
    {"username": "ada", "email": "ada@example.com", "password": "canary-password"},
    {"username": "bob", "email": "bob@example.com", "password": "canary-password",
     "recovery_email": "bob@recovery.example.com",
     "mfa": {"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "recovery_codes": ["AAAAAAAAAAAAAAA2"]}},
    {"username": "eve", "email": "eve@example.com", "password": "canary-password",
     "recovery_email": "eve@recovery.example.com",
     "mfa": {"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "recovery_codes": ["AAAAAAAAAAAAAAA3"]}}]})");
  add_profile("ada", "password", kPassword, "username = \"ada\"");
  const Strings credentials{"username=ada", "password=" + at_file(kPassword)};
  add_profile("session", "jwt", call("ada", "login", credentials)["user_auth"]["token"]);

  call("session", "set_recovery_email", {"recovery_email=ada@recovery.example.com"});
  const auto offer = call("session", "generate_mfa");
  std::string recovery_codes;
  for (const auto& code : offer["recovery_codes"]) recovery_codes += code.get<std::string>() + "\n";
  call("session", "enable_mfa",
       {"secret=" + at_file(offer["secret"]), "code=" + at_code(offer["secret"]),
        "recovery_codes=" + at_file(recovery_codes)});
  EXPECT_EQ(call("session", "user")["mfa"], true);
  const auto challenge = call("ada", "login", credentials)["mfa_token"];
  call("session", "auth_mfa", {"token=" + at_file(challenge), "code=" + at_code(offer["secret"])});
  call("session", "disable_mfa", {"code=" + at_code(offer["secret"])});

  const auto recovered =
      call("ada", "mfa_recover", {"identifier=bob", "recovery_code=" + at_file("AAAAAAAAAAAAAAA2")});
  add_profile("bob", "jwt", recovered["user_auth"]["token"]);
  call("bob", "recovery_disable");
  const auto reset = call("ada", "request_reset_mfa", {"identifier=eve"});
  const auto eve =
      call("ada", "reset_mfa",
           {"token=" + at_file(reset["token"]), "main_email_code=" + at_delivered("eve@example.com"),
            "recovery_email_code=" + at_delivered("eve@recovery.example.com")});
  EXPECT_EQ(eve["mfa"], false);
  call_the_others("ada");
}

TEST_F(Operations, OfCohesityAreReached) {
  serve("cohesity", R"({"mfa": {"enabled": true, "types": ["totp", "email"]},
    "users": [{"username": "admin", "password": "canary-password", "exempt": true,
               "privileges": ["MFA_MODIFY", "CLUSTER_VIEW", "CLUSTER_MODIFY"]},
              {"username": "fred", "password": "canary-password", "email": "fred@example.com",
               "totp": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}],
    "api_keys": [{"key": "canary-key", "username": "admin"}]})");
  add_profile("admin", "api_key", "canary-key");
  call("admin", "get_mfa_config");
  call("admin", "update_mfa_config",
       {"enabled=true", "authentication_types:=[\"totp\",\"email\"]", "retain_user_mfa_settings=true"});

  const Strings credentials{"username=fred", "password=" + at_file(kPassword)};
  const auto with = [&](Strings more) {
    more.insert(more.begin(), credentials.begin(), credentials.end());
    return more;
  };
  call("admin", "create_access_token", with({"otp_code=" + at_code(kSecret)}));
  call("admin", "create_access_token", with({"otp_code=" + at_code(kSecret), "api=v2"}));
  call("admin", "web_login", credentials);
  call("admin", "create_email_otp", credentials);
  const auto session = call("admin", "create_session",
                            with({"otp_code=" + at_delivered("fred@example.com"), "otp_type=email"}));
  add_profile("fred", "session_id", session["session_id"]);
  EXPECT_EQ(call("fred", "session_user")["username"], "fred");
  const auto key = call("fred", "create_totp_key", {"totp_key_name=phone"});
  call("fred", "verify_otp", {"code=" + at_code(key["totp_secret_key"])});
  call("fred", "send_email_otp");
  call("fred", "verify_otp", {"code=" + at_delivered("fred@example.com"), "otp_type=email", "api=v2"});

  const auto support = call("admin", "update_support_mfa_config", {"enabled=true", "mfa_type=totp"});
  call("admin", "verify_support_user_totp", {"totp_code=" + at_code(support["totp_secret_key"])});
  EXPECT_EQ(call("admin", "get_support_mfa_config")["otp_verification_state"], "kSuccess");
  call("admin", "update_support_mfa_config", {"enabled=true", "mfa_type=email", "email=support@example.com"});
  call("admin", "send_support_email_otp");
  call_the_others("admin");
}

/// The secret in a picture of an otpauth URI.
std::string secret_in(const std::string& png_in_base64) {
  const auto png = mfaclient::base64_decode("png", png_in_base64).value();
  const auto text = mfaclient::qr::read_png(png.reveal()).value();
  return std::string(mfaclient::otp::OtpauthUri::parse(text.reveal()).value().secret.text().reveal());
}

TEST_F(Operations, OfQuatrixAreReached) {
  serve("quatrix", R"({"users": [
    {"id": "00000000-0000-4000-8000-000000000001", "email": "ada@acme.example", "password": "canary-password",
     "admin": true},
    {"id": "00000000-0000-4000-8000-000000000002", "email": "bob@acme.example", "password": "canary-password",
     "totp": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}]})",
        "/api/1.0");
  add_profile("start", "password", kPassword, "username = \"ada@acme.example\"");
  const auto password = "password=" + at_file(kPassword);
  const auto session = call("start", "session_start", {"email=ada@acme.example", password});
  add_profile("ada", "session_id", session["session_id"]);
  call("ada", "keepalive");

  const auto secret = secret_in(call("ada", "generate_2fa")["qr_code_base64"]);
  call("ada", "profile_set_mfa", {"auth_type=2FA", "code=" + at_code(secret)});
  EXPECT_EQ(call("ada", "profile")["auth_methods"], json({"2FA"}));
  call("ada", "profile_remove_mfa", {"auth_type=2FA"});

  const auto partial = call("start", "session_start", {"email=bob@acme.example", password});
  call("start", "session_login",
       {"session_id=" + at_file(partial["session_id"]), "auth_type=2FA", "code=" + at_code(kSecret)});
  const std::string bob = "00000000-0000-4000-8000-000000000002";
  const auto ids = "ids:=[\"" + bob + "\"]";
  call("ada", "user_set_mfa", {ids, "auth_type=PIN", "code=" + at_file("01234")});
  EXPECT_EQ(call("ada", "user_metadata", {"id=" + bob})["auth_methods"].size(), 2U);
  call("ada", "user_reset_mfa", {ids, "auth_type=2FA"});
  call("ada", "user_remove_mfa", {ids, "auth_type=PIN"});
  call("ada", "logout");
  call_the_others("start");
}

}  // namespace
}  // namespace cli
