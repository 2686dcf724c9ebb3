#include "wire/json_events.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace mfaclient::wire {
namespace {

constexpr std::size_t kMaximumDepth = 32;

/// The names of the open objects, in one buffer.
class Names {
 public:
  void open() { open_.push_back(ends_.size()); }
  void add(std::string_view name) {
    text_ += name;
    ends_.push_back(text_.size());
  }
  /// Leaves the innermost object. Repeats are looked for here: at each name it would take the square of a
  /// long list.
  [[nodiscard]] bool close_without_repeats() {
    const auto first = open_.back();
    open_.pop_back();
    sorted_.clear();
    auto at = first == 0 ? 0 : ends_[first - 1];
    const auto begin = at;
    for (auto i = first; i < ends_.size(); at = ends_[i++])
      sorted_.push_back(std::string_view(text_).substr(at, ends_[i] - at));
    std::ranges::sort(sorted_);
    const bool unique = std::ranges::adjacent_find(sorted_) == sorted_.end();
    text_.resize(begin);
    ends_.resize(first);
    return unique;
  }

 private:
  std::string text_{};
  std::vector<std::size_t> ends_{};
  std::vector<std::size_t> open_{};
  std::vector<std::string_view> sorted_{};
};

/// nlohmann's events, with what it does not refuse by itself. Returning false stops its parser at once.
class Parser {
 public:
  explicit Parser(JsonEvents& events) : events_(events) {}
  [[nodiscard]] std::optional<Error>& fault() noexcept { return fault_; }
  [[nodiscard]] bool stopped() const noexcept { return stopped_; }

  bool null() { return go_on(events_.null()); }
  bool boolean(bool value) { return go_on(events_.boolean(value)); }
  bool number_integer(std::int64_t value) { return go_on(events_.integer(value)); }
  bool number_unsigned(std::uint64_t value) {
    if (!std::in_range<std::int64_t>(value)) return go_on(events_.number());
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double /*value*/, const std::string& /*text*/) { return go_on(events_.number()); }
  bool string(std::string& value) {
    const bool more = events_.text(value);
    std::fill(value.begin(), value.end(), '\0');
    return go_on(more);
  }
  bool binary(nlohmann::json::binary_t& /*value*/) { return stop("holds binary data"); }
  bool start_object(std::size_t /*size*/) {
    names_.open();
    return enter() && go_on(events_.begin_object());
  }
  bool start_array(std::size_t /*size*/) { return enter() && go_on(events_.begin_list()); }
  bool key(std::string& name) {
    names_.add(name);
    return go_on(events_.name(name));
  }
  bool end_object() {
    --depth_;
    if (!names_.close_without_repeats()) return stop("repeats a name in one object");
    return go_on(events_.end_object());
  }
  bool end_array() {
    --depth_;
    return go_on(events_.end_list());
  }
  // nlohmann's own text quotes the input, so it is dropped.
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*error*/) {
    return stop("is not JSON (at byte " + std::to_string(position) + ")");
  }

 private:
  bool enter() { return ++depth_ <= kMaximumDepth || stop("is nested too deeply"); }
  bool go_on(bool more) {
    stopped_ = !more;
    return more;
  }
  bool stop(std::string_view why) {
    fault_ = json_fault({}, why);
    return false;
  }

  JsonEvents& events_;
  Names names_{};
  std::size_t depth_ = 0;
  bool stopped_ = false;
  std::optional<Error> fault_{};
};

}  // namespace

Error json_fault(std::string_view path, std::string_view why) {
  Error error;
  error.code = Errc::protocol;
  error.field = path;
  error.message.append(path.empty() ? "the answer" : path).append(": ").append(why);
  return error;
}

std::optional<Error> read_json(std::string_view text, JsonEvents& events) {
  // RFC 8259, 8.1: no byte order mark. nlohmann would skip it.
  if (text.starts_with("\xEF\xBB\xBF")) return json_fault({}, "begins with a byte order mark");
  // No JSON text holds one. nlohmann would take it for the end and ignore what follows.
  if (text.find('\0') != std::string_view::npos) return json_fault({}, "holds a NUL byte");
  Parser parser(events);
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &parser) || parser.stopped()) return std::nullopt;
  return parser.fault() ? std::move(parser.fault()) : json_fault({}, "is not JSON");
}

}  // namespace mfaclient::wire
