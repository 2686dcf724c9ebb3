#include "wire/model_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/ascii.hpp"
#include "wire/json_events.hpp"

namespace mfaclient::wire {

using schema::Field;
using schema::Kind;
using schema::Model;

namespace {

std::string_view wanted(const Field& field, bool item) {
  if (field.access->list && !item) return "is not a list";
  switch (field.access->kind) {
    case Kind::text:
    case Kind::secret:
      return "is not a string";
    case Kind::boolean:
      return "is not true or false";
    case Kind::integer:
      return "is not an integer that fits";
    default:
      return "is not an object";
  }
}

/// Reads a JSON object into a struct, by the table of its fields, in one pass. Members that the table lacks
/// are passed over.
class ModelReader final : public JsonEvents {
 public:
  ModelReader(schema::Model model, void* out, ReadRules rules = {})
      : model_(model), out_(out), rules_(std::move(rules)) {}

  /// Once everything was taken: what was wrong. nullopt: nothing.
  [[nodiscard]] std::optional<Error> finish() {
    // Where no object came, all of its members are missing.
    if (!fault_ && !read_) {
      enter(model_, out_);
      end_object();
    }
    return std::move(fault_);
  }

  bool null() override {
    const auto* field = target();
    if (field == nullptr) return true;
    if (frames_.back().in_list) return wrong_type(*field);
    if (field->rules.one_or_many) mark_seen();
    return true;
  }

  bool boolean(bool value) override {
    const auto* field = target();
    if (field == nullptr) return true;
    auto* to = slot(*field, Kind::boolean);
    if (to == nullptr) return wrong_type(*field);
    *static_cast<bool*>(to) = value;
    return next();
  }

  bool integer(std::int64_t value) override {
    const auto* field = target();
    if (field == nullptr) return true;
    const auto kind = field->access->kind;
    if (field->rules.quoted && (kind == Kind::text || kind == Kind::secret))
      return take_text(*field, std::to_string(value));
    return take_integer(*field, value);
  }

  bool number() override {
    const auto* field = target();
    return field == nullptr || wrong_type(*field);
  }

  bool text(std::string_view value) override {
    const auto* field = target();
    if (field == nullptr) return true;
    const auto kind = field->access->kind;
    if (field->rules.quoted && kind == Kind::boolean && (value == "true" || value == "false"))
      return boolean(value == "true");
    if (field->rules.quoted && kind == Kind::integer) {
      const auto number = ascii::whole_number(value);
      return number ? take_integer(*field, *number) : fault(path_to(field), "is not a whole number");
    }
    return take_text(*field, value);
  }

  bool begin_object() override {
    if (frames_.empty() && passed_over_ == 0 && !read_) {
      enter(model_, out_);
      return true;
    }
    const auto* field = target();
    auto* to = field == nullptr ? nullptr : slot(*field, Kind::model);
    if (to != nullptr) {
      mark_seen();
      enter(field->access->model(), to);
      return true;
    }
    const bool more = field == nullptr || wrong_type(*field);
    ++passed_over_;
    return more;
  }

  bool name(std::string_view name) override {
    if (passed_over_ > 0) return true;
    auto& frame = frames_.back();
    const auto field = std::ranges::find_if(frame.model, [&](const Field& one) {
      return name_of(one) == name && (rules_.our_names || one.rules.place != schema::Place::none);
    });
    frame.field = field == frame.model.end() ? nullptr : &*field;
    return true;
  }

  bool end_object() override {
    if (passed_over_ > 0) {
      --passed_over_;
      return true;
    }
    const auto& frame = frames_.back();
    for (std::size_t i = 0; i < frame.model.size(); ++i)
      if (!frame.seen[i] && required(frame.model[i])) return fault(path_to(&frame.model[i]), "is missing");
    frames_.pop_back();
    if (frames_.empty()) {
      read_ = true;
    } else if (frames_.back().in_list) {
      ++frames_.back().index;
    }
    return true;
  }

  bool begin_list() override {
    const auto* field = target();
    if (field != nullptr && field->access->list && !frames_.back().in_list) {
      field->access->set(field->member(frames_.back().object));
      mark_seen();
      frames_.back().in_list = true;
      frames_.back().index = 0;
      return true;
    }
    const bool more = field == nullptr || wrong_type(*field);
    ++passed_over_;
    return more;
  }

  bool end_list() override {
    if (passed_over_ > 0) {
      --passed_over_;
      return true;
    }
    auto& frame = frames_.back();
    frame.in_list = false;
    if (frame.index == 0 && frame.field->rules.non_empty) return fault(path_to(frame.field), "is empty");
    return true;
  }

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
  [[nodiscard]] const schema::Field* target() {
    if (passed_over_ > 0 || frames_.empty()) return nullptr;
    return frames_.back().field;
  }

  void enter(Model model, void* object) {
    frames_.push_back({.model = model, .object = object, .seen = std::vector<bool>(model.size())});
  }

  /// Where the value goes, when it may be of `kind`; nullptr: nowhere, and then it is a fault or is passed
  /// over.
  [[nodiscard]] void* slot(const Field& field, Kind kind) {
    const auto& access = *field.access;
    const bool fits = access.kind == kind || (kind == Kind::text && access.kind == Kind::secret);
    const bool single = !access.list || frames_.back().in_list || field.rules.one_or_many;
    if (!fits || !single) return nullptr;
    return access.add(field.member(frames_.back().object));
  }

  bool wrong_type(const Field& field) {
    auto& frame = frames_.back();
    if (field.rules.other_type_is_absent) {
      if (frame.in_list) ++frame.index;
      return true;
    }
    return fault(path_to(&field), wanted(field, frame.in_list));
  }

  bool take_integer(const Field& field, std::int64_t value) {
    auto* to = slot(field, Kind::integer);
    if (to == nullptr) return wrong_type(field);
    if (value < field.rules.least || value > field.rules.most)
      return fault(path_to(&field), "is out of range");
    *static_cast<std::int64_t*>(to) = value;
    return next();
  }

  bool take_text(const Field& field, std::string_view value) {
    auto* to = slot(field, Kind::text);
    if (to == nullptr) return wrong_type(field);
    if (value.empty() && (field.rules.non_empty || required(field)))
      return fault(path_to(&field), "is empty");
    if (field.access->kind == Kind::secret) {
      *static_cast<SecretString*>(to) = SecretString(value);
    } else {
      *static_cast<std::string*>(to) = value;
    }
    return next();
  }

  /// One value of the member was taken.
  bool next() {
    auto& frame = frames_.back();
    mark_seen();
    if (frame.in_list) ++frame.index;
    return true;
  }

  void mark_seen() {
    auto& frame = frames_.back();
    frame.seen[static_cast<std::size_t>(frame.field - frame.model.data())] = true;
  }

  [[nodiscard]] bool required(const Field& field) const {
    std::string path;
    const auto add = [&path](std::string_view name) { path.append(path.empty() ? "" : ".").append(name); };
    for (const auto& frame : frames_) add(name_of(&frame == &frames_.back() ? field : *frame.field));
    // An object is required with what is in it; of a list every item must have it, and there may be none.
    const bool object = field.access->kind == Kind::model && !field.access->list;
    return std::ranges::any_of(rules_.required, [&](std::string_view name) {
      return name == path || (object && name.starts_with(path + "."));
    });
  }

  [[nodiscard]] std::string path_to(const Field* field) const {
    std::string path = rules_.path;
    const auto add = [&path](std::string_view name) { path.append(path.empty() ? "" : ".").append(name); };
    for (const auto& frame : frames_) {
      const bool last = &frame == &frames_.back();
      const auto* member = last ? field : frame.field;
      if (member == nullptr) break;
      add(name_of(*member));
      if (frame.in_list) path.append("[").append(std::to_string(frame.index)).append("]");
    }
    return path;
  }

  [[nodiscard]] std::string_view name_of(const Field& field) const {
    return rules_.our_names ? field.name : field.wire();
  }

  bool fault(const std::string& path, std::string_view why) {
    fault_ = json_fault(path, why);
    return false;
  }

  schema::Model model_;
  void* out_;
  ReadRules rules_;
  std::vector<Frame> frames_{};
  std::size_t passed_over_ = 0;  // open lists and objects that nobody asks for
  bool read_ = false;            // the object that is the model
  std::optional<Error> fault_{};
};

}  // namespace

Result<void> read_model(std::string_view json, Model model, void* out, ReadRules rules) {
  ModelReader reader(model, out, std::move(rules));
  if (auto fault = read_json(json, reader)) return *std::move(fault);
  if (auto fault = reader.finish()) return *std::move(fault);
  return {};
}

Result<void> read_model(const JsonReader& json, Model model, void* out, ReadRules rules) {
  rules.path = json.path();
  ModelReader reader(model, out, std::move(rules));
  json.replay(reader);
  if (auto fault = reader.finish()) return *std::move(fault);
  return {};
}

}  // namespace mfaclient::wire
