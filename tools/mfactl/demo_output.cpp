#include "demo_output.hpp"

#include <algorithm>
#include <ostream>

#include "environment.hpp"
#include "output.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::wire::JsonWriter;

constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kMask = "******";
constexpr std::size_t kNameWidth = 10;
constexpr std::size_t kSentWidth = 52;

/// What was sent, in one phrase: the request that says most, and how many others there were.
std::string phrase(const DemoStep& step) {
  if (step.requests.empty()) return "(nothing arrived)";
  auto telling = std::find_if(step.requests.rbegin(), step.requests.rend(),
                              [&](const DemoRequest& r) { return r.target.ends_with(step.telling); });
  if (telling == step.requests.rend()) telling = step.requests.rbegin();
  std::string out = telling->method + " " + telling->target;
  // The last one is the one that the vendor's own scheme adds.
  if (!telling->secret_headers.empty())
    out.append(", ").append(telling->secret_headers.back()).append(": ").append(kMask);
  if (step.requests.size() > 1) out += " (+" + std::to_string(step.requests.size() - 1) + ")";
  return out;
}

void write_requests(JsonWriter& json, const std::vector<DemoRequest>& requests) {
  json.name("requests").begin_list();
  for (const auto& request : requests) {
    json.begin_object().name("method").text(request.method).name("target").text(request.target);
    json.name("secret_headers").begin_list();
    for (const auto& name : request.secret_headers) json.text(name);
    json.end_list();
    write_or_null(json, "status", request.status);
    json.end_object();
  }
  json.end_list();
}

std::string_view cell(const DemoColumn& column, const mfaclient::Capability& capability) {
  if (column.exercised.contains(capability.verb)) return "shown";
  return capability.supported ? "offered" : "-";
}

std::string painted(const Tool& tool, std::string_view text, std::string_view colour) {
  if (!tool.out_is_terminal || variable("NO_COLOR")) return std::string(text);
  return std::string(colour).append(text).append(kPlain);
}

void print_step_json(Tool& tool, const DemoStep& step) {
  auto json = begin_result(tool);
  json.name("step").text(step.name);
  json.name("verb").text(to_string(step.verb)).name("ok").boolean(step.outcome.has_value());
  write_requests(json, step.requests);
  json.name("simulated_seconds").integer(step.waited.count()).name("outcome");
  json.text(step.outcome ? std::string_view(*step.outcome) : to_string(step.outcome.error().code));
  print(tool, json.end_object().result());
}

void print_step_text(Tool& tool, const DemoStep& step) {
  tool.out << "  " << (step.outcome ? painted(tool, "ok    ", kGreen) : painted(tool, "FAILED", kRed)) << "  "
           << padded(step.name, kNameWidth) << padded(phrase(step), kSentWidth);
  if (step.outcome) {
    tool.out << *step.outcome;
  } else {
    tool.out << to_string(step.outcome.error().code) << ": " << step.outcome.error().message;
  }
  if (step.waited.count() > 0) tool.out << " (" << step.waited.count() << " simulated s)";
  tool.out << '\n';
  if (!step.drawing) return;
  tool.out << '\n';
  std::string_view rest = step.drawing->reveal();
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size() - 1);
    tool.out << "          " << rest.substr(0, end + 1);
    rest.remove_prefix(end + 1);
  }
  tool.out << '\n';
}

void print_table(Tool& tool, std::span<const DemoColumn> columns) {
  constexpr std::size_t kVerbWidth = 14;
  constexpr std::size_t kGap = 2;  // every cell is shorter than its column's title
  const auto print_row = [&](std::string_view verb, const auto& text_of) {
    std::string line = "  " + padded(verb, kVerbWidth);
    for (const auto& column : columns)
      line += padded(text_of(column), std::max(column.vendor->title.size() + kGap, kNameWidth));
    line.resize(line.find_last_not_of(' ') + 1);
    tool.out << line << '\n';
  };
  print_row("verb", [](const DemoColumn& column) { return column.vendor->title; });
  // Every vendor has one row per verb, in the same order.
  const auto rows = columns.front().vendor->capabilities;
  for (std::size_t row = 0; row < rows.size(); ++row)
    print_row(to_string(rows[row].verb),
              [row](const DemoColumn& column) { return cell(column, column.vendor->capabilities[row]); });
  tool.out << "\n  shown: in this run; offered: the vendor can, too; -: it can't\n";
}

}  // namespace

void print_introduction(Tool& tool) {
  if (tool.globals.json) return;
  tool.out
      << "Multi-factor authentication, switched on, used and switched off: on a fake of each vendor on "
         "127.0.0.1, over\nreal TLS. Time is simulated: fake and client share a clock, and waiting moves "
         "it.\n";
}

void print_step(Tool& tool, const DemoStep& step) {
  if (tool.globals.json) {
    print_step_json(tool, step);
  } else {
    print_step_text(tool, step);
  }
  tool.out.flush();
}

void print_end(Tool& tool, int steps, std::chrono::milliseconds elapsed, std::chrono::seconds simulated,
               std::span<const DemoColumn> columns) {
  if (!tool.globals.json) {
    tool.out << "\nAll " << steps << " steps went well, in " << elapsed.count()
             << " ms; the simulated clock moved on by " << simulated.count() << " s.\n\n";
    return print_table(tool, columns);
  }
  JsonWriter json;
  json.begin_object().name("steps").integer(steps).name("elapsed_ms").integer(elapsed.count());
  json.name("simulated_seconds").integer(simulated.count()).name("verbs").begin_object();
  for (const auto& column : columns) {
    json.name(column.vendor->name).begin_object();
    for (const auto& row : column.vendor->capabilities)
      json.name(to_string(row.verb)).text(cell(column, row));
    json.end_object();
  }
  print(tool, json.end_object().end_object().result());
}

}  // namespace mfactl
