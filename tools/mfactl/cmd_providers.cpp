#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "mfaclient/providers.hpp"
#include "output.hpp"
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
      write_or_null(json, "note", row.note);
      json.end_object();
    }
    json.end_list().end_object();
  }
  print(tool, json.end_list().end_object().result());
}

std::string cell(const Capability& row) {
  if (!row.supported) return "-";
  std::string text;
  for (const auto kind : row.kinds) text.append(text.empty() ? "" : ",").append(to_string(kind));
  if (text.empty()) text = "yes";
  return row.others ? text + " (all)" : text;
}

/// Of a column that holds all of a vendor's cells, and a gap.
std::size_t width_of(const mfaclient::ProviderInfo& provider) {
  constexpr std::size_t kGap = 2;
  std::size_t width = provider.name.size();
  for (const auto& row : provider.capabilities) width = std::max(width, cell(row).size());
  return width + kGap;
}

/// A row per verb, a column per vendor: all list their verbs in the same order.
void print_table(Tool& tool) {
  constexpr std::size_t kVerb = 13;
  const auto all = mfaclient::providers();
  std::vector<std::size_t> widths;
  tool.out << padded("", kVerb);
  for (const auto& provider : all) {
    widths.push_back(width_of(provider));
    tool.out << padded(provider.name, widths.back());
  }
  tool.out << '\n';
  for (std::size_t i = 0; i < all.front().capabilities.size(); ++i) {
    tool.out << padded(to_string(all.front().capabilities[i].verb), kVerb);
    for (std::size_t vendor = 0; vendor < all.size(); ++vendor)
      tool.out << padded(cell(all[vendor].capabilities[i]), widths[vendor]);
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
    if (tool.globals.json) return print_json(tool);
    print_table(tool);
  });
}

}  // namespace mfactl
