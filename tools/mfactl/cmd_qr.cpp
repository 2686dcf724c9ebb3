#include <memory>
#include <span>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "files.hpp"
#include "mfaclient/qr.hpp"
#include "output.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::SecretString;

struct QrArguments {
  std::string source{};  ///< "@FILE"; empty: stdin
  std::string png{};     ///< the picture to write, or to read
  bool show_secrets = false;
};

constexpr std::size_t kMostPicture = 16 << 20;

void write_picture(Tool& tool, const SecretString& text, const std::string& path) {
  const auto png = mfaclient::qr::to_png(text.reveal()).value();
  const auto bytes = png.reveal();
  SecretFile(path, "--png").write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  print_value(tool, "file", SecretString(path));
}

void show(Tool& tool, const QrArguments& arguments) {
  const auto text = read_secret_input(tool, arguments.source, "text");
  if (!arguments.png.empty()) return write_picture(tool, text, arguments.png);
  print_value(tool, "drawing", without_line_end(mfaclient::qr::to_terminal(text.reveal()).value()));
}

void read(Tool& tool, const QrArguments& arguments) {
  const auto file = read_file(arguments.png, kMostPicture);
  const auto content = file.reveal();
  const auto text = mfaclient::qr::read_png(
                        std::span(reinterpret_cast<const std::uint8_t*>(content.data()), content.size()))
                        .value();
  print_value(tool, "text", tool.masks(arguments.show_secrets) ? masked_uri(text) : text);
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
  showing->callback([&tool, arguments] { show(tool, *arguments); });

  auto* reading = group->add_subcommand("read", "Prints the text of the one QR code in a PNG");
  reading->footer("Example:\n  mfactl qr read screenshot.png | mfactl uri parse");
  reading->add_option("file", arguments->png, "The picture")->type_name("FILE")->required();
  reading->add_flag("--show-secrets", arguments->show_secrets,
                    "Print the secret of an otpauth URI on a terminal, too");
  reading->callback([&tool, arguments] { read(tool, *arguments); });
}

}  // namespace mfactl
