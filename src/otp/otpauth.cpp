#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "core/ascii.hpp"
#include "core/percent.hpp"
#include "mfaclient/otp.hpp"
#include "otp/digits.hpp"
#include "otp/percent.hpp"

namespace mfaclient::otp {
namespace {

constexpr std::string_view kScheme = "otpauth://";

/// The pieces of a URI, still percent-encoded.
struct Pieces {
  std::string_view type;
  std::string_view label;
  std::string_view query;
};

Result<Pieces> split(std::string_view uri) {
  if (!ascii::equal_without_case(uri.substr(0, kScheme.size()), kScheme))
    return invalid_argument("uri", "is not an otpauth URI");
  if (uri.find('#') != std::string_view::npos)
    return invalid_argument("uri", "holds a \"#\", which must be written \"%23\"");
  uri.remove_prefix(kScheme.size());
  const auto question = std::min(uri.find('?'), uri.size());
  const auto path = uri.substr(0, question);
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return invalid_argument("label", "is missing");
  return Pieces{path.substr(0, slash), path.substr(slash + 1),
                uri.substr(std::min(question + 1, uri.size()))};
}

std::optional<OtpType> type_of(std::string_view name) noexcept {
  if (ascii::equal_without_case(name, "totp")) return OtpType::totp;
  if (ascii::equal_without_case(name, "hotp")) return OtpType::hotp;
  return std::nullopt;
}

struct Label {
  std::string issuer;
  std::string account;
};

/// The label's two sides, still percent-encoded; without a separator all of it is the account. Key URI
/// format: `accountname / issuer (":" / "%3A") *"%20" accountname`. Once decoded, a colon inside a name could
/// not be told from the one between them.
std::pair<std::string_view, std::string_view> split_label(std::string_view label) noexcept {
  constexpr std::string_view kEscapedColon = "%3A";
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (label[i] == ':') return {label.substr(0, i), label.substr(i + 1)};
    if (ascii::equal_without_case(label.substr(i, kEscapedColon.size()), kEscapedColon))
      return {label.substr(0, i), label.substr(i + kEscapedColon.size())};
  }
  return {{}, label};
}

Result<Label> read_label(std::string_view label) {
  const auto [prefix, rest] = split_label(label);
  const auto issuer = percent_decode("label", prefix);
  if (!issuer) return issuer.error();
  const auto account = percent_decode("label", rest);
  if (!account) return account.error();
  auto name = account->reveal();
  name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
  return Label{std::string(issuer->reveal()), std::string(name)};
}

enum Name : std::size_t { kSecret, kIssuer, kAlgorithm, kDigits, kPeriod, kCounter, kNames };
constexpr std::array<std::string_view, kNames> kNameTexts{"secret", "issuer", "algorithm",
                                                          "digits", "period", "counter"};

/// The values of the known parameters, decoded.
using Parameters = std::array<std::optional<SecretString>, kNames>;

Result<void> read_parameter(Parameters& parameters, std::string_view text) {
  const auto equals = std::min(text.find('='), text.size());
  const auto name = percent_decode("parameter", text.substr(0, equals));
  if (!name) return name.error();
  const auto matches = [&name](std::string_view known) {
    return ascii::equal_without_case(name->reveal(), known);
  };
  const auto known = std::find_if(kNameTexts.begin(), kNameTexts.end(), matches);
  const bool unknown = known == kNameTexts.end();
  auto value = percent_decode(unknown ? "parameter" : *known, text.substr(std::min(equals + 1, text.size())));
  if (!value) return value.error();
  if (unknown) return {};
  auto& slot = parameters[static_cast<std::size_t>(known - kNameTexts.begin())];
  if (slot) return invalid_argument(*known, "is given more than once");
  slot = std::move(*value);
  return {};
}

Result<Parameters> read_parameters(std::string_view query) {
  Parameters parameters;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    if (end != 0) {
      if (auto read = read_parameter(parameters, query.substr(0, end)); !read) return read.error();
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return parameters;
}

/// A whole number from `low` to `high`; `fallback` where the parameter is absent.
Result<std::uint64_t> number(const Parameters& parameters, Name name, std::uint64_t fallback,
                             std::uint64_t low, std::uint64_t high, std::string_view bounds) {
  if (!parameters[name]) return fallback;
  const auto text = parameters[name]->reveal();
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure == std::errc::invalid_argument || end != text.data() + text.size())
    return invalid_argument(kNameTexts[name], "is not a whole number");
  if (failure != std::errc() || value < low || value > high)
    return invalid_argument(kNameTexts[name], bounds);
  return value;
}

/// Fills in what the parameters say about how codes are made. All are checked, also those of the other type.
Result<void> read_settings(OtpauthUri& uri, const Parameters& parameters) {
  constexpr auto kLongest = static_cast<std::uint64_t>(std::chrono::seconds::max().count());
  constexpr auto kLast = std::numeric_limits<std::uint64_t>::max();
  if (parameters[kAlgorithm]) {
    const auto known = algorithm(parameters[kAlgorithm]->reveal());
    if (!known) return invalid_argument("algorithm", "must be SHA1, SHA256 or SHA512");
    uri.algorithm = *known;
  }
  const auto digits = number(parameters, kDigits, 6, kMinimumDigits, kMaximumDigits, kDigitsMessage);
  if (!digits) return digits.error();
  const auto period = number(parameters, kPeriod, 30, 1, kLongest, "must be at least 1 and fit 63 bits");
  if (!period) return period.error();
  const auto counter = number(parameters, kCounter, 0, 0, kLast, "must fit 64 bits");
  if (!counter) return counter.error();
  if (uri.type == OtpType::hotp && !parameters[kCounter]) return invalid_argument("counter", "is missing");
  uri.digits = static_cast<int>(*digits);
  if (uri.type == OtpType::totp) uri.period = std::chrono::seconds(static_cast<std::int64_t>(*period));
  if (uri.type == OtpType::hotp) uri.counter = *counter;
  return {};
}

void read_issuer(OtpauthUri& uri, const Parameters& parameters, std::string prefix) {
  const auto& parameter = parameters[kIssuer];
  if (!parameter || parameter->empty()) {
    uri.issuer = std::move(prefix);
    return;
  }
  uri.issuer = parameter->reveal();
  if (!prefix.empty() && prefix != uri.issuer) uri.conflicting_issuer = std::move(prefix);
}

/// The label that `read_label` takes apart into the same two. A prefix can't hold a colon: an issuer with one
/// stands in its parameter only, and an account with one needs a colon before it, if only after an empty
/// prefix.
void append_label(SecretString& out, std::string_view prefix, std::string_view account) {
  if (prefix.find(':') != std::string_view::npos) prefix = {};
  percent_encode(out, prefix);
  if (!prefix.empty() || account.find(':') != std::string_view::npos) out.append(":");
  percent_encode(out, account);
}

void append_parameter(SecretString& out, std::string_view name, std::string_view value) {
  out.append(name);
  percent_encode(out, value);
}

}  // namespace

Result<OtpauthUri> OtpauthUri::parse(std::string_view uri) {
  const auto pieces = split(uri);
  if (!pieces) return pieces.error();
  const auto type = type_of(pieces->type);
  if (!type) return invalid_argument("type", "must be totp or hotp");
  auto label = read_label(pieces->label);
  if (!label) return label.error();
  const auto parameters = read_parameters(pieces->query);
  if (!parameters) return parameters.error();
  if (!(*parameters)[kSecret]) return invalid_argument("secret", "is missing");
  auto secret = Base32Secret::parse((*parameters)[kSecret]->reveal());
  if (!secret) return secret.error();

  OtpauthUri result{.type = *type, .account = std::move(label->account), .secret = std::move(*secret)};
  if (auto read = read_settings(result, *parameters); !read) return read.error();
  read_issuer(result, *parameters, std::move(label->issuer));
  return result;
}

SecretString OtpauthUri::build() const {
  SecretString out(kScheme);
  out.append(type == OtpType::totp ? "totp/" : "hotp/");
  append_label(out, conflicting_issuer.value_or(issuer), account);
  append_parameter(out, "?secret=", secret.text().reveal());
  if (!issuer.empty()) append_parameter(out, "&issuer=", issuer);
  if (algorithm != Algorithm::sha1) append_parameter(out, "&algorithm=", to_string(algorithm));
  if (digits != 6) append_parameter(out, "&digits=", std::to_string(digits));
  if (type == OtpType::hotp) append_parameter(out, "&counter=", std::to_string(counter));
  if (type == OtpType::totp && period.count() != 30)
    append_parameter(out, "&period=", std::to_string(period.count()));
  return out;
}

Result<Totp> OtpauthUri::totp() const {
  if (type != OtpType::totp)
    return invalid_argument("type", "is hotp, whose codes depend on a counter and not on time");
  return Totp::create(secret.raw(), {.algorithm = algorithm, .digits = digits, .period = period});
}

}  // namespace mfaclient::otp
