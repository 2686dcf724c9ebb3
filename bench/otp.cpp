#include "mfaclient/otp.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "peers.hpp"
#include "rounds.hpp"

/// One-time passwords: ours from a keyed object beside liboath (raw key) and libcotp (base32 text).
/// Exits with 1 when a bar is not reached, with 2 when two libraries differ about a code.
namespace mfaclient::bench {
namespace {

using otp::Algorithm;

constexpr double kBar = 1.8;
constexpr int kRounds = 101;
constexpr std::int64_t kBegin = 1'700'000'000;

struct Key {
  Algorithm algorithm;
  std::string bytes;   // the digits of RFC 6238, appendix B
  std::string base32;  // padded: libcotp takes nothing else
  otp::Totp totp;
};

Key make_key(Algorithm algorithm, std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) bytes += "1234567890";
  bytes.resize(size);
  const otp::RawSecret raw(SecretBytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
  std::string base32(otp::Base32Secret::encode(raw).value().text().reveal());
  base32.append((8 - base32.size() % 8) % 8, '=');
  return {algorithm, std::move(bytes), std::move(base32),
          otp::Totp::create(raw, {.algorithm = algorithm}).value()};
}

Time at(std::int64_t time) { return Time(std::chrono::seconds(time)); }

/// Each time depends on the code before it, so that one has ended when the next begins.
template <class MakeCode>
std::function<void(std::uint64_t)> in_turn(MakeCode make_code) {
  return [make_code](std::uint64_t repeats) {
    static volatile std::int64_t zero = 0;
    std::int64_t time = kBegin;
    for (std::uint64_t i = 0; i < repeats; ++i) time += 30 + (make_code(time) & zero);
  };
}

Group code_group(const Key& key) {
  const auto ours = [&key](std::int64_t time) -> std::int64_t {
    return key.totp.at(at(time))->reveal().back();
  };
  const auto oath = [&key](std::int64_t time) -> std::int64_t {
    PeerCode code{};
    liboath_totp(key.algorithm, key.bytes, time, code);
    return code[5];
  };
  const auto cotp = [&key](std::int64_t time) -> std::int64_t {
    PeerCode code{};
    libcotp_totp(key.algorithm, key.base32.c_str(), time, code);
    return code[5];
  };
  return {"TOTP code " + std::string(to_string(key.algorithm)),
          {{"mfaclient, keyed", in_turn(ours)},
           {"liboath oath_totp_generate2, raw key", in_turn(oath), kBar},
           {"libcotp get_totp_at, base32", in_turn(cotp)}}};
}

/// A code that matches none of the three steps, so that all libraries compute all three.
Group verify_group(const Key& key) {
  const auto ours = [&key](std::int64_t time) -> std::int64_t {
    return key.totp.verify("00000x", at(time)).has_value() ? 1 : 0;
  };
  const auto oath = [&key](std::int64_t time) -> std::int64_t {
    return liboath_verify(key.algorithm, key.bytes, time, PeerCode{"00000x"}) ? 1 : 0;
  };
  return {"verify +-1 " + std::string(to_string(key.algorithm)),
          {{"mfaclient, keyed, constant time", in_turn(ours)},
           {"liboath oath_totp_validate4, raw key", in_turn(oath), kBar}}};
}

Group hotp_group(const Key& key) {
  const auto ours = [&key](std::int64_t counter) -> std::int64_t {
    return key.totp.code(static_cast<std::uint64_t>(counter)).reveal().back();
  };
  const auto oath = [&key](std::int64_t counter) -> std::int64_t {
    PeerCode code{};
    liboath_hotp(key.bytes, static_cast<std::uint64_t>(counter), code);
    return code[5];
  };
  return {
      "HOTP code SHA1",
      {{"mfaclient, keyed", in_turn(ours)}, {"liboath oath_hotp_generate, raw key", in_turn(oath), kBar}}};
}

/// Figures of libraries that differ would compare nothing.
bool agree(const Key& key) {
  for (const std::int64_t time : {std::int64_t{59}, std::int64_t{1111111109}, kBegin}) {
    PeerCode oath{};
    PeerCode cotp{};
    liboath_totp(key.algorithm, key.bytes, time, oath);
    libcotp_totp(key.algorithm, key.base32.c_str(), time, cotp);
    const auto ours = key.totp.at(at(time)).value();
    if (ours.reveal() != oath.data() || ours.reveal() != cotp.data()) return false;
    if (key.totp.verify(ours.reveal(), at(time + 30)) != key.totp.step(at(time)).value()) return false;
    if (!liboath_verify(key.algorithm, key.bytes, time + 30, oath)) return false;
    if (liboath_verify(key.algorithm, key.bytes, time, PeerCode{"00000x"})) return false;
  }
  return true;
}

}  // namespace
}  // namespace mfaclient::bench

int main() {
  using namespace mfaclient::bench;
  const std::array keys{make_key(Algorithm::sha1, 20), make_key(Algorithm::sha256, 32),
                        make_key(Algorithm::sha512, 64)};
  std::vector<Group> groups;
  for (const auto& key : keys) {
    if (!agree(key)) {
      std::fprintf(stderr, "the libraries differ about a code\n");
      return 2;
    }
    groups.push_back(code_group(key));
  }
  for (const auto& key : keys) groups.push_back(verify_group(key));
  groups.push_back(hotp_group(keys[0]));
  return run_rounds(groups, kRounds) ? 0 : 1;
}
