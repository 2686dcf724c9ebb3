// Built with -fno-exceptions -fno-rtti: results are looked at; `value()` of an error terminates.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "all_headers.inc"

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error "this program is to be built without exceptions and run-time types"
#endif

namespace {

mfaclient::Result<mfaclient::SecretString> without_a_code() {
  return mfaclient::Error{.code = mfaclient::Errc::code_required, .message = "no code"};
}

}  // namespace

int main(int /*argc*/, char** argv) {
  const auto code = without_a_code();
  if (std::string_view(argv[1]) == "error")
    return !code && code.value_or(mfaclient::SecretString()).empty() ? 0 : 1;
  std::set_terminate([] {
    std::fputs("terminated\n", stderr);
    std::_Exit(0);
  });
  return static_cast<int>(code.value().size());
}
