#include <algorithm>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "json_out.hpp"
#include "mfaclient/providers.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::Capability;

void print_json(Tool& tool) {
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("providers").begin_list();
  for (const auto& provider : mfaclient::providers()) {
    json.begin_object().name("name").text(provider.name).name("title").text(provider.title);
    json.name("verbs").begin_list();
    for (const auto& row : provider.capabilities) {
      json.begin_object().name("verb").text(to_string(row.verb)).name("supported").boolean(row.supported);
      json.name("kinds").begin_list();
      for (const auto kind : row.kinds) json.text(to_string(kind));
      json.end_list().name("others").boolean(row.others);
      write_text_or_null(json, "note", row.note);
      json.end_object();
    }
    json.end_list().end_object();
  }
  json.end_list().end_object();
  print(tool, json.result());
}

std::string cell(const Capability& row) {
  if (!row.supported) return "-";
  std::string text;
  for (const auto kind : row.kinds) text.append(text.empty() ? "" : ",").append(to_string(kind));
  if (text.empty()) text = "yes";
  return row.others ? text + " (all)" : text;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

/// A row per verb, a column per vendor: all list their verbs in the same order.
void print_table(Tool& tool) {
  constexpr std::size_t kVerb = 13;
  constexpr std::size_t kVendor = 20;
  const auto all = mfaclient::providers();
  tool.out << padded("", kVerb);
  for (const auto& provider : all) tool.out << padded(std::string(provider.name), kVendor);
  tool.out << '\n';
  for (std::size_t i = 0; i < all.front().capabilities.size(); ++i) {
    tool.out << padded(std::string(to_string(all.front().capabilities[i].verb)), kVerb);
    for (const auto& provider : all) tool.out << padded(cell(provider.capabilities[i]), kVendor);
    tool.out << '\n';
  }
  tool.out << "\n(all): for other accounts too, not only for oneself\n";
  for (const auto& provider : all)
    for (const auto& row : provider.capabilities)
      if (!row.note.empty())
        tool.out << provider.name << ' ' << to_string(row.verb) << ": " << row.note << '\n';
}

}  // namespace

void add_providers(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("providers", "Shows which vendor can do what");
  command->footer("Example:\n  mfactl --json providers");
  command->callback([&tool] {
    tool.action = [&tool] {
      if (tool.globals.json) {
        print_json(tool);
      } else {
        print_table(tool);
      }
      return 0;
    };
  });
}

}  // namespace mfactl
