#pragma once
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include "mfaclient/http.hpp"

/// What stands in tests/fixtures: requests as they must go out, responses as vendors send them.
namespace mfaclient::fixtures {

inline std::string read(std::string_view path) {
  const std::string full = std::string(MFACLIENT_SOURCE_DIR) + "/tests/fixtures/" + std::string(path);
  std::ifstream file(full, std::ios::binary);
  if (!file) throw std::runtime_error("no fixture " + full);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "200\nContent-Type: application/json\n\n<body>"
inline http::Response response(std::string_view path) {
  std::string text = read(path);
  std::string_view rest(text);
  const auto line = [&rest] {
    const auto end = rest.find('\n');
    const auto out = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return out;
  };
  http::Response out{.status = std::stoi(std::string(line()))};
  for (auto header = line(); !header.empty(); header = line()) {
    const auto colon = header.find(": ");
    out.headers.add(header.substr(0, colon), header.substr(colon + 2));
  }
  out.body = SecretString(rest);
  return out;
}

/// The form in which golden requests are kept.
inline std::string print(const http::Request& request) {
  std::string out = request.method + " " + request.target + "\n";
  for (const auto& header : request.headers.fields())
    out.append(header.name).append(": ").append(header.value.reveal()).append("\n");
  return out.append("\n").append(request.body.reveal());
}

}  // namespace mfaclient::fixtures
