#include "secret_source.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <ostream>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "child.hpp"
#include "files.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::MfaException;
using mfaclient::SecretString;

constexpr std::size_t kMostInput = 64 << 10;

/// While it lives, a terminal does not show what is typed. Whoever looks over the shoulder sees nothing, nor
/// does the terminal's memory.
class EchoOff {
 public:
  explicit EchoOff(int descriptor) : descriptor_(descriptor) {
    if (tcgetattr(descriptor_, &before_) != 0) return;
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;
    changed_ = tcsetattr(descriptor_, TCSAFLUSH, &quiet) == 0;
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  ~EchoOff() {
    if (changed_) tcsetattr(descriptor_, TCSAFLUSH, &before_);
  }

 private:
  int descriptor_;
  termios before_{};
  bool changed_ = false;
};

SecretString read_secret_file(const std::string& name, std::ostream& warnings) {
  const Descriptor file(open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw MfaException(storage_error("can't open", name, errno));
  struct stat about {};
  if (fstat(file.get(), &about) == 0 && (about.st_mode & 077U) != 0)
    warnings << "mfactl: warning: others may read " + name + "; chmod 600 keeps it to you\n";
  auto line = without_line_end(read_all(file.get(), name));
  if (line.empty()) throw MfaException(storage_error("there is nothing in", name));
  return line;
}

}  // namespace

SecretString read_secret(const Tool& tool, const SecretSource& source, std::string_view field) {
  if (source.kind == SecretSource::Kind::env) {
    if (source.variable) return *source.variable;
    refuse(field, "the environment variable " + source.name + " is not set, or is empty");
  }
  auto text = source.kind == SecretSource::Kind::file
                  ? result_of([&] { return read_secret_file(source.name, tool.err); })
                  : command_output(source.name, tool.globals.timeout.value_or(kCommandTimeout), tool.stop);
  if (!text) {
    text.error().field = field;
    text.error().message.insert(0, std::string(field) + ": ");
  }
  return std::move(text).value();
}

SecretString read_secret_stdin(std::string_view field, const std::stop_token& stop) {
  const EchoOff unseen(STDIN_FILENO);
  SecretString text;
  std::array<char, 4096> block{};
  for (;;) {
    if (stop.stop_requested())
      throw MfaException(make_error(mfaclient::Errc::cancelled, "the command was cancelled"));
    pollfd waiting{STDIN_FILENO, POLLIN, 0};
    constexpr int kGlance = 50;  // how long a stop request may go unseen
    if (poll(&waiting, 1, kGlance) <= 0) continue;
    const auto count = read(STDIN_FILENO, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    const int failure = errno;
    if (count > 0) text.append({block.data(), static_cast<std::size_t>(count)});
    explicit_bzero(block.data(), block.size());
    if (count < 0) throw MfaException(storage_error("can't read", "stdin", failure));
    if (text.size() > kMostInput) refuse(field, "is too long");
    const bool typed = text.reveal().ends_with('\n') && isatty(STDIN_FILENO) == 1;
    if (count == 0 || typed) break;
  }
  auto line = without_line_end(text);
  if (line.empty()) refuse(field, "is to be read from stdin, and nothing came");
  return line;
}

SecretString read_secret_input(const Tool& tool, const std::string& argument, std::string_view field) {
  if (argument.empty() || argument == "@-") return read_secret_stdin(field, tool.stop);
  if (!argument.starts_with('@') || argument.size() == 1)
    refuse(field, "is read from stdin or @FILE, never from the command line");
  return read_secret(tool, {.kind = SecretSource::Kind::file, .name = argument.substr(1)}, field);
}

SecretString read_document(const Tool& tool, const std::string& file, std::string_view option) {
  return file == "-" ? read_secret_stdin(option, tool.stop) : read_file(file);
}

}  // namespace mfactl
