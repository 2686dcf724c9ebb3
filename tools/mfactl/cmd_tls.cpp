#include <memory>
#include <ostream>
#include <span>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "mfaclient/http.hpp"
#include "output.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::SecretString;
namespace http = mfaclient::http;

SecretString as_json(const http::Url& url, std::span<const http::Certificate> chain) {
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("origin").text(url.origin()).name("pin").text(chain.front().public_key_pin);
  json.name("chain").begin_list();
  for (const auto& certificate : chain) {
    json.begin_object().name("subject").text(certificate.subject).name("issuer").text(certificate.issuer);
    json.name("not_before").text(certificate.not_before).name("not_after").text(certificate.not_after);
    json.name("pin").text(certificate.public_key_pin).end_object();
  }
  return json.end_list().end_object().result();
}

void print_text(std::ostream& out, std::span<const http::Certificate> chain) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const auto& certificate = chain[i];
    out << "certificate " << i << (i == 0 ? ", the server's own" : "") << "\n  subject  "
        << certificate.subject << "\n  issuer   " << certificate.issuer << "\n  valid    "
        << certificate.not_before << " to " << certificate.not_after << "\n\n";
  }
  out << "pin = \"" << chain.front().public_key_pin << "\"\n";
}

void show(Tool& tool, const std::string& text) {
  const auto url = http::Url::parse(text).value();
  const auto chain = http::inspect_tls(url, tool.globals.timeout.value_or(http::Timeouts{}.connect)).value();
  if (tool.globals.json) return print(tool, as_json(url, chain));
  print_text(tool.out, chain);
  tool.err << "mfactl: nothing of this was verified; compare the pin with its owner over another way before "
              "you put it into a profile\n";
}

}  // namespace

void add_tls(CLI::App& app, Tool& tool) {
  auto* group = app.add_subcommand("tls", "Looks at a server's certificates");
  group->require_subcommand(1);
  auto* showing =
      group->add_subcommand("show", "Prints the chain a server presents, and the pin for a profile");
  showing->footer(
      "No request is sent, and nothing is trusted.\n\nExample:\n  mfactl tls show "
      "https://box.example.com/admin");
  const auto url = std::make_shared<std::string>();
  showing->add_option("url", *url, "An https URL")->type_name("URL")->required();
  showing->callback([&tool, url] { show(tool, *url); });
}

}  // namespace mfactl
