// What the tables of fields drive: reading, checking, writing, finding secrets.
#include "wire/model.hpp"

#include <string>

#include <gtest/gtest.h>

#include "mfaclient/schema.hpp"
#include "wire/model_reader.hpp"

namespace mfaclient::wire {
namespace {

struct Id {
  std::string text{};
};

struct Item {
  std::string id{};
  std::optional<std::string> label{};
  std::optional<SecretString> key{};
};

struct Everything {
  Id id{};
  std::string name{};
  SecretString secret{};
  bool flag = false;
  std::optional<bool> maybe{};
  std::int64_t count = 0;
  std::optional<std::int64_t> limit{};
  std::vector<std::string> words{};
  std::optional<std::vector<std::string>> more{};
  std::vector<SecretString> keys{};
  std::optional<Item> item{};
  std::vector<Item> items{};
  std::optional<std::string> note{};
};

constexpr auto fields_of(const Item* /*model*/) {
  return std::array{schema::field<&Item::id>("id", {.quoted = true}), schema::field<&Item::label>("label"),
                    schema::field<&Item::key>("key")};
}

constexpr auto fields_of(const Everything* /*model*/) {
  return std::array{
      schema::field<&Everything::id>("id", {.wire = "theId", .quoted = true}),
      schema::field<&Everything::name>("name"),
      schema::field<&Everything::secret>("secret"),
      schema::field<&Everything::flag>("flag", {.quoted = true}),
      schema::field<&Everything::maybe>("maybe"),
      schema::field<&Everything::count>("count", {.quoted = true, .least = 0, .most = 9}),
      schema::field<&Everything::limit>("limit"),
      schema::field<&Everything::words>("words", {.one_or_many = true}),
      schema::field<&Everything::more>("more", {.non_empty = true}),
      schema::field<&Everything::keys>("keys"),
      schema::field<&Everything::item>("item"),
      schema::field<&Everything::items>("items", {.one_or_many = true}),
      schema::field<&Everything::note>("note", {.other_type_is_absent = true}),
  };
}

constexpr auto kModel = schema::model_of<Everything>();

struct Read {
  Everything value{};
  Result<void> result{};
};

Read read(std::string_view json, const std::vector<std::string_view>& required = {}) {
  Read out;
  out.result = read_model(json, kModel, &out.value, {.required = required});
  return out;
}

std::string fault(std::string_view json, const std::vector<std::string_view>& required = {}) {
  const auto out = read(json, required);
  if (out.result) return "none";
  EXPECT_EQ(out.result.error().code, Errc::protocol);
  EXPECT_TRUE(out.result.error().message.starts_with(
      out.result.error().field.empty() ? "the answer: " : out.result.error().field + ": "));
  return out.result.error().message;
}

TEST(ModelReader, ReadsEveryKindOfField) {
  const auto [value, result] =
      read(R"({"theId":"7","name":"n","secret":"s","flag":true,"maybe":false,"count":3,
      "limit":-1,"words":["a","b"],"more":["c"],"keys":["k"],"item":{"id":"i","label":"l","key":"x"},
      "items":[{"id":"1"},{"id":"2","label":null}],"note":"text","unknown":{"deep":[1,{"er":null}]}})");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(value.id.text, "7");
  EXPECT_EQ(value.name, "n");
  EXPECT_EQ(value.secret.reveal(), "s");
  EXPECT_TRUE(value.flag);
  EXPECT_EQ(value.maybe, false);
  EXPECT_EQ(value.count, 3);
  EXPECT_EQ(value.limit, -1);
  EXPECT_EQ(value.words, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(value.more, (std::vector<std::string>{"c"}));
  ASSERT_EQ(value.keys.size(), 1U);
  EXPECT_EQ(value.keys[0].reveal(), "k");
  EXPECT_EQ(value.item->label, "l");
  EXPECT_EQ(value.item->key->reveal(), "x");
  ASSERT_EQ(value.items.size(), 2U);
  EXPECT_EQ(value.items[1].id, "2");
  EXPECT_EQ(value.items[1].label, std::nullopt);
  EXPECT_EQ(value.note, "text");
}

TEST(ModelReader, TakesAbsentAndNullForNotThere) {
  for (const auto* json :
       {"{}", R"({"name":null,"maybe":null,"limit":null,"more":null,"item":null,"keys":null})"}) {
    const auto [value, result] = read(json);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(value.name, "");
    EXPECT_FALSE(value.maybe || value.limit || value.more || value.item);
    EXPECT_TRUE(value.keys.empty());
  }
}

TEST(ModelReader, RequiresWhatTheEvidenceNamesAndNothingElse) {
  EXPECT_EQ(fault("{}", {"name"}), "name: is missing");
  EXPECT_EQ(fault(R"({"name":null})", {"name"}), "name: is missing");
  EXPECT_EQ(fault(R"({"name":""})", {"name"}), "name: is empty");
  EXPECT_EQ(fault(R"({"name":""})"), "none");
  EXPECT_EQ(fault(R"({"id":"7"})", {"theId"}), "theId: is missing") << "its name on the wire";
  EXPECT_EQ(fault(R"({"item":{}})", {"item.id"}), "item.id: is missing");
  EXPECT_EQ(fault("{}", {"item.id"}), "item: is missing");
  EXPECT_EQ(fault(R"({"item":null})", {"item.id"}), "item: is missing");
  EXPECT_EQ(fault(R"({"items":[{"id":"1"},{}]})", {"items", "items.id"}), "items[1].id: is missing");
  EXPECT_EQ(fault(R"({"items":[]})", {"items", "items.id"}), "none");
  EXPECT_EQ(fault(R"({"items":null})", {"items"}), "none") << "null is the empty list here";
  EXPECT_EQ(fault(R"({"keys":null})", {"keys"}), "keys: is missing");
  for (const auto* json : {"[]", "null", "7", "\"text\"", R"([{"name":"n"}])"})
    EXPECT_EQ(fault(json, {"name"}), "name: is missing") << json;
}

TEST(ModelReader, NamesTheFirstFieldOfAnotherType) {
  EXPECT_EQ(fault(R"({"name":7})"), "name: is not a string");
  EXPECT_EQ(fault(R"({"name":{"a":[]}})"), "name: is not a string");
  EXPECT_EQ(fault(R"({"secret":[]})"), "secret: is not a string");
  EXPECT_EQ(fault(R"({"maybe":"true"})"), "maybe: is not true or false");
  EXPECT_EQ(fault(R"({"limit":1.5})"), "limit: is not an integer that fits");
  EXPECT_EQ(fault(R"({"limit":9223372036854775808})"), "limit: is not an integer that fits");
  EXPECT_EQ(fault(R"({"limit":"1"})"), "limit: is not an integer that fits");
  EXPECT_EQ(fault(R"({"keys":"k"})"), "keys: is not a list");
  EXPECT_EQ(fault(R"({"keys":["k",null]})"), "keys[1]: is not a string");
  EXPECT_EQ(fault(R"({"keys":[["k"]]})"), "keys[0]: is not a string");
  EXPECT_EQ(fault(R"({"item":[]})"), "item: is not an object");
  EXPECT_EQ(fault(R"({"items":[{"id":"1"},7]})"), "items[1]: is not an object");
  EXPECT_EQ(fault(R"({"items":[{"id":true}]})"), "items[0].id: is not a string");
  EXPECT_EQ(fault(R"({"item":{"label":{}}})"), "item.label: is not a string");
}

TEST(ModelReader, ReadsQuotedNumbersAndIdsEitherWay) {
  EXPECT_EQ(read(R"({"theId":7})").value.id.text, "7");
  EXPECT_EQ(read(R"({"items":[{"id":-5}]})").value.items.at(0).id, "-5");
  EXPECT_EQ(read(R"({"count":"9"})").value.count, 9);
  EXPECT_TRUE(read(R"({"flag":"true"})").value.flag);
  for (const auto* count : {"\"\"", "\"1.0\"", "\" 1\"", "\"0x1\"", "\"9x\"", "\"99999999999999999999\""})
    EXPECT_EQ(fault("{\"count\":" + std::string(count) + "}"), "count: is not a whole number") << count;
  EXPECT_EQ(fault(R"({"flag":"yes"})"), "flag: is not true or false");
  EXPECT_EQ(fault(R"({"theId":1.5})"), "theId: is not a string");
}

TEST(ModelReader, KeepsToRangesAndRefusesEmptyLists) {
  EXPECT_EQ(fault(R"({"count":-1})"), "count: is out of range");
  EXPECT_EQ(fault(R"({"count":"10"})"), "count: is out of range");
  EXPECT_EQ(fault(R"({"more":[]})"), "more: is empty");
  EXPECT_EQ(fault(R"({"more":["a",""]})"), "more[1]: is empty");
}

TEST(ModelReader, TakesOneForAListOfOneWhereThatIsSpelledOut) {
  EXPECT_EQ(read(R"({"words":"a"})").value.words, std::vector<std::string>{"a"});
  EXPECT_EQ(read(R"({"items":{"id":3}})").value.items.at(0).id, "3");
  EXPECT_EQ(fault(R"({"items":{}})", {"items.id"}), "items.id: is missing");
  EXPECT_EQ(fault(R"({"words":7})"), "words: is not a list");
}

TEST(ModelReader, PassesOverAnotherTypeWhereThatIsSpelledOut) {
  for (const auto* note : {"7", "true", "[]", "{\"a\":{\"note\":\"inside\"}}", "[[\"x\"]]"}) {
    const auto [value, result] = read("{\"note\":" + std::string(note) + R"(,"name":"n"})");
    ASSERT_TRUE(result) << note << result.error().message;
    EXPECT_EQ(value.note, std::nullopt);
    EXPECT_EQ(value.name, "n");
  }
}

TEST(ModelReader, IsStrictAboutTheTextAlsoWhereNobodyReadsIt) {
  EXPECT_EQ(fault(R"({"unknown":{"a":1,"a":2}})"), "the answer: repeats a name in one object");
  EXPECT_EQ(fault(R"({"name":"a","name":"a"})"), "the answer: repeats a name in one object");
  EXPECT_EQ(fault("{\"unknown\":\"\xC3\x28\"}").find("is not JSON"), 12U);
  EXPECT_EQ(fault(R"({"name":"a"}{})").find("is not JSON"), 12U);
  const auto deep = std::string(33, '[') + std::string(33, ']');
  EXPECT_EQ(fault("{\"unknown\":" + deep + "}"), "the answer: is nested too deeply");
}

TEST(ModelReader, ReadsAPartOfADocumentAndNamesItsPlace) {
  JsonDocument document(R"({"data":[{"id":4},{"id":true}]})");
  const auto items = document.root().list("data");
  EXPECT_EQ(read_as<Item>(items[0])->id, "4");
  EXPECT_EQ(read_as<Item>(items[1]).error().field, "data[1].id");
  EXPECT_EQ(read_as<Item>(document.root(), {.required = std::vector<std::string_view>{"id"}}).error().field,
            "id");
}

TEST(ModelReader, NeverQuotesTheInput) {
  for (const auto* json :
       {R"({"name":["CANARY"]})", R"({"CANARY":1,"CANARY":2})", R"({"count":"CANARY"})", "CANARY"})
    EXPECT_EQ(fault(json).find("CANARY"), std::string::npos);
}

// ---- requests

struct Call {
  std::string user{};
  std::optional<std::string> page{};
  SecretString token{};
  std::string who{};
  SecretString pass{};
  std::optional<bool> on{};
  std::optional<std::vector<std::string>> ids{};
  std::optional<std::int64_t> seconds{};
  std::optional<bool> dialect{};
};

constexpr auto fields_of(const Call* /*op*/) {
  using schema::Place;
  return std::array{
      schema::field<&Call::user>("user", {.place = Place::path, .check = schema::plain_id}),
      schema::field<&Call::page>("page", {.place = Place::query, .non_empty = true}),
      schema::field<&Call::token>("token", {.wire = "X-Token", .place = Place::header, .non_empty = true}),
      schema::field<&Call::who>("who", {.place = Place::basic_user, .check = schema::user_name}),
      schema::field<&Call::pass>("pass", {.place = Place::basic_password}),
      schema::field<&Call::on>("on", {.also = "enabled", .needed = "must be set"}),
      schema::field<&Call::ids>("ids", {.wire = "theIds", .non_empty = true, .check = schema::uuid}),
      schema::field<&Call::seconds>("seconds", {.least = 1, .most = 900}),
      schema::field<&Call::dialect>("dialect", {.place = Place::none}),
  };
}

constexpr auto kCall = schema::model_of<Call>();

Call sample() {
  return {.user = "a_1",
          .page = "2 & 3",
          .token = SecretString("t"),
          .who = "me",
          .pass = SecretString("pw"),
          .on = false,
          .seconds = 5,
          .dialect = true};
}

TEST(ModelRequest, PutsEachFieldInItsPlace) {
  const auto op = sample();
  const auto request = write_request({.method = "PUT", .path = "/users/{user}/mfa"}, kCall, &op);
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/users/a_1/mfa?page=2%20%26%203");
  EXPECT_EQ(request.body.reveal(), R"({"on":false,"seconds":5})");
  EXPECT_EQ(request.headers.get("X-Token"), "t");
  EXPECT_EQ(request.headers.get("Authorization"), "Basic bWU6cHc=");
  EXPECT_EQ(request.headers.get("Content-Type"), "application/json");
}

TEST(ModelRequest, WritesAFormUnderBothNames) {
  const auto op = sample();
  const auto request = write_request({.method = "POST", .path = "/mfa", .form = true}, kCall, &op);
  EXPECT_EQ(request.body.reveal(), "on=false&enabled=false&seconds=5");
}

TEST(ModelRequest, HasNoBodyWhereNoFieldBelongsIntoIt) {
  struct Nothing {};
  const Nothing op;
  const auto request = write_request({.method = "GET", .path = "/status"}, schema::model_of<Nothing>(), &op);
  EXPECT_TRUE(request.body.empty());
  EXPECT_EQ(request.headers.get("Content-Type"), std::nullopt);
}

std::string refused(const Call& op) {
  const auto fine = check_model(kCall, &op);
  if (fine) return "fine";
  EXPECT_EQ(fine.error().code, Errc::invalid_argument);
  return fine.error().text();
}

TEST(ModelCheck, NamesTheFirstFieldThatBreaksItsRule) {
  EXPECT_EQ(refused(sample()), "fine");
  auto op = sample();
  op.user = "a/b";
  EXPECT_TRUE(refused(op).starts_with("user: is not an id"));
  op = sample();
  op.page = "";
  EXPECT_EQ(refused(op), "page: is empty; leave it out");
  op = sample();
  op.token = SecretString();
  EXPECT_EQ(refused(op), "token: is empty");
  op = sample();
  op.who = "a:b";
  EXPECT_EQ(refused(op), "who: holds a colon, which ends the user name on the wire");
  op = sample();
  op.on.reset();
  EXPECT_EQ(refused(op), "on: must be set");
  op = sample();
  op.ids.emplace();
  EXPECT_EQ(refused(op), "ids: is empty");
  op.ids = std::vector<std::string>{"046b6c7f-0b8a-43b9-b35d-6489e6daee91", "all"};
  EXPECT_EQ(refused(op), "ids: is not a UUID");
  op = sample();
  op.seconds = 901;
  EXPECT_EQ(refused(op), "seconds: must be 1 to 900");
}

TEST(ModelSecrets, AreFoundWhereverTheyAre) {
  Everything value{.secret = SecretString("1"), .keys = {SecretString("2"), SecretString("3")}};
  value.item = Item{.key = SecretString("4")};
  value.items = {{.key = SecretString("5")}, {}};
  std::string all;
  for (const auto* secret : secrets_in(kModel, static_cast<const void*>(&value))) all += secret->reveal();
  EXPECT_EQ(all, "12345");
  for (auto* secret : secrets_in(kModel, static_cast<void*>(&value))) *secret = SecretString("x");
  EXPECT_EQ(value.items[0].key->reveal(), "x");
}

TEST(ModelWriter, WritesOurNamesAbsenceAsNullAndMasksSecrets) {
  Everything value{.id = {"7"}, .secret = SecretString("s"), .maybe = true, .words = {"a"}};
  value.keys = {SecretString("k"), SecretString()};
  value.item = Item{.id = "i"};
  const auto text = [&value](bool mask) {
    JsonWriter json;
    write_model(json, kModel, &value, mask);
    return std::string(json.result().reveal());
  };
  EXPECT_EQ(text(false),
            R"({"id":"7","name":"","secret":"s","flag":false,"maybe":true,"count":0,"limit":null,)"
            R"("words":["a"],"more":null,"keys":["k",""],"item":{"id":"i","label":null,"key":null},)"
            R"("items":[],"note":null})");
  EXPECT_NE(text(true).find(R"("secret":"***")"), std::string::npos);
  EXPECT_NE(text(true).find(R"("keys":["***",""])"), std::string::npos);
}

}  // namespace
}  // namespace mfaclient::wire
