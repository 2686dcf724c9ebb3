#include "wire/model_reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

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

}  // namespace

const Field* ModelReader::target() {
  if (passed_over_ > 0 || frames_.empty()) return nullptr;
  return frames_.back().field;
}

std::string_view ModelReader::name_of(const Field& field) const {
  return rules_.our_names ? field.name : field.wire();
}

std::string ModelReader::path_to(const Field* field) const {
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

bool ModelReader::required(const Field& field) const {
  std::string path;
  const auto add = [&path](std::string_view name) { path.append(path.empty() ? "" : ".").append(name); };
  for (const auto& frame : frames_) add(name_of(&frame == &frames_.back() ? field : *frame.field));
  // An object is required with what is in it; of a list every item must have it, and there may be none.
  const bool object = field.access->kind == Kind::model && !field.access->list;
  return std::ranges::any_of(rules_.required, [&](std::string_view name) {
    return name == path || (object && name.starts_with(path + "."));
  });
}

bool ModelReader::fault(const std::string& path, std::string_view why) {
  fault_ = json_fault(path, why);
  return false;
}

void ModelReader::mark_seen() {
  auto& frame = frames_.back();
  frame.seen[static_cast<std::size_t>(frame.field - frame.model.data())] = true;
}

/// One value of the member was taken.
bool ModelReader::next() {
  auto& frame = frames_.back();
  mark_seen();
  if (frame.in_list) ++frame.index;
  return true;
}

void* ModelReader::slot(const Field& field, Kind kind) {
  const auto& access = *field.access;
  const bool fits = access.kind == kind || (kind == Kind::text && access.kind == Kind::secret);
  const bool single = !access.list || frames_.back().in_list || field.rules.one_or_many;
  if (!fits || !single) return nullptr;
  return access.add(field.member(frames_.back().object));
}

bool ModelReader::wrong_type(const Field& field) {
  auto& frame = frames_.back();
  if (field.rules.other_type_is_absent) {
    if (frame.in_list) ++frame.index;
    return true;
  }
  return fault(path_to(&field), wanted(field, frame.in_list));
}

bool ModelReader::null() {
  const auto* field = target();
  if (field == nullptr) return true;
  if (frames_.back().in_list) return wrong_type(*field);
  if (field->rules.one_or_many) mark_seen();
  return true;
}

bool ModelReader::boolean(bool value) {
  const auto* field = target();
  if (field == nullptr) return true;
  auto* to = slot(*field, Kind::boolean);
  if (to == nullptr) return wrong_type(*field);
  *static_cast<bool*>(to) = value;
  return next();
}

bool ModelReader::integer(std::int64_t value) {
  const auto* field = target();
  if (field == nullptr) return true;
  const auto kind = field->access->kind;
  if (field->rules.quoted && (kind == Kind::text || kind == Kind::secret))
    return take_text(*field, std::to_string(value));
  return take_integer(*field, value);
}

bool ModelReader::number() {
  const auto* field = target();
  return field == nullptr || wrong_type(*field);
}

bool ModelReader::take_integer(const Field& field, std::int64_t value) {
  auto* to = slot(field, Kind::integer);
  if (to == nullptr) return wrong_type(field);
  if (value < field.rules.least || value > field.rules.most) return fault(path_to(&field), "is out of range");
  *static_cast<std::int64_t*>(to) = value;
  return next();
}

bool ModelReader::take_text(const Field& field, std::string_view value) {
  auto* to = slot(field, Kind::text);
  if (to == nullptr) return wrong_type(field);
  if (value.empty() && (field.rules.non_empty || required(field))) return fault(path_to(&field), "is empty");
  if (field.access->kind == Kind::secret) {
    *static_cast<SecretString*>(to) = SecretString(value);
  } else {
    *static_cast<std::string*>(to) = value;
  }
  return next();
}

bool ModelReader::text(std::string_view value) {
  const auto* field = target();
  if (field == nullptr) return true;
  const auto kind = field->access->kind;
  if (field->rules.quoted && kind == Kind::boolean && (value == "true" || value == "false"))
    return boolean(value == "true");
  if (field->rules.quoted && kind == Kind::integer) {
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failed != std::errc{} || end != value.data() + value.size() || value.empty())
      return fault(path_to(field), "is not a whole number");
    return take_integer(*field, number);
  }
  return take_text(*field, value);
}

void ModelReader::enter(Model model, void* object) {
  frames_.push_back({.model = model, .object = object, .seen = std::vector<bool>(model.size())});
}

bool ModelReader::begin_object() {
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

bool ModelReader::name(std::string_view name) {
  if (passed_over_ > 0) return true;
  auto& frame = frames_.back();
  const auto field = std::ranges::find_if(frame.model, [&](const Field& one) {
    return name_of(one) == name && (rules_.our_names || one.rules.place != schema::Place::none);
  });
  frame.field = field == frame.model.end() ? nullptr : &*field;
  return true;
}

bool ModelReader::end_object() {
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

bool ModelReader::begin_list() {
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

bool ModelReader::end_list() {
  if (passed_over_ > 0) {
    --passed_over_;
    return true;
  }
  auto& frame = frames_.back();
  frame.in_list = false;
  if (frame.index == 0 && frame.field->rules.non_empty) return fault(path_to(frame.field), "is empty");
  return true;
}

std::optional<Error> ModelReader::finish() {
  // Where no object came, all of its members are missing.
  if (!fault_ && !read_) {
    enter(model_, out_);
    end_object();
  }
  return std::move(fault_);
}

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
