#include "op_args.hpp"

#include <algorithm>
#include <utility>

#include "secret_source.hpp"
#include "tool.hpp"
#include "wire/model.hpp"

namespace mfactl {

using mfaclient::SecretString;
namespace schema = mfaclient::schema;
namespace wire = mfaclient::wire;

namespace {

constexpr std::string_view kVariable = "@env:";

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void take_variables(std::string_view value, SecretVariables& variables) {
  constexpr std::string_view kName = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  for (auto at = value.find(kVariable); at != std::string_view::npos; at = value.find(kVariable, at + 1)) {
    const auto rest = value.substr(at + kVariable.size());
    [[maybe_unused]] const auto kept = variables.take(rest.substr(0, rest.find_first_not_of(kName)));
  }
}

/// One secret for each line that is not empty.
void add_lines(const schema::Field& field, void* owner, const SecretString& lines) {
  for (auto rest = lines.reveal(); !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (end > 0)
      *static_cast<SecretString*>(field.access->add(field.member(owner))) = SecretString(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

}  // namespace

Arguments::Arguments(Tool& tool, const std::vector<std::string>& words) : tool_(tool) {
  for (const auto& word : words) take_variables(word, tool.variables);
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) refuse("arguments", "must look like key=value or key:=json");
    const bool json = equals > 0 && word[equals - 1] == ':';
    Argument argument{
        .key = word.substr(0, json ? equals - 1 : equals), .value = word.substr(equals + 1), .json = json};
    if (!is_name(argument.key)) refuse("arguments", "a key must be in snake_case, as call --list shows it");
    if (std::ranges::find(list_, argument.key, &Argument::key) != list_.end())
      refuse(argument.key, "is given twice");
    list_.push_back(std::move(argument));
  }
}

void Arguments::fill(schema::Model model, void* owner) {
  for (const auto& field : model) {
    const auto given = std::ranges::find(list_, field.name, &Argument::key);
    if (given != list_.end()) {
      given->used = true;
      fill(field, owner, *given);
    } else if (wire::is_required(field)) {
      refuse(field.name, "is missing");
    }
  }
  const auto extra = std::ranges::find(list_, false, &Argument::used);
  if (extra != list_.end()) refuse(extra->key, "is no field of this operation; call --list shows them");
}

void Arguments::fill(const schema::Field& field, void* owner, const Argument& argument) {
  const bool is_secret = field.access->kind == schema::Kind::secret;
  if (argument.json) {
    wire::set_json(field, owner, argument.value).value();
    for (auto* named : wire::secrets_in({&field, 1}, owner)) *named = secret(field.name, named->reveal());
  } else if (is_secret && field.access->list) {
    add_lines(field, owner, secret(field.name, argument.value));
  } else if (is_secret) {
    wire::set_text(field, owner, secret(field.name, argument.value).reveal()).value();
  } else if (field.access->kind == schema::Kind::text) {
    wire::set_text(field, owner, text(field.name, argument.value).reveal()).value();
  } else {
    wire::set_text(field, owner, argument.value).value();
  }
}

SecretString Arguments::text(std::string_view key, std::string_view value) {
  if (value.starts_with("@@")) return SecretString(value.substr(1));
  if (!value.starts_with('@')) return SecretString(value);
  return secret(key, value);
}

SecretString Arguments::secret(std::string_view key, std::string_view value) {
  if (value == "@-") {
    if (std::exchange(stdin_used_, true)) refuse(key, "stdin can be read for one key only");
    return read_secret_stdin(key, tool_.stop);
  }
  if (value.size() < 2 || !value.starts_with('@') || value.starts_with("@@"))
    refuse(key, "is secret, and arguments are seen by others; give @-, @FILE or @env:NAME");
  SecretSource source{.kind = SecretSource::Kind::file, .name = std::string(value.substr(1))};
  if (value.starts_with(kVariable)) {
    source = {.kind = SecretSource::Kind::env, .name = std::string(value.substr(kVariable.size()))};
    source.variable = tool_.variables.take(source.name);
  }
  return read_secret(tool_, source, key);
}

}  // namespace mfactl
