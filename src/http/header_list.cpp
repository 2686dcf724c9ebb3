#include "http/header_list.hpp"

#include <openssl/crypto.h>

#include "core/ascii.hpp"

namespace mfaclient::http {
namespace {

// A name with nothing after the colon takes the field out that libcurl would add: no wait for "100 Continue",
// and a body is only called a form by the operation that made it one.
constexpr std::string_view kNoExpect = "Expect:";
constexpr std::string_view kNoContentType = "Content-Type:";

}  // namespace

HeaderList::HeaderList(const Request& request) {
  const auto& fields = request.headers.fields();
  // Room for all at once: growing would leave unwiped copies.
  std::size_t size = kNoExpect.size() + kNoContentType.size() + 2;
  for (const auto& field : fields) size += field.name.size() + field.value.size() + 3;
  text_.reserve(size);
  lines_.reserve(fields.size() + 2);

  for (const auto& field : fields) push_line(field.name, field.value.reveal());
  lines_.push_back(text_.size());
  push(kNoExpect);
  if (!request.headers.get("Content-Type")) {
    lines_.push_back(text_.size());
    push(kNoContentType);
  }

  nodes_.resize(lines_.size());
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    nodes_[i].data = text_.data() + lines_[i];
    nodes_[i].next = i + 1 < nodes_.size() ? &nodes_[i + 1] : nullptr;
  }
}

HeaderList::~HeaderList() { OPENSSL_cleanse(text_.data(), text_.size()); }

void HeaderList::push(std::string_view text) {
  text_.insert(text_.end(), text.begin(), text.end());
  text_.push_back('\0');
}

void HeaderList::push_line(std::string_view name, std::string_view value) {
  lines_.push_back(text_.size());
  text_.insert(text_.end(), name.begin(), name.end());
  // libcurl takes "Name:" for "leave it out"; an empty field is spelled "Name;".
  if (ascii::trim(value).empty()) return push(";");
  text_.push_back(':');
  text_.push_back(' ');
  push(value);
}

}  // namespace mfaclient::http
