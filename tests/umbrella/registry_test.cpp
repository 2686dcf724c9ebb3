// The one list of the vendors, and what is chosen from it by name.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/otp.hpp"
#include "mfaclient/providers.hpp"
#include "support/any_operation.hpp"

namespace mfaclient {
namespace {

using test::any_arguments;

/// Nothing may be sent over it.
class NoLine final : public http::Transport {
 public:
  Result<http::Response> send(const http::Url& /*base*/, const http::Request& /*request*/,
                              const http::SendOptions& /*options*/) override {
    ++sent;
    return make_error(Errc::network, "there is no line");
  }
  int sent = 0;
};

class Registry : public ::testing::Test {
 protected:
  [[nodiscard]] ProviderConfig config(std::string_view provider,
                                      std::vector<std::pair<std::string, SecretString>> credentials) const {
    ProviderConfig config{.provider = std::string(provider), .url = "https://vendor.example.com/base"};
    config.credentials = std::move(credentials);
    config.options.transport = line;
    return config;
  }
  static std::pair<std::string, SecretString> given(std::string_view name, std::string_view value = "1") {
    return {std::string(name), SecretString(value)};
  }

  std::shared_ptr<NoLine> line = std::make_shared<NoLine>();
};

TEST_F(Registry, FindsAVendorByItsNameAndItsAliases) {
  std::set<std::string_view> names;
  for (const auto& provider : providers()) {
    EXPECT_TRUE(names.insert(provider.name).second) << provider.name;
    EXPECT_EQ(find_provider(provider.name).value(), &provider);
    for (const auto alias : provider.aliases) {
      EXPECT_TRUE(names.insert(alias).second) << alias;
      EXPECT_EQ(find_provider(alias).value(), &provider);
    }
  }
  EXPECT_EQ(find_provider("shellhub").value()->name, "generic");
  for (const auto* name : {"", "Generic", "mailinabox ", "nobody"})
    EXPECT_EQ(find_provider(name).error().field, "provider") << name;
}

TEST_F(Registry, HasARowOfEachVendorsFacts) {
  for (const auto& provider : providers()) {
    EXPECT_FALSE(provider.title.empty() || provider.client.empty());
    EXPECT_TRUE(std::ranges::any_of(provider.credentials, &CredentialInfo::secret)) << provider.name;
    ASSERT_EQ(provider.capabilities.size(), static_cast<std::size_t>(Verb::sign_out) + 1);
    for (std::size_t i = 0; i < provider.capabilities.size(); ++i)
      EXPECT_EQ(static_cast<std::size_t>(provider.capabilities[i].verb), i);
    std::set<std::string_view> operations;
    for (std::size_t i = 0; i < provider.operation_count; ++i) {
      const auto& info = provider.operations[i].info;
      EXPECT_TRUE(operations.insert(info.name).second) << info.name;
      EXPECT_TRUE(info.name.starts_with(std::string(provider.name) + ".")) << info.name;
      EXPECT_TRUE(info.path.starts_with('/')) << info.name;
    }
    EXPECT_TRUE(provider.logout == nullptr || operations.contains(provider.logout->info.name));
  }
}

// Each is documented by name, and the same one may be called in two ways: "turn off one", "turn off all".
TEST_F(Registry, KnowsTheThirtyTwoDocumentedOperations) {
  std::set<std::string> documented;
  for (const auto& provider : providers())
    for (std::size_t i = 0; i < provider.operation_count; ++i)
      if (const auto& info = provider.operations[i].info; !info.documented.empty())
        documented.insert(std::string(provider.name) + "." + std::string(info.documented));
  EXPECT_EQ(documented.size(), 32U);
}

TEST_F(Registry, EveryOperationTakesSomeArguments) {
  for (const auto& provider : providers())
    for (std::size_t i = 0; i < provider.operation_count; ++i)
      EXPECT_NO_THROW((void)any_arguments(provider.operations[i])) << provider.operations[i].info.name;
}

TEST_F(Registry, AClientPerformsItsVendorsOperationsOnly) {
  const auto api = make_client(config("onelogin", {given("access_token")})).value();
  for (const auto& provider : providers()) {
    const auto& type = provider.operations[0];
    const auto op = test::filled(type, any_arguments(type));
    const auto output = type.make_output();
    const auto done = api.client->perform(OperationRef(type, op.get()), output.get());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().field == "operation", provider.name != "onelogin") << provider.name;
  }
  EXPECT_EQ(line->sent, 1);
}

TEST_F(Registry, AnOwnerIsNamedByTheSettings) {
  const auto owner =
      owner_of(config("mailinabox", {given("username", "ada@example.com"), given("password")}));
  EXPECT_EQ(owner.value(), (FactorOwner{.provider = "mailinabox",
                                        .origin = "https://vendor.example.com",
                                        .account = "ada@example.com"}));
  EXPECT_EQ(
      owner_of(config("cohesity", {given("username", "fred"), given("password"), given("domain", "corp")}))
          ->account,
      "fred@corp");
  EXPECT_EQ(owner_of(config("cohesity", {given("api_key"), given("principal", "support")}))->account,
            "support");
  EXPECT_EQ(owner_of(config("shellhub", {given("username", "bob"), given("password")}))->provider, "generic");
  auto keyed = config("quatrix", {given("api_key")});
  EXPECT_EQ(owner_of(keyed)->account, "");
  keyed.options.account_name = "profile robot";
  EXPECT_EQ(owner_of(keyed)->account, "profile robot");
  EXPECT_EQ(line->sent, 0);
}

TEST_F(Registry, ManagesFactorsUnderTheNameThatIsThere) {
  const auto store = make_memory_store();
  auto keyed = config("quatrix", {given("api_key")});
  const auto nameless = manage_factors(keyed, store);
  ASSERT_FALSE(nameless);
  EXPECT_EQ(nameless.error().code, Errc::invalid_argument);
  EXPECT_EQ(nameless.error().field, "account_name");
  keyed.options.account_name = "profile robot";
  EXPECT_EQ(manage_factors(keyed, store)->owner().account, "profile robot");
  keyed.options.account_name = {};
  EXPECT_EQ(manage_factors(keyed, store, Account::user("kim"))->owner().account, "kim");
  EXPECT_EQ(manage_factors(keyed, nullptr, Account::user("kim")).error().field, "store");
  EXPECT_EQ(manage_factors(keyed, store, Account::user("")).error().field, "account");

  const auto own = config("generic", {given("username", "bob"), given("password")});
  EXPECT_EQ(manage_factors(own, store, Account::user("kim")).error().code, Errc::unsupported);
  EXPECT_EQ(manage_factors(config("nobody", {}), store).error().field, "provider");
  EXPECT_EQ(line->sent, 0);
}

/// Gives the one code that it has.
class Scripted final : public CodeSource {
 public:
  Result<SecretString> code(const CodeRequest& /*request*/, const CallOptions& /*options*/) override {
    return SecretString("123456");
  }
};

TEST_F(Registry, KeepsACodeSourceThatTheSettingsHave) {
  auto settings = config("generic", {given("username", "bob"), given("password")});
  const auto scripted = std::make_shared<Scripted>();
  settings.options.code_source = scripted;
  const auto before = scripted.use_count();
  const auto manager = manage_factors(settings, make_memory_store()).value();
  EXPECT_GT(scripted.use_count(), before);
}

}  // namespace
}  // namespace mfaclient
