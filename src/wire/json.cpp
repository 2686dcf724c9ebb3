#include "wire/json.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "mfaclient/secret.hpp"

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

constexpr std::size_t kMaximumDepth = 32;
const JsonNode kNull{};

Error fault_at(std::string_view path, std::string_view why) {
  Error error;
  error.code = Errc::protocol;
  error.field = path;
  error.message.append(path.empty() ? "the answer" : path).append(": ").append(why);
  return error;
}

/// Builds the tree from nlohmann's events. Returning false stops the parser at once.
class TreeBuilder {
 public:
  explicit TreeBuilder(JsonNode& root) { open_.push_back(&root); }
  [[nodiscard]] const std::optional<Error>& fault() const noexcept { return fault_; }

  bool null() { return place({}); }
  bool boolean(bool value) { return place({.type = JsonType::boolean, .boolean = value}); }
  bool number_integer(std::int64_t value) { return place({.type = JsonType::integer, .integer = value}); }
  bool number_unsigned(std::uint64_t value) {
    if (!std::in_range<std::int64_t>(value)) return place({.type = JsonType::number});
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double /*value*/, const std::string& /*text*/) {
    return place({.type = JsonType::number});
  }
  bool string(std::string& value) {
    JsonNode node{.type = JsonType::text};
    node.text = SecretString(value);
    std::fill(value.begin(), value.end(), '\0');
    return place(std::move(node));
  }
  bool binary(nlohmann::json::binary_t& /*value*/) { return stop("holds binary data"); }
  bool start_object(std::size_t /*size*/) { return enter(JsonType::object); }
  bool start_array(std::size_t /*size*/) { return enter(JsonType::list); }
  bool key(std::string& name) {
    open_.back()->names.push_back(name);
    return true;
  }
  // Repeats are looked for once an object is whole: at each name it would take the square of a long list.
  bool end_object() {
    const auto& names = open_.back()->names;
    std::vector<std::string_view> sorted(names.begin(), names.end());
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) return stop("repeats a name in one object");
    return leave();
  }
  bool end_array() { return leave(); }
  // nlohmann's own text quotes the input, so it is dropped.
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*error*/) {
    return stop("is not JSON (at byte " + std::to_string(position) + ")");
  }

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
    if (depth_ == kMaximumDepth) return stop("is nested too deeply");
    ++depth_;
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
    --depth_;
    if (open_.size() > 1) open_.pop_back();
    return true;
  }
  bool stop(std::string_view why) {
    fault_ = fault_at({}, why);
    return false;
  }

  std::vector<JsonNode*> open_{};
  std::size_t depth_ = 0;
  bool started_ = false;
  std::optional<Error> fault_{};
};

}  // namespace

JsonDocument::JsonDocument(std::string_view text) : node_(std::make_unique<JsonNode>()) {
  // RFC 8259, 8.1: no byte order mark. nlohmann would skip it.
  if (text.starts_with("\xEF\xBB\xBF")) {
    fault_ = fault_at({}, "begins with a byte order mark");
    return;
  }
  // No JSON text holds one. nlohmann would take it for the end and ignore what follows.
  if (text.find('\0') != std::string_view::npos) {
    fault_ = fault_at({}, "holds a NUL byte");
    return;
  }
  TreeBuilder builder(*node_);
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return;
  fault_ = builder.fault() ? builder.fault() : fault_at({}, "is not JSON");
  *node_ = JsonNode{};
}

JsonDocument::~JsonDocument() = default;

JsonReader JsonDocument::root() { return {node_.get(), {}, &fault_}; }

std::string JsonReader::path_to(std::string_view name) const {
  if (path_.empty() || name.empty()) return path_ + std::string(name);
  return path_ + "." + std::string(name);
}

void JsonReader::reject(std::string_view name, std::string_view why) const {
  if (!*fault_) *fault_ = fault_at(path_to(name), why);
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

std::string JsonReader::text(std::string_view name) const {
  const auto* node = member(name, JsonType::text, Need::required);
  return node == nullptr ? std::string{} : std::string(node->text.reveal());
}

SecretString JsonReader::secret(std::string_view name) const {
  const auto* node = member(name, JsonType::text, Need::required);
  return node == nullptr ? SecretString{} : node->text;
}

std::int64_t JsonReader::integer(std::string_view name) const {
  const auto* node = member(name, JsonType::integer, Need::required);
  return node == nullptr ? 0 : node->integer;
}

bool JsonReader::boolean(std::string_view name) const {
  const auto* node = member(name, JsonType::boolean, Need::required);
  return node != nullptr && node->boolean;
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

std::optional<std::string> JsonReader::optional_text(std::string_view name) const {
  const auto* node = member(name, JsonType::text, Need::optional);
  return node == nullptr ? std::nullopt : std::optional(std::string(node->text.reveal()));
}

std::optional<SecretString> JsonReader::optional_secret(std::string_view name) const {
  const auto* node = member(name, JsonType::text, Need::optional);
  return node == nullptr ? std::nullopt : std::optional(node->text);
}

std::optional<std::int64_t> JsonReader::optional_integer(std::string_view name) const {
  const auto* node = member(name, JsonType::integer, Need::optional);
  return node == nullptr ? std::nullopt : std::optional(node->integer);
}

std::optional<bool> JsonReader::optional_boolean(std::string_view name) const {
  const auto* node = member(name, JsonType::boolean, Need::optional);
  return node == nullptr ? std::nullopt : std::optional(node->boolean);
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

std::string JsonReader::as_text() const {
  if (node_->type != JsonType::text) reject({}, "is not a string");
  return std::string(node_->text.reveal());
}

}  // namespace mfaclient::wire
