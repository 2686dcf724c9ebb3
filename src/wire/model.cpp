#include "wire/model.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/ascii.hpp"
#include "core/percent.hpp"
#include "wire/form.hpp"
#include "wire/json.hpp"
#include "wire/model_reader.hpp"
#include "wire/request.hpp"

namespace mfaclient::wire {

using schema::Field;
using schema::Kind;
using schema::Model;
using schema::Place;

namespace {

std::string_view text_of(const Field& field, const void* item) {
  return field.access->kind == Kind::secret ? static_cast<const SecretString*>(item)->reveal()
                                            : std::string_view(*static_cast<const std::string*>(item));
}

/// A value as a form, a path or a header has it.
SecretString plain(const Field& field, const void* item) {
  switch (field.access->kind) {
    case Kind::boolean:
      return SecretString(*static_cast<const bool*>(item) ? "true" : "false");
    case Kind::integer:
      return SecretString(std::to_string(*static_cast<const std::int64_t*>(item)));
    default:
      return SecretString(text_of(field, item));
  }
}

/// Calls `act` with each value of `place` that is set, in the order of the table.
template <class Act>
void for_each_value(Model model, const void* owner, Place place, const Act& act) {
  for (const auto& field : model) {
    if (field.rules.place != place) continue;
    const auto* member = field.member_of(owner);
    for (std::size_t i = 0, count = field.access->count(member); i < count; ++i)
      act(field, field.access->item(member, i));
  }
}

SecretString value_of(Model model, const void* owner, Place place, std::string_view name = {}) {
  SecretString found;
  for_each_value(model, owner, place, [&](const Field& field, const void* item) {
    if (name.empty() || field.name == name) found = plain(field, item);
  });
  return found;
}

// --- check ---

Result<void> check_text(const Field& field, std::string_view text) {
  if (text.empty() && field.rules.non_empty)
    return invalid_argument(field.name, field.access->optional ? "is empty; leave it out" : "is empty");
  if (field.rules.check == nullptr) return {};
  if (const auto why = field.rules.check(text); !why.empty()) return invalid_argument(field.name, why);
  return {};
}

Result<void> check_integer(const Field& field, std::int64_t value) {
  const auto& [least, most] = std::pair(field.rules.least, field.rules.most);
  if (value >= least && value <= most) return {};
  return invalid_argument(
      field.name, most == INT64_MAX ? "must be at least " + std::to_string(least)
                                    : "must be " + std::to_string(least) + " to " + std::to_string(most));
}

Result<void> check_field(const Field& field, const void* member) {
  if (!field.rules.needed.empty() && !field.access->has(member))
    return invalid_argument(field.name, field.rules.needed);
  const auto count = field.access->count(member);
  if (field.rules.non_empty && field.access->list && field.access->has(member) && count == 0)
    return invalid_argument(field.name, "is empty");
  const auto kind = field.access->kind;
  for (std::size_t i = 0; i < count; ++i) {
    const auto* item = field.access->item(member, i);
    Result<void> fine;
    if (kind == Kind::text || kind == Kind::secret) fine = check_text(field, text_of(field, item));
    if (kind == Kind::integer) fine = check_integer(field, *static_cast<const std::int64_t*>(item));
    if (!fine) return fine;
  }
  return {};
}

// --- write ---

void write_scalar(JsonWriter& json, const Field& field, const void* item, bool mask) {
  switch (field.access->kind) {
    case Kind::boolean:
      json.boolean(*static_cast<const bool*>(item));
      break;
    case Kind::integer:
      json.integer(*static_cast<const std::int64_t*>(item));
      break;
    case Kind::model:
      write_model(json, field.access->model(), item, mask);
      break;
    default: {
      const auto text = text_of(field, item);
      json.text(mask && field.access->kind == Kind::secret && !text.empty() ? std::string_view("***") : text);
    }
  }
}

void write_value(JsonWriter& json, const Field& field, const void* member, bool mask) {
  const auto& access = *field.access;
  if (!access.has(member)) {
    json.null();
    return;
  }
  if (access.list) json.begin_list();
  for (std::size_t i = 0, count = access.count(member); i < count; ++i)
    write_scalar(json, field, access.item(member, i), mask);
  if (access.list) json.end_list();
}

/// The path with its fields in it, and the query.
std::string target_of(const OperationInfo& info, Model model, const void* owner) {
  std::string target;
  for (auto rest = info.path; !rest.empty();) {
    const auto open = std::min(rest.find('{'), rest.size());
    target.append(rest.substr(0, open));
    rest.remove_prefix(open);
    if (rest.empty()) break;
    const auto name = rest.substr(1, rest.find('}') - 1);
    SecretString escaped;
    percent_encode(escaped, value_of(model, owner, Place::path, name).reveal());
    target.append(escaped.reveal());
    rest.remove_prefix(name.size() + 2);
  }
  char before = '?';
  for_each_value(model, owner, Place::query, [&](const Field& field, const void* item) {
    SecretString escaped;
    percent_encode(escaped, plain(field, item).reveal());
    (target += std::exchange(before, '&')).append(field.wire()).append("=").append(escaped.reveal());
  });
  return target;
}

http::Request form_request(const OperationInfo& info, const std::string& target, Model model,
                           const void* owner) {
  Form form;
  for_each_value(model, owner, Place::body, [&](const Field& field, const void* item) {
    const auto value = plain(field, item);
    form.add(field.wire(), value.reveal());
    if (!field.rules.also.empty()) form.add(field.rules.also, value.reveal());
  });
  auto request = post_form(target, form);
  request.method = info.method;
  return request;
}

http::Request json_request(const OperationInfo& info, const std::string& target, Model model,
                           const void* owner) {
  const auto in_body = [](const Field& field) { return field.rules.place == Place::body; };
  if (std::ranges::none_of(model, in_body)) return bare(info.method, target);
  JsonWriter json;
  json.begin_object();
  for (const auto& field : model) {
    const auto* member = field.member_of(owner);
    if (in_body(field) && field.access->has(member))
      write_value(json.name(field.wire()), field, member, false);
  }
  return with_json(info.method, target, json.end_object());
}

}  // namespace

Result<void> check_model(Model model, const void* owner) {
  for (const auto& field : model)
    if (auto fine = check_field(field, field.member_of(owner)); !fine) return fine;
  return {};
}

std::vector<const SecretString*> secrets_in(Model model, const void* owner) {
  std::vector<const SecretString*> secrets;
  for (const auto& field : model) {
    const auto& access = *field.access;
    if (access.kind != Kind::secret && access.kind != Kind::model) continue;
    const auto* member = field.member_of(owner);
    for (std::size_t i = 0, count = access.count(member); i < count; ++i) {
      const auto* item = access.item(member, i);
      if (access.kind == Kind::secret) {
        secrets.push_back(static_cast<const SecretString*>(item));
      } else {
        const auto inner = secrets_in(access.model(), item);
        secrets.insert(secrets.end(), inner.begin(), inner.end());
      }
    }
  }
  return secrets;
}

std::vector<SecretString*> secrets_in(Model model, void* owner) {
  std::vector<SecretString*> secrets;
  for (const auto* secret : secrets_in(model, static_cast<const void*>(owner)))
    secrets.push_back(const_cast<SecretString*>(secret));
  return secrets;
}

std::string_view type_name(const Field& field) {
  const auto& access = *field.access;
  if (access.list) return access.kind == Kind::secret ? "secrets" : "list";
  switch (access.kind) {
    case Kind::text:
      return "text";
    case Kind::secret:
      return "secret";
    case Kind::boolean:
      return "boolean";
    case Kind::integer:
      return "integer";
    default:
      return "object";
  }
}

bool is_required(const Field& field) { return !field.access->optional && !field.access->list; }

Result<void> set_text(const Field& field, void* owner, std::string_view text) {
  const auto& access = *field.access;
  const auto wrong = [&](std::string_view why) { return invalid_argument(field.name, why); };
  if (access.list || access.kind == Kind::model) return wrong("has parts; give it as key:=json");
  if (access.kind == Kind::boolean && text != "true" && text != "false")
    return wrong("must be true or false");
  const auto number = ascii::whole_number(text);
  if (access.kind == Kind::integer && !number) return wrong("must be a whole number in range");
  auto* to = access.add(field.member(owner));
  if (access.kind == Kind::text) *static_cast<std::string*>(to) = text;
  if (access.kind == Kind::secret) *static_cast<SecretString*>(to) = SecretString(text);
  if (access.kind == Kind::boolean) *static_cast<bool*>(to) = text == "true";
  if (access.kind == Kind::integer) *static_cast<std::int64_t*>(to) = *number;
  return {};
}

Result<void> set_json(const Field& field, void* owner, std::string_view json) {
  // Only what is one whole value can stand in an object.
  JsonDocument value(json);
  const bool missing = value.root().type() == JsonType::null && is_required(field);
  SecretString object("{\"" + std::string(field.name) + "\":");
  object.append(json);
  object.append("}");
  if (value.fault() || missing || !read_model(object.reveal(), {&field, 1}, owner, {.our_names = true}))
    return invalid_argument(field.name, "is not JSON of the type that the field has");
  return {};
}

http::Request write_request(const OperationInfo& info, Model model, const void* owner) {
  const auto target = target_of(info, model, owner);
  auto request =
      info.form ? form_request(info, target, model, owner) : json_request(info, target, model, owner);
  const auto user = value_of(model, owner, Place::basic_user);
  if (!user.empty())
    request.headers.add(
        "Authorization",
        basic_credentials(user.reveal(), value_of(model, owner, Place::basic_password).reveal()));
  for_each_value(model, owner, Place::header, [&](const Field& field, const void* item) {
    request.headers.add(field.wire(), plain(field, item));
  });
  return request;
}

void write_model(JsonWriter& json, Model model, const void* owner, bool mask) {
  json.begin_object();
  for (const auto& field : model) write_value(json.name(field.name), field, field.member_of(owner), mask);
  json.end_object();
}

}  // namespace mfaclient::wire
