#include "cli/box.hpp"

#include <sstream>

namespace cli {

Box::Box() {
  folder.write("clock", "1783598405");  // 5 s into a step
  folder.write("seed.json",
               nlohmann::json{{"users",
                               {{{"email", kAdmin}, {"password", kAdminPassword}, {"admin", true}},
                                {{"email", kUser}, {"password", kUserPassword}, {"admin", false}},
                                {{"email", kEnrolled},
                                 {"password", kAdminPassword},
                                 {"admin", true},
                                 {"methods", {{{"secret", kSecret}, {"label", "phone"}}}}}}}}
                   .dump());
}

void Box::serve(const std::vector<std::string>& more) {
  Command mock = command({"mock", "serve", "mailinabox", "--tls", "--base-path", "/admin", "--seed",
                          folder.path("seed.json"), "--journal", folder.path("journal")});
  mock.arguments.insert(mock.arguments.end(), more.begin(), more.end());
  server_.emplace(mock);
  const auto line = server_->first_line();
  const auto space = line.find(" ca=");
  url_ = line.substr(0, space);
  ca_ = line.substr(space + 4);
}

void Box::add_profile(std::string_view name, std::string_view lines) {
  config_ += "[profiles." + std::string(name) + "]\nprovider = \"mailinabox\"\n" + std::string(lines) + "\n";
  folder.write("config/mfactl/config.toml", config_);
}

void Box::add_account(std::string_view name, std::string_view email, std::string_view password,
                      std::string_view lines) {
  folder.write("config/mfactl/" + std::string(name) + ".password", std::string(password) + "\n");
  add_profile(name, "url = \"" + url_ + "\"\nca_file = \"" + ca_ + "\"\nusername = \"" + std::string(email) +
                        "\"\npassword = { file = \"" + std::string(name) + ".password\" }\n" +
                        std::string(lines));
}

Command Box::command(std::vector<std::string> arguments) const {
  Command out{.binary = MFACTL_SIMULATED, .arguments = std::move(arguments)};
  out.environment = variables;
  out.environment.emplace_back("MFACTL_TEST_CLOCK", folder.path("clock"));
  out.environment.emplace_back("HOME", folder.path("home"));
  out.environment.emplace_back("XDG_CONFIG_HOME", folder.path("config"));
  out.environment.emplace_back("XDG_STATE_HOME", folder.path("state"));
  return out;
}

nlohmann::json Box::json(std::vector<std::string> arguments, int exit_code) const {
  arguments.insert(arguments.begin(), "--json");
  const auto outcome = tool(std::move(arguments));
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.out << outcome.err;
  auto parsed = nlohmann::json::parse(outcome.out, nullptr, false);
  EXPECT_FALSE(parsed.is_discarded()) << outcome.out << outcome.err;
  return parsed;
}

std::vector<nlohmann::json> Box::journal() const {
  std::vector<nlohmann::json> out;
  std::istringstream lines(folder.read("journal"));
  for (std::string line; std::getline(lines, line);) out.push_back(nlohmann::json::parse(line));
  return out;
}

}  // namespace cli
