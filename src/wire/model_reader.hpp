#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/result.hpp"
#include "mfaclient/schema.hpp"
#include "wire/json.hpp"
#include "wire/json_events.hpp"

namespace mfaclient::wire {

struct ReadRules {
  /// The fields that must be there and not empty: paths on the wire, nested ones with dots.
  std::span<const std::string_view> required{};
  std::string path{};      ///< what stands before the model in the paths of faults: "data[0]"
  bool our_names = false;  ///< members are called as the fields are here, not as on the wire
};

/// Reads a JSON object into a struct, by the table of its fields, in one pass. Members that the table lacks
/// are passed over.
class ModelReader final : public JsonEvents {
 public:
  ModelReader(schema::Model model, void* out, ReadRules rules = {})
      : model_(model), out_(out), rules_(std::move(rules)) {}

  /// Once everything was taken: what was wrong. nullopt: nothing.
  [[nodiscard]] std::optional<Error> finish();

  bool null() override;
  bool boolean(bool value) override;
  bool integer(std::int64_t value) override;
  bool number() override;
  bool text(std::string_view value) override;
  bool begin_object() override;
  bool name(std::string_view name) override;
  bool end_object() override;
  bool begin_list() override;
  bool end_list() override;

 private:
  struct Frame {
    schema::Model model{};
    void* object = nullptr;
    const schema::Field* field = nullptr;  // the member that is being read; nullptr: one that the table lacks
    bool in_list = false;                  // of that member
    std::size_t index = 0;                 // in the list
    std::vector<bool> seen{};              // by the index of the field
  };

  /// The member that the next value is for; nullptr: nobody asks for it.
  [[nodiscard]] const schema::Field* target();
  void enter(schema::Model model, void* object);
  /// Where the value goes, when it may be of `kind`; nullptr: nowhere, and then it is a fault or is passed
  /// over.
  [[nodiscard]] void* slot(const schema::Field& field, schema::Kind kind);
  bool wrong_type(const schema::Field& field);
  bool take_integer(const schema::Field& field, std::int64_t value);
  bool take_text(const schema::Field& field, std::string_view value);
  bool next();
  void mark_seen();
  [[nodiscard]] bool required(const schema::Field& field) const;
  [[nodiscard]] std::string path_to(const schema::Field* field) const;
  [[nodiscard]] std::string_view name_of(const schema::Field& field) const;
  bool fault(const std::string& path, std::string_view why);

  schema::Model model_;
  void* out_;
  ReadRules rules_;
  std::vector<Frame> frames_{};
  std::size_t passed_over_ = 0;  // open lists and objects that nobody asks for
  bool read_ = false;            // the object that is the model
  std::optional<Error> fault_{};
};

/// Errors: `protocol`, naming the field.
[[nodiscard]] Result<void> read_model(std::string_view json, schema::Model model, void* out,
                                      ReadRules rules = {});
/// The same of a part of a document.
[[nodiscard]] Result<void> read_model(const JsonReader& json, schema::Model model, void* out,
                                      ReadRules rules = {});

/// Not a part of a table: `T` is listed by its vendor.
template <class T>
[[nodiscard]] Result<T> read_as(const JsonReader& json, ReadRules rules = {}) {
  T out{};
  if (auto read = read_model(json, schema::model_of<T>(), &out, std::move(rules)); !read)
    return std::move(read).error();
  return out;
}

}  // namespace mfaclient::wire
