// Our client, a validating proxy, the fake: neither requests nor answers may differ from the contract.
#include "contract/contract.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

#include <gtest/gtest.h>

#include "contract/proxy.hpp"
#include "contract/walk.hpp"
#include "mfaclient/providers.hpp"
#include "mfaclient/testing/server.hpp"
#include "support/any_operation.hpp"

namespace mfaclient::contract {
namespace {

std::string file_of(std::string_view vendor) {
  return std::string(MFACLIENT_SOURCE_DIR) + "/contracts/" + std::string(vendor) + ".yaml";
}

/// A client of the vendor's with those credentials.
Result<AnyClient> client_of(const Walk& walk, const Stage& stage,
                            const std::vector<std::pair<std::string, std::string>>& credentials) {
  ProviderConfig config{.provider = std::string(walk.name), .url = stage.url, .options = stage.options()};
  for (const auto& [name, value] : credentials) config.credentials.emplace_back(name, SecretString(value));
  return make_client(config);
}

/// A client whose credentials need no sign-in, and are worth nothing.
AnyClient dead_client(const Walk& walk, const Stage& stage) {
  for (const auto& credential : find_provider(walk.name).value()->credentials)
    if (auto client = client_of(walk, stage, {{std::string(credential.name), "dead"}}))
      return *std::move(client);
  throw std::logic_error("no credential of " + std::string(walk.name) + " stands alone");
}

void perform(const OperationType& type, const AnyClient& client) {
  const auto op = test::filled(type, test::any_arguments(type));
  const auto output = type.make_output();
  [[maybe_unused]] const auto done = client.client->perform(OperationRef(type, op.get()), output.get());
}

/// Every operation with credentials that are worth nothing, and those that the walk has left out with some
/// that are.
void walk_by_the_registry(const Walk& walk, const Stage& stage, const testing::Fake& fake) {
  const auto& provider = *find_provider(walk.name).value();
  const std::span operations(provider.operations, provider.operation_count);
  const auto dead = dead_client(walk, stage);
  for (const auto& type : operations) perform(type, dead);
  for (const auto& type : operations) {
    const auto seen = std::ranges::any_of(fake.journal(), [&](const testing::JournalEntry& entry) {
      return entry.request.method == type.info.method && entry.response && entry.response->status < 300 &&
             fits(std::string(walk.mount).append(type.info.path), entry.request.target);
    });
    if (!seen) perform(type, client_of(walk, stage, walk.credentials).value());
  }
}

class VendorContract : public ::testing::TestWithParam<Walk> {};

TEST_P(VendorContract, IsKeptByClientAndFake) {
  const auto& walk = GetParam();
  const auto clock = std::make_shared<testing::ManualClock>(Time{std::chrono::seconds{1'800'000'000}});
  const auto fake = walk.make_fake(clock);
  const auto server = testing::Server::start(fake).value();
  const Prism prism(file_of(walk.name), server->url());
  const auto transport = std::make_shared<JudgedTransport>();
  const Stage stage{.url = prism.url() + std::string(walk.mount), .transport = transport, .clock = clock};
  walk.walk(stage, *fake);
  walk_by_the_registry(walk, stage, *fake);

  const Contract contract(as_json(file_of(walk.name)));
  for (const auto& violation : transport->violations()) ADD_FAILURE() << violation;
  for (const auto& entry : fake->journal())
    for (const auto& fault : contract.faults(entry)) ADD_FAILURE() << fault;
  for (const auto& answer : contract.unseen(fake->journal()))
    if (std::ranges::find(walk.out_of_reach, answer) == walk.out_of_reach.end())
      ADD_FAILURE() << "documented, and not walked through: " << answer;
}

INSTANTIATE_TEST_SUITE_P(All, VendorContract, ::testing::ValuesIn(test::Listed<Walk>::all()),
                         [](const auto& of) { return std::string(of.param.name); });

TEST(Contracts, AreOfAllVendors) {
  for (const auto& provider : providers())
    EXPECT_NO_THROW((void)test::Listed<Walk>::find(provider.name)) << provider.name;
}

/// The guards themselves, on a contract of two routes: each planted fault is seen, and nothing else.
class Planted final : public testing::Fake {
 public:
  http::Response response{.status = 200};

 protected:
  std::optional<http::Response> answer(const http::Request&, std::string_view) override { return response; }
  Result<void> knob(std::string_view name, std::string_view) override {
    return invalid_argument(name, "none");
  }
};

struct Plant {
  std::string name{};
  http::Request request{};
  int status = 200;
  std::string body = R"({"id":7})";
  bool by_proxy = false, by_names = false;
};

http::Request json_request(std::string_view body) {
  http::Request request{.method = "POST", .target = "/things?page=2", .body = SecretString(body)};
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Accept", "application/json");
  return request;
}

http::Request form_request(std::string_view body) {
  http::Request request{.method = "PUT", .target = "/things", .body = SecretString(body)};
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.headers.add("Accept", "application/json");
  return request;
}

class PlantedFault : public ::testing::TestWithParam<Plant> {};

TEST_P(PlantedFault, IsSeen) {
  const auto& plant = GetParam();
  const auto fake = std::make_shared<Planted>();
  fake->response.status = plant.status;
  fake->response.headers.add("Content-Type", "application/json");
  fake->response.body = SecretString(plant.body);
  const auto server = testing::Server::start(fake).value();
  const auto file = std::string(MFACLIENT_SOURCE_DIR) + "/tests/contract/planted.yaml";
  const Prism prism(file, server->url());
  JudgedTransport transport;
  const auto url = http::Url::parse(prism.url()).value();
  ASSERT_TRUE(transport.send(url, plant.request, {.timeout = std::chrono::seconds{10}}));

  const Contract contract(as_json(file));
  ASSERT_EQ(fake->journal().size(), 1U);
  EXPECT_EQ(!transport.violations().empty(), plant.by_proxy);
  EXPECT_EQ(!contract.faults(fake->journal().front()).empty(), plant.by_names);
  const auto unseen = contract.unseen(fake->journal());
  EXPECT_EQ(unseen.size(), plant.status == 200 ? 1U : 2U);
}

INSTANTIATE_TEST_SUITE_P(
    All, PlantedFault,
    ::testing::Values(Plant{"NothingInJson", json_request(R"({"name":"n"})")},
                      Plant{"NothingInAForm", form_request("name=n")},
                      Plant{"JsonField", json_request(R"({"nmae":"n"})"), 200, R"({"id":7})", true, false},
                      Plant{"FormField", form_request("nmae=n"), 200, R"({"id":7})", true, true},
                      Plant{"SpareFormField", form_request("name=n&nmae=n"), 200, R"({"id":7})", false, true},
                      Plant{"ResponseField", json_request(R"({"name":"n"})"), 200, R"({"id":7,"nmae":1})",
                            true, false},
                      Plant{"Status", json_request(R"({"name":"n"})"), 202, R"({"id":7})", true, true},
                      Plant{"QueryName",
                            [] {
                              auto request = json_request(R"({"name":"n"})");
                              request.target = "/things?pgae=2";
                              return request;
                            }(),
                            200, R"({"id":7})", false, true}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mfaclient::contract
