#pragma once
#include <vector>

#include <curl/curl.h>

#include "mfaclient/http.hpp"

namespace mfaclient::http {

/// The header fields of a request in libcurl's form, in one block that is wiped: `curl_slist_append` would
/// leave a copy of every credential behind. Must outlive the transfer.
class HeaderList {
 public:
  explicit HeaderList(const Request& request);
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList();

  [[nodiscard]] curl_slist* list() noexcept { return nodes_.data(); }

 private:
  void push(std::string_view text);
  void push_line(std::string_view name, std::string_view value);

  std::vector<char> text_{};
  std::vector<std::size_t> lines_{};  ///< where each line begins in `text_`
  std::vector<curl_slist> nodes_{};
};

}  // namespace mfaclient::http
