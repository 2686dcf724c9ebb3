#include <memory>
#include <span>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "files.hpp"
#include "json_out.hpp"
#include "mfaclient/qr.hpp"
#include "secret_file.hpp"
#include "secret_input.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::SecretString;
using mfaclient::wire::JsonWriter;

struct QrArguments {
  std::string source{};  ///< "@FILE"; empty: stdin
  std::string png{};     ///< the picture to write, or to read
  bool show_secrets = false;
};

constexpr std::size_t kMostPicture = 16 << 20;

void print_member(Tool& tool, std::string_view name, const SecretString& value) {
  if (!tool.globals.json) return print(tool, value);
  JsonWriter json;
  json.begin_object().name(name).text(value.reveal()).end_object();
  print(tool, json.result());
}

int write_picture(Tool& tool, const SecretString& text, const std::string& path) {
  const auto png = mfaclient::qr::to_png(text.reveal());
  if (!png) return fail(tool, png.error());
  const auto bytes = png->reveal();
  auto file = SecretFile::create(path, "--png");
  if (!file) return fail(tool, file.error());
  const auto written = file->write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!written) return fail(tool, written.error());
  print_member(tool, "file", SecretString(path));
  return 0;
}

int show(Tool& tool, const QrArguments& arguments) {
  const auto text = read_secret_input(tool, arguments.source, "text");
  if (!text) return fail(tool, text.error());
  if (!arguments.png.empty()) return write_picture(tool, *text, arguments.png);
  const auto drawing = mfaclient::qr::to_terminal(text->reveal());
  if (!drawing) return fail(tool, drawing.error());
  print_member(tool, "drawing", without_line_end(*drawing));
  return 0;
}

int read(Tool& tool, const QrArguments& arguments) {
  const auto file = read_file(arguments.png, kMostPicture);
  if (!file) return fail(tool, file.error());
  const auto content = file->reveal();
  const auto text = mfaclient::qr::read_png(
      std::span(reinterpret_cast<const std::uint8_t*>(content.data()), content.size()));
  if (!text) return fail(tool, text.error());
  print_member(tool, "text", tool.out_is_terminal && !arguments.show_secrets ? masked_uri(*text) : *text);
  return 0;
}

}  // namespace

void add_qr(CLI::App& app, Tool& tool) {
  auto* group = app.add_subcommand("qr", "Draws QR codes, and reads them");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<QrArguments>();

  auto* showing = group->add_subcommand("show", "Draws a text as a QR code on the terminal, or as a PNG");
  showing->footer("Example:\n  mfactl qr show @box.totp\n  mfactl qr show --png box.png < box.totp");
  showing->add_option("source", arguments->source, "The text; default: stdin")->type_name("@FILE");
  showing
      ->add_option("--png", arguments->png, "Write a picture instead, for you only; never over another file")
      ->type_name("FILE");
  showing->callback(
      [&tool, arguments] { tool.action = [&tool, arguments] { return show(tool, *arguments); }; });

  auto* reading = group->add_subcommand("read", "Prints the text of the one QR code in a PNG");
  reading->footer("Example:\n  mfactl qr read screenshot.png | mfactl uri parse");
  reading->add_option("file", arguments->png, "The picture")->type_name("FILE")->required();
  reading->add_flag("--show-secrets", arguments->show_secrets,
                    "Print the secret of an otpauth URI on a terminal, too");
  reading->callback(
      [&tool, arguments] { tool.action = [&tool, arguments] { return read(tool, *arguments); }; });
}

}  // namespace mfactl
