#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

/// The strict JSON reader. Nothing is guessed: exact types, integers that fit, no repeated names, no invalid
/// UTF-8, at most 32 levels. Unknown names are ignored. Errors name the field and never quote the input.
namespace mfaclient::wire {

enum class JsonType : std::uint8_t { null, boolean, integer, number, text, list, object };
struct JsonNode;
class JsonEvents;

/// A view of one JSON value inside a `JsonDocument`, which must outlive it. A reader that meets something
/// wrong notes the first fault in the document and answers with an empty value, so that decoding reads as a
/// plain list of fields; `JsonDocument::fault()` must be asked before the values are used.
class JsonReader {
 public:
  // Required members: absent or null is a fault.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] SecretString secret(std::string_view name) const;
  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] bool boolean(std::string_view name) const;
  /// An id as text, whether the vendor writes it as a string or as an integer. Never empty.
  [[nodiscard]] std::string id(std::string_view name) const;
  [[nodiscard]] JsonReader object(std::string_view name) const;
  [[nodiscard]] std::vector<JsonReader> list(std::string_view name) const;
  /// Where a vendor is at odds with itself: a list gives its items, an object itself, null nothing. Absent is
  /// a fault.
  [[nodiscard]] std::vector<JsonReader> list_or_object(std::string_view name) const;

  // Optional members: absent and null are nullopt; another type is a fault.
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view name) const;
  [[nodiscard]] std::optional<SecretString> optional_secret(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> optional_boolean(std::string_view name) const;
  [[nodiscard]] std::optional<JsonReader> optional_object(std::string_view name) const;
  [[nodiscard]] std::vector<JsonReader> optional_list(std::string_view name) const;  ///< empty
  [[nodiscard]] std::optional<std::string> optional_id(std::string_view name) const;

  /// This value itself: an item of a list, or the root.
  [[nodiscard]] std::string as_text() const;
  [[nodiscard]] SecretString as_secret() const;
  [[nodiscard]] std::vector<JsonReader> as_list() const;
  [[nodiscard]] JsonType type() const;
  /// What the member is; null where there is none.
  [[nodiscard]] JsonType type_of(std::string_view name) const;
  /// The names of this object's members, in the order they came.
  [[nodiscard]] const std::vector<std::string>& names() const;
  /// Is there such a member, and is it not null?
  [[nodiscard]] bool has(std::string_view name) const;
  /// Sends this value to `events`, and returns whether they took all of it.
  bool replay(JsonEvents& events) const;
  /// Where this value stands in its document, such as "data[0]"; empty: it is the root.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Notes a fault at `name`: what only the vendor's own rules can tell.
  void reject(std::string_view name, std::string_view why) const;

 private:
  friend class JsonDocument;
  enum class Need : std::uint8_t { required, optional };
  JsonReader(const JsonNode* node, std::string path, std::optional<Error>* fault)
      : node_(node), path_(std::move(path)), fault_(fault) {}

  /// The member of that type; nullptr where it is absent, null or another type, which is noted as `need`
  /// demands.
  [[nodiscard]] const JsonNode* member(std::string_view name, JsonType type, Need need) const;
  template <class T>
  [[nodiscard]] std::optional<T> value(std::string_view name, Need need) const;
  template <class T>
  [[nodiscard]] T required(std::string_view name) const {
    return value<T>(name, Need::required).value_or(T{});
  }
  [[nodiscard]] const JsonNode* find(std::string_view name) const;
  [[nodiscard]] std::vector<JsonReader> items(const JsonNode* list, std::string_view name) const;
  [[nodiscard]] std::string path_to(std::string_view name) const;

  const JsonNode* node_;  // never null; a missing value reads as JSON null
  std::string path_;
  std::optional<Error>* fault_;
};

/// A parsed text, or the fault that it had. Its strings are wiped when it goes.
class JsonDocument {
 public:
  explicit JsonDocument(std::string_view text);
  ~JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  /// The outermost value. Where it is no object, its members are all missing.
  [[nodiscard]] JsonReader root();
  /// The first thing that was wrong, in the text or while reading: `Errc::protocol`.
  [[nodiscard]] const std::optional<Error>& fault() const noexcept { return fault_; }

 private:
  std::unique_ptr<JsonNode> node_;
  std::optional<Error> fault_{};
};

}  // namespace mfaclient::wire
