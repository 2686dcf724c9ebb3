#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>

#include "commands.hpp"
#include "files.hpp"
#include "mfaclient/testing/fakes.hpp"
#include "mfaclient/testing/server.hpp"
#include "output.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

namespace testing = mfaclient::testing;

struct MockArguments {
  std::string vendor{};
  std::uint16_t port = 0;
  bool tls = false;
  std::string base_path{};
  std::string mode{};
  std::string seed{};
  std::vector<std::string> knobs{};
  std::string outbox{};
  std::string journal{};
};

/// Errors: as `Fake::set_knob()`.
void turn_knobs(testing::Fake& fake, const MockArguments& arguments) {
  if (!arguments.mode.empty()) fake.set_knob("mode", arguments.mode).value();
  for (const std::string_view knob : arguments.knobs) {
    const auto equals = knob.find('=');
    if (equals == std::string_view::npos) refuse("knob", "must be NAME=VALUE");
    fake.set_knob(knob.substr(0, equals), knob.substr(equals + 1)).value();
  }
}

std::shared_ptr<testing::Fake> make_fake(const Tool& tool, const MockArguments& arguments) {
  const auto* vendor = testing::find_fake(arguments.vendor);
  if (vendor == nullptr) refuse("vendor", "is none that can be served; mock serve --help lists them");
  const auto seed = arguments.seed.empty() ? mfaclient::SecretString(vendor->standard_seed)
                                           : read_file(arguments.seed, std::size_t{16} << 20U);
  auto fake = vendor->make(seed.reveal(), tool.clock).value();
  turn_knobs(*fake, arguments);
  return fake;
}

/// A file for its owner only, to which lines are added.
std::shared_ptr<Descriptor> open_lines(const std::string& path) {
  auto file =
      std::make_shared<Descriptor>(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!*file) throw mfaclient::MfaException(storage_error("can't write", path, errno));
  return file;
}

/// The document that is written, as a line of its own.
mfaclient::SecretString line_of(const mfaclient::wire::JsonWriter& json) {
  auto line = json.result();
  line.append("\n");
  return line;
}

/// What arrived and what was answered: no value of any header, no query, no body.
mfaclient::SecretString journal_line(const testing::JournalEntry& entry) {
  const std::string_view target = entry.request.target;
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("method").text(entry.request.method);
  json.name("path").text(target.substr(0, target.find('?')));
  json.name("headers").begin_list();
  for (const auto& field : entry.request.headers.fields()) json.text(field.name);
  json.end_list();
  write_or_null(json, "status", entry.response ? std::optional(entry.response->status) : std::nullopt);
  return line_of(json.end_object());
}

mfaclient::SecretString outbox_line(const testing::Delivered& message) {
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("kind").text(message.kind).name("to").text(message.to);
  json.name("code").text(message.code).name("text").text(message.text).name("id").text(message.id);
  return line_of(json.end_object());
}

/// A fake that serves for days keeps nothing of what was asked; the files get it, where they are wanted.
void write_files(testing::Fake& fake, const MockArguments& arguments) {
  fake.watch([](const auto&) { return true; });
  fake.on_delivery([](const auto&) {});
  if (!arguments.journal.empty())
    fake.watch([file = open_lines(arguments.journal)](const auto& entry) {
      return write_all(file->get(), journal_line(entry).reveal());
    });
  if (!arguments.outbox.empty())
    fake.on_delivery([file = open_lines(arguments.outbox)](const auto& message) {
      [[maybe_unused]] const bool written = write_all(file->get(), outbox_line(message).reveal());
    });
}

void wait_for(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait(lock, stop, [] { return false; });
}

void serve(Tool& tool, const MockArguments& arguments) {
  const auto fake = make_fake(tool, arguments);
  write_files(*fake, arguments);
  const auto server =
      testing::Server::start(fake,
                             {.port = arguments.port, .tls = arguments.tls, .base_path = arguments.base_path})
          .value();
  tool.out << server->url();
  if (arguments.tls) tool.out << " ca=" << server->ca_file();
  tool.out << std::endl;
  wait_for(tool.stop);
}

/// Names of knobs, a few to a line.
std::string knob_lines(const testing::FakeInfo& vendor) {
  std::string text = "    own knobs:";
  for (const auto& knob : vendor.knobs) {
    text.append(" ").append(knob.name).append("=");
    text.append(knob.values.empty() ? "N (" + std::to_string(knob.number) + ")" : std::string(knob.values));
  }
  text.append("\n    real or documented: mode");
  std::size_t line = 0;
  for (const auto& row : vendor.wire_rows) {
    constexpr std::size_t kWidth = 100;
    const bool full = line + row.knob.size() > kWidth;
    text.append(full ? ",\n      " : ", ").append(row.knob);
    line = full ? row.knob.size() : line + row.knob.size() + 2;
  }
  return text;
}

std::string footer() {
  std::string text =
      "Prints one line when it accepts connections: <base url> [ca=<file>]\n\n"
      "Vendors, the seed that each has without --seed, and its knobs:\n";
  for (const auto& vendor : testing::fakes()) {
    text.append("  ").append(vendor.name).append("\n    seed: ").append(vendor.standard_seed).append("\n");
    text.append(knob_lines(vendor)).append("\n");
  }
  return text +
         "\n"
         "Example:\n  mfactl mock serve mailinabox --tls --base-path /admin --knob ban=off";
}

}  // namespace

void add_mock(CLI::App& app, Tool& tool) {
  auto* group = app.add_subcommand("mock", "Fake vendors, for tests in any language");
  group->require_subcommand(1);
  auto* serving = group->add_subcommand("serve", "Serves a fake vendor on 127.0.0.1 until SIGTERM or Ctrl-C");
  serving->footer(footer());
  const auto arguments = std::make_shared<MockArguments>();
  serving->add_option("vendor", arguments->vendor, "Which one")->type_name("VENDOR")->required();
  serving->add_option("--port", arguments->port, "0 (default): any free one")->type_name("N");
  serving->add_flag("--tls", arguments->tls,
                    "With a throw-away CA, whose certificate is in the file that is printed");
  serving->add_option("--base-path", arguments->base_path, "Where it is mounted, such as /admin")
      ->type_name("PATH");
  serving
      ->add_option("--mode", arguments->mode,
                   "real (default) or documented: what the server does, or its documents say")
      ->type_name("MODE");
  serving->add_option("--seed", arguments->seed, "The accounts at the start, as JSON")->type_name("FILE");
  serving->add_option("--knob", arguments->knobs, "One knob; may be repeated")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
  serving->add_option("--outbox", arguments->outbox, "Gets every SMS, mail and push as NDJSON")
      ->type_name("FILE");
  serving
      ->add_option("--journal", arguments->journal,
                   "Gets every request below the base path as NDJSON: method, path, names of headers, status")
      ->type_name("FILE");
  serving->callback([&tool, arguments] { serve(tool, *arguments); });
}

}  // namespace mfactl
