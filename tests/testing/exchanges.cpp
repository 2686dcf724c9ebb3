#include "testing/exchanges.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <gtest/gtest.h>

#include "core/ascii.hpp"
#include "core/base64.hpp"
#include "mfaclient/otp.hpp"

namespace mfaclient::exchanges {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

std::pair<std::string, std::string> split(std::string_view text, char at) {
  const auto end = std::min(text.find(at), text.size());
  return {std::string(text.substr(0, end)),
          std::string(ascii::trim(text.substr(std::min(end + 1, text.size()))))};
}

// "\x41", "\r", "\n" and "\\"; so that the files themselves stay printable.
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
    } else if (const char kind = text[++i]; kind == 'x') {
      unsigned char byte = 0;
      std::from_chars(text.data() + i + 1, text.data() + std::min(i + 3, text.size()), byte, 16);
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += kind == 'r' ? '\r' : kind == 'n' ? '\n' : kind;
    }
  }
  return out;
}

class Parser {
 public:
  void take(std::string_view line, int number) {
    line_ = number;
    if (line.empty()) return;
    if (line.starts_with('#')) return;
    const auto [word, rest] = split(line, ' ');
    if (line.starts_with('|') || line.starts_with('>') || line.starts_with('!') || word == "=")
      return detail(word, rest, line);
    if (word.ends_with(':')) return header(split(line, ':'));
    directive(word, rest);
  }
  [[nodiscard]] std::vector<Case> cases() && { return std::move(cases_); }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error("line " + std::to_string(line_) + ": " + why);
  }
  Step& step() {
    if (cases_.empty() || cases_.back().steps.empty() ||
        cases_.back().steps.back().kind != Step::Kind::exchange)
      fail("belongs to no exchange");
    return cases_.back().steps.back();
  }
  Step& add(Step::Kind kind) {
    if (cases_.empty() && kind != Step::Kind::let) fail("belongs to no case");
    answering_ = false;
    auto& added = (cases_.empty() ? prologue_ : cases_.back().steps).emplace_back();
    added.kind = kind;
    added.line = line_;
    return added;
  }
  void directive(const std::string& word, const std::string& rest) {
    if (word == "seed") {
      seed_ = rest;
    } else if (word == "case") {
      cases_.push_back({rest, seed_, prologue_});
    } else if (word == "repeat") {
      times_ = std::stoi(rest);
    } else if (word == "knob" || word == "let") {
      auto& added = add(word == "knob" ? Step::Kind::knob : Step::Kind::let);
      std::tie(added.name, added.value) = split(rest, ' ');
    } else if (word == "advance") {
      add(Step::Kind::advance).value = rest;
    } else if (word == "restart") {
      add(Step::Kind::restart);
    } else if (rest.starts_with('/')) {
      auto& added = add(Step::Kind::exchange);
      added.method = word;
      added.target = rest;
      added.times = std::exchange(times_, 1);
    } else {
      fail("is no directive");
    }
  }
  void header(std::pair<std::string, std::string> field) {
    (answering_ ? step().expected_headers : step().headers).push_back(std::move(field));
  }
  void detail(const std::string& word, const std::string& rest, std::string_view line) {
    auto& exchange = step();
    if (word == "=") {
      answering_ = true;
      if (rest != "dropped") exchange.status = std::stoi(rest);
    } else if (line.starts_with('>')) {
      exchange.body = (exchange.body ? *exchange.body + "\r\n" : "") +
                      std::string(line.substr(std::min<std::size_t>(2, line.size())));
    } else if (!answering_) {
      fail("comes before the answer's status");
    } else if (line.starts_with('!')) {
      exchange.absent_headers.emplace_back(line.substr(1));
    } else {
      const bool open = line.starts_with("|~");
      const std::size_t mark = open ? 3 : 2;
      exchange.expected_body = exchange.expected_body.value_or("") +
                               std::string(line.substr(std::min(mark, line.size()))) + (open ? "" : "\n");
    }
  }

  std::vector<Case> cases_{};
  std::vector<Step> prologue_{};
  std::string seed_{};
  int line_ = 0, times_ = 1;
  bool answering_ = false;
};

std::string code_at(std::string_view secret, int steps, Time now) {
  const auto parsed = otp::Base32Secret::parse(secret);
  const auto totp = otp::Totp::create(parsed.value().raw());
  return std::string(totp.value().at(now + std::chrono::seconds(30 * steps)).value().reveal());
}

std::string with_variables(std::string_view text, const Variables& variables) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto name_end =
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", i + 1);
    const auto name = text.substr(std::min(i + 1, text.size()), std::min(name_end, text.size()) - i - 1);
    if (text[i] != '$' || name.empty()) {
      out += text[i];
      continue;
    }
    const auto found = variables.find(name);
    if (found == variables.end()) throw std::runtime_error("$" + std::string(name) + " is not set");
    out += found->second;
    i += name.size();
  }
  return out;
}

// One {{...}} of a request or an answer.
std::string expression(std::string_view text, Time now) {
  const auto [word, rest] = split(text, ' ');
  if (word == "base64") {
    const auto bytes = unescape(rest);
    return std::string(
        base64_encode({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}).reveal());
  }
  const auto [secret, steps] = split(rest, ' ');
  if (word != "code") throw std::runtime_error("{{" + std::string(text) + "}} means nothing");
  return code_at(secret, std::stoi(steps), now);
}

std::string fill(std::string_view text, const Variables& variables, Time now) {
  const auto known = with_variables(text, variables);
  std::string_view rest(known);
  std::string out;
  for (auto open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
    const auto close = rest.find("}}", open);
    const auto inner = rest.substr(open + 2, close - open - 2);
    out += unescape(rest.substr(0, open));
    // What an answer is to capture stays for `matches`.
    out += inner.find('=') == std::string_view::npos || inner.find(' ') != std::string_view::npos
               ? expression(inner, now)
               : "{{" + std::string(inner) + "}}";
    rest.remove_prefix(close + 2);
  }
  return out + unescape(rest);
}

bool fits(std::string_view kind, std::string_view value) {
  const auto only = [&](std::string_view alphabet) {
    return value.find_first_not_of(alphabet) == std::string_view::npos;
  };
  if (kind == "hex64") return value.size() == 64 && only("0123456789abcdef");
  if (kind == "base32") return value.size() == 32 && only("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
  // The eight bytes that begin every PNG, and the length of its first chunk.
  if (kind == "png") return value.starts_with("iVBORw0KGgoAAAAN") && base64_decode("png", value).has_value();
  throw std::runtime_error("no such capture: " + std::string(kind));
}

// Whether `body` is what `pattern` wants; sets what it captures.
bool matches(std::string_view pattern, std::string_view body, Variables& variables) {
  for (auto open = pattern.find("{{"); open != std::string_view::npos; open = pattern.find("{{")) {
    if (body.substr(0, open) != pattern.substr(0, open)) return false;
    const auto close = pattern.find("}}", open);
    const auto [name, kind] = split(pattern.substr(open + 2, close - open - 2), '=');
    pattern.remove_prefix(close + 2);
    body.remove_prefix(open);
    const auto value = body.substr(0, body.find('"'));
    if (!fits(kind, value)) return false;
    variables[name] = value;
    body.remove_prefix(value.size());
  }
  return pattern == body;
}

void compare(const Step& step, const http::Response& response, Variables& variables, Time now) {
  EXPECT_EQ(*step.status, response.status);
  for (const auto& [name, value] : step.expected_headers) {
    const auto got = response.headers.get(name);
    if (!got) {
      ADD_FAILURE() << "no header " << name;
    } else {
      EXPECT_EQ(fill(value, variables, now), *got) << name;
    }
  }
  for (const auto& name : step.absent_headers) EXPECT_FALSE(response.headers.get(name)) << name;
  if (!step.expected_body) return;
  const auto wanted = fill(*step.expected_body, variables, now);
  EXPECT_TRUE(matches(wanted, response.body.reveal(), variables)) << "wanted:\n"
                                                                  << wanted << "\ngot:\n"
                                                                  << response.body.reveal();
}

void exchange(const Step& step, const Target& target, Variables& variables) {
  const auto now = target.clock->now();
  http::Request request;
  request.method = step.method;
  request.target = fill(step.target, variables, now);
  for (const auto& [name, value] : step.headers) request.headers.add(name, fill(value, variables, now));
  if (step.body) request.body = SecretString(fill(*step.body, variables, now));
  const auto response = target.send(request);
  if (!step.status) {
    EXPECT_FALSE(response) << "answered with " << response->status;
  } else if (!response) {
    ADD_FAILURE() << "dropped";
  } else {
    compare(step, *response, variables, now);
  }
}

void perform(const Step& step, const Target& target, Variables& variables) {
  switch (step.kind) {
    case Step::Kind::knob:
      return target.set_knob(step.name, step.value);
    case Step::Kind::restart:
      return target.restart();
    case Step::Kind::advance:
      return target.clock->advance(std::chrono::seconds(std::stoll(step.value)));
    case Step::Kind::let:
      variables[step.name] = fill(step.value, variables, target.clock->now());
      return;
    case Step::Kind::exchange:
      break;
  }
  for (int i = 0; i < step.times; ++i) exchange(step, target, variables);
}

}  // namespace

std::vector<Case> parse(std::string_view text) {
  Parser parser;
  for (int number = 1; !text.empty(); ++number) {
    const auto line = text.substr(0, text.find('\n'));
    parser.take(line, number);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return std::move(parser).cases();
}

void play(const Case& one, const Target& target) {
  Variables variables;
  for (const auto& step : one.steps) {
    SCOPED_TRACE(one.title + ", line " + std::to_string(step.line));
    perform(step, target, variables);
  }
}

}  // namespace mfaclient::exchanges
