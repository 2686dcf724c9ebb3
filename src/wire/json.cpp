#include "wire/json.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "mfaclient/secret.hpp"
#include "wire/json_events.hpp"

namespace mfaclient::wire {

struct JsonNode {
  JsonType type = JsonType::null;
  bool boolean = false;
  std::int64_t integer = 0;
  SecretString text{};
  std::vector<JsonNode> items{};     // of a list, or the values of an object
  std::vector<std::string> names{};  // of an object, beside `items`
};

namespace {

const JsonNode kNull{};

class TreeBuilder final : public JsonEvents {
 public:
  explicit TreeBuilder(JsonNode& root) { open_.push_back(&root); }

  bool null() override { return place({}); }
  bool boolean(bool value) override { return place({.type = JsonType::boolean, .boolean = value}); }
  bool integer(std::int64_t value) override { return place({.type = JsonType::integer, .integer = value}); }
  bool number() override { return place({.type = JsonType::number}); }
  bool text(std::string_view value) override {
    return place({.type = JsonType::text, .text = SecretString(value)});
  }
  bool begin_object() override { return enter(JsonType::object); }
  bool name(std::string_view name) override {
    open_.back()->names.emplace_back(name);
    return true;
  }
  bool end_object() override { return leave(); }
  bool begin_list() override { return enter(JsonType::list); }
  bool end_list() override { return leave(); }

 private:
  bool place(JsonNode node) {
    if (!started_) {
      *open_.back() = std::move(node);
      started_ = true;
      return true;
    }
    open_.back()->items.push_back(std::move(node));
    return true;
  }
  bool enter(JsonType type) {
    if (!started_) {
      open_.back()->type = type;
      started_ = true;
      return true;
    }
    // The parent gets no further item before this one is left, so the address holds.
    open_.back()->items.push_back({.type = type});
    open_.push_back(&open_.back()->items.back());
    return true;
  }
  bool leave() {
    if (open_.size() > 1) open_.pop_back();
    return true;
  }

  std::vector<JsonNode*> open_{};
  bool started_ = false;
};

bool replay_node(const JsonNode& node, JsonEvents& events) {
  switch (node.type) {
    case JsonType::null:
      return events.null();
    case JsonType::boolean:
      return events.boolean(node.boolean);
    case JsonType::integer:
      return events.integer(node.integer);
    case JsonType::number:
      return events.number();
    case JsonType::text:
      return events.text(node.text.reveal());
    case JsonType::list: {
      if (!events.begin_list()) return false;
      const auto replayed = [&events](const JsonNode& item) { return replay_node(item, events); };
      return std::ranges::all_of(node.items, replayed) && events.end_list();
    }
    case JsonType::object: {
      if (!events.begin_object()) return false;
      for (std::size_t i = 0; i < node.items.size(); ++i)
        if (!events.name(node.names[i]) || !replay_node(node.items[i], events)) return false;
      return events.end_object();
    }
  }
  return false;
}

}  // namespace

JsonDocument::JsonDocument(std::string_view text) : node_(std::make_unique<JsonNode>()) {
  TreeBuilder builder(*node_);
  fault_ = read_json(text, builder);
  if (fault_) *node_ = JsonNode{};
}

JsonDocument::~JsonDocument() = default;

JsonReader JsonDocument::root() { return {node_.get(), {}, &fault_}; }

std::string JsonReader::path_to(std::string_view name) const {
  if (path_.empty() || name.empty()) return path_ + std::string(name);
  return path_ + "." + std::string(name);
}

void JsonReader::reject(std::string_view name, std::string_view why) const {
  if (!*fault_) *fault_ = json_fault(path_to(name), why);
}

bool JsonReader::has(std::string_view name) const {
  const auto* node = find(name);
  return node != nullptr && node->type != JsonType::null;
}

const JsonNode* JsonReader::find(std::string_view name) const {
  const auto at = std::find(node_->names.begin(), node_->names.end(), name);
  if (at == node_->names.end()) return nullptr;
  return &node_->items[static_cast<std::size_t>(at - node_->names.begin())];
}

const JsonNode* JsonReader::member(std::string_view name, JsonType type, Need need) const {
  static constexpr std::string_view kWanted[] = {
      "null", "true or false", "an integer that fits", "a number", "a string", "a list", "an object"};
  const JsonNode* node = find(name);
  if (node == nullptr || node->type == JsonType::null) {
    if (need == Need::required) reject(name, "is missing");
    return nullptr;
  }
  if (node->type == type) return node;
  reject(name, std::string("is not ") + std::string(kWanted[static_cast<std::size_t>(type)]));
  return nullptr;
}

std::vector<JsonReader> JsonReader::items(const JsonNode* list, std::string_view name) const {
  std::vector<JsonReader> readers;
  if (list == nullptr) return readers;
  readers.reserve(list->items.size());
  for (const auto& item : list->items)
    readers.push_back({&item, path_to(name) + "[" + std::to_string(readers.size()) + "]", fault_});
  return readers;
}

template <class T>
std::optional<T> JsonReader::value(std::string_view name, Need need) const {
  constexpr bool text = std::is_same_v<T, std::string> || std::is_same_v<T, SecretString>;
  constexpr auto type = text                      ? JsonType::text
                        : std::is_same_v<T, bool> ? JsonType::boolean
                                                  : JsonType::integer;
  const auto* node = member(name, type, need);
  if (node == nullptr) return std::nullopt;
  if constexpr (text)
    return T(node->text.reveal());
  else if constexpr (type == JsonType::boolean)
    return node->boolean;
  else
    return node->integer;
}

std::string JsonReader::text(std::string_view name) const { return required<std::string>(name); }
SecretString JsonReader::secret(std::string_view name) const { return required<SecretString>(name); }
std::int64_t JsonReader::integer(std::string_view name) const { return required<std::int64_t>(name); }
bool JsonReader::boolean(std::string_view name) const { return required<bool>(name); }
std::optional<std::string> JsonReader::optional_text(std::string_view name) const {
  return value<std::string>(name, Need::optional);
}
std::optional<SecretString> JsonReader::optional_secret(std::string_view name) const {
  return value<SecretString>(name, Need::optional);
}
std::optional<std::int64_t> JsonReader::optional_integer(std::string_view name) const {
  return value<std::int64_t>(name, Need::optional);
}
std::optional<bool> JsonReader::optional_boolean(std::string_view name) const {
  return value<bool>(name, Need::optional);
}

std::string JsonReader::id(std::string_view name) const {
  const auto* node = find(name);
  if (node != nullptr && node->type == JsonType::integer) return std::to_string(node->integer);
  auto id = text(name);
  if (id.empty()) reject(name, "is empty");
  return id;
}

JsonReader JsonReader::object(std::string_view name) const {
  const auto* node = member(name, JsonType::object, Need::required);
  return {node == nullptr ? &kNull : node, path_to(name), fault_};
}

std::vector<JsonReader> JsonReader::list(std::string_view name) const {
  return items(member(name, JsonType::list, Need::required), name);
}

std::vector<JsonReader> JsonReader::list_or_object(std::string_view name) const {
  const auto* node = find(name);
  if (node == nullptr) reject(name, "is missing");
  if (node == nullptr || node->type == JsonType::null) return {};
  if (node->type == JsonType::object) return {{node, path_to(name), fault_}};
  return list(name);
}

std::optional<JsonReader> JsonReader::optional_object(std::string_view name) const {
  const auto* node = member(name, JsonType::object, Need::optional);
  if (node == nullptr) return std::nullopt;
  return JsonReader(node, path_to(name), fault_);
}

std::vector<JsonReader> JsonReader::optional_list(std::string_view name) const {
  return items(member(name, JsonType::list, Need::optional), name);
}

std::optional<std::string> JsonReader::optional_id(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return id(name);
}

SecretString JsonReader::as_secret() const {
  if (node_->type != JsonType::text) reject({}, "is not a string");
  return node_->text;
}

std::vector<JsonReader> JsonReader::as_list() const {
  if (node_->type == JsonType::list) return items(node_, {});
  reject({}, "is not a list");
  return {};
}

JsonType JsonReader::type() const { return node_->type; }

JsonType JsonReader::type_of(std::string_view name) const {
  const auto* node = find(name);
  return node == nullptr ? JsonType::null : node->type;
}

const std::vector<std::string>& JsonReader::names() const { return node_->names; }

bool JsonReader::replay(JsonEvents& events) const { return replay_node(*node_, events); }

std::string JsonReader::as_text() const {
  if (node_->type != JsonType::text) reject({}, "is not a string");
  return std::string(node_->text.reveal());
}

}  // namespace mfaclient::wire
