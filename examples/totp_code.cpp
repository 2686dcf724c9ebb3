// A one-time password without any network: the secret comes from standard input, or is a well-known one for a
// first try.
#include <chrono>
#include <iostream>
#include <string>

#include "mfaclient/otp.hpp"

int main(int argc, char** argv) {
  // The key of RFC 6238's SHA-1 vectors, in base32. A real secret belongs on standard input, never on the
  // command line.
  std::string text = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  if (argc > 1 && std::string(argv[1]) == "-") std::getline(std::cin, text);

  const auto secret = mfaclient::otp::Base32Secret::parse(text);
  if (!secret) {
    std::cerr << secret.error().text() << '\n';
    return 2;
  }
  const auto totp = mfaclient::otp::Totp::create(secret->raw());
  if (!totp) {
    std::cerr << totp.error().text() << '\n';
    return 2;
  }
  const auto code = totp->at(std::chrono::system_clock::now());
  if (!code) return 1;
  std::cout << code->reveal() << '\n';
}
