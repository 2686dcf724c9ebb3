#include "app.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "client.hpp"
#include "commands.hpp"
#include "mfaclient/version.hpp"
#include "output.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using Arguments = std::span<const char* const>;

constexpr std::string_view kFooter =
    "Data goes to stdout, everything else to stderr. The exit code tells what happened:\n"
    "0 done, 2 bad input, 3 credentials, 4 a code is needed, 5 a code was refused, 6 not found, 7 conflict,\n"
    "8 too many tries, 9 network or TLS, 10 the vendor failed, 11 local file, 12 outcome unknown,\n"
    "13 unsupported, 14 not permitted, 130 interrupted.\n\n"
    "Example:\n  mfactl --profile box status --self";

/// Reads "500ms", "10s" or "2m"; nullopt for anything else, zero and more than a day.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24);
  std::uint32_t count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc{}) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  std::chrono::milliseconds length{0};
  if (unit == "ms") {
    length = std::chrono::milliseconds(count);
  } else if (unit == "s") {
    length = std::chrono::seconds(count);
  } else if (unit == "m") {
    length = std::chrono::minutes(count);
  }
  if (length <= length.zero() || length > kLongest) return std::nullopt;
  return length;
}

void add_globals(CLI::App& app, Globals& globals) {
  app.add_option("--config", globals.config, "Profiles; default: $XDG_CONFIG_HOME/mfactl/config.toml")
      ->type_name("FILE");
  app.add_option("--profile", globals.profile, "Which profile of that file; needed where it has several")
      ->type_name("NAME");
  app.add_flag("--json", globals.json, "Results and errors as JSON");
  app.add_option_function<std::string>(
         "--timeout",
         [&globals](const std::string& text) {
           globals.timeout = parse_duration(text);
           if (!globals.timeout)
             throw CLI::ValidationError("--timeout",
                                        "needs a length of time above zero with its unit, "
                                        "such as 500ms, 10s or 2m");
         },
         "How long the whole call may take, waits included; default: 60s")
      ->type_name("TIME");
  app.add_flag("-v,--verbose", globals.verbose, "Log every request on stderr, without any secret");
  app.add_flag("--no-input", globals.no_input, "Never ask on the terminal");
  app.add_flag("--no-wait", globals.no_wait, "Don't wait for the next code; exit 4 and say when it comes");
}

void add_version(CLI::App& app, Tool& tool) {
  auto* command = app.add_subcommand("version", "Tells this tool's version");
  command->footer("Example:\n  mfactl version");
  command->callback([&tool] {
    mfaclient::wire::JsonWriter json;
    json.begin_object().name("name").text("mfactl").name("version").text(mfaclient::kVersion).end_object();
    if (tool.globals.json) return print(tool, json.result());
    tool.out << "mfactl " << mfaclient::kVersion << '\n';
  });
}

void add_commands(CLI::App& app, Tool& tool) {
  // In the order in which the help lists them.
  for (const auto add :
       {add_demo, add_providers, add_status, add_enroll, add_resume, add_secrets, add_session, add_challenge,
        add_disable, add_reset, add_call, add_code, add_uri, add_qr, add_mock, add_tls, add_version})
    add(app, tool);
}

void add_help(CLI::App& app, Tool& tool) {
  auto* help = app.add_subcommand("help", "Tells how a command is used");
  help->footer("Example:\n  mfactl help enroll");
  auto* command = help->add_option("command", "The command")->type_name("COMMAND");
  help->callback([&app, &tool, command] {
    const CLI::App* subject = &app;
    std::string title = app.get_name();
    if (command->count() != 0) {
      const auto named = app.get_subcommands(
          [name = command->as<std::string>()](const CLI::App* one) { return one->get_name() == name; });
      if (named.empty()) throw CLI::ValidationError("command", "there is none of that name");
      subject = named.front();
      title += " " + subject->get_name();
    }
    // help() of the whole would be that of the command that was chosen, which is this one.
    tool.out << app.get_formatter()->make_help(subject, title, CLI::AppFormatMode::Normal);
  });
}

/// The option parser takes the argument after an empty one for its value, so these are refused before it
/// runs.
std::optional<std::string> empty_value(Arguments arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const std::string_view before = i > 0 ? arguments[i - 1] : "";
    if (argument.empty())
      return (before.starts_with('-') ? std::string(before) : "an argument") + " has an empty value";
    if (argument.starts_with("--") && argument.ends_with('='))
      return std::string(argument.substr(0, argument.size() - 1)) + " has an empty value";
  }
  return std::nullopt;
}

/// What the parser found wrong, without the values that it quotes: one may be a secret in the wrong place.
std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
  const auto kind = static_cast<CLI::ExitCodes>(error.get_exit_code());
  if (kind == CLI::ExitCodes::ConversionError) return "the value of an option or argument can't be read";
  if (kind != CLI::ExitCodes::ExtrasError) return error.what();
  for (const std::string_view extra : app.remaining(true)) {
    if (!extra.starts_with('-')) continue;
    // What follows a "=" or a single letter is a value.
    const auto name = extra.starts_with("--") ? extra.substr(0, extra.find('=')) : extra.substr(0, 2);
    return std::string(name) + " is no option of this command";
  }
  return "there is an argument that no command and no option takes";
}

int refuse_arguments(Tool& tool, Arguments arguments, std::string_view why) {
  // The parser may have given up before it came to the flag.
  tool.globals.json = std::ranges::any_of(arguments, [](std::string_view a) { return a == "--json"; });
  mfaclient::Error error{.code = mfaclient::Errc::invalid_argument, .message = std::string(why)};
  error.add_hint("see mfactl help");
  return fail(tool, error);
}

int parse_and_run(int argc, const char* const* argv, Tool& tool) {
  const Arguments arguments(argv + std::min(argc, 1), static_cast<std::size_t>(std::max(argc - 1, 0)));
  if (const auto culprit = empty_value(arguments)) return refuse_arguments(tool, arguments, *culprit);

  CLI::App app("Multi-factor authentication on remote services: switch on, use, check, recover", "mfactl");
  app.set_version_flag("--version", std::string(mfaclient::kVersion));
  app.footer(std::string(kFooter));
  app.require_subcommand(1);
  app.fallthrough();  // inherited by every command: global options are understood after it, too
  add_globals(app, tool.globals);
  add_commands(app, tool);
  add_help(app, tool);
  try {
    app.parse(argc, argv);  // and runs the command
    return tool.exit_status;
  } catch (const mfaclient::MfaException& exception) {
    return fail(tool, exception.error());
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, tool.out, tool.err);  // --help, --version
    return refuse_arguments(tool, arguments, complaint(app, error));
  }
}

}  // namespace

int run(int argc, const char* const* argv, Tool& tool) {
  int code = 1;
  try {
    code = parse_and_run(argc, argv, tool);
  } catch (const std::exception&) {
    tool.err << "mfactl: an unexpected failure ended the command\n";
  }
  tool.client.reset();  // signs out
  tool.out.flush();
  if (tool.out) return code;
  tool.globals.json = false;
  return fail(tool, make_error(mfaclient::Errc::storage, "the output could not be written"));
}

}  // namespace mfactl
