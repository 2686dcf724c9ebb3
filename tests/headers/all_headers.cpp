// All public headers at once, in a hostile place: the words that <windows.h> and old C headers define as
// macros must not be used bare, and no library of ours may show through.
#include <bits/stdc++.h>

// NOLINTBEGIN(readability-identifier-naming): the names are the point
#define min(a, b) MFACLIENT_USES_THE_MACRO_MIN
#define max(a, b) MFACLIENT_USES_THE_MACRO_MAX
#define small MFACLIENT_USES_THE_MACRO_SMALL
#define interface MFACLIENT_USES_THE_MACRO_INTERFACE
#define ERROR MFACLIENT_USES_THE_MACRO_ERROR
// NOLINTEND(readability-identifier-naming)

#include "all_headers.inc"

#if defined(INCLUDE_NLOHMANN_JSON_HPP_) || defined(NLOHMANN_JSON_VERSION_MAJOR)
#error "a public header includes nlohmann/json"
#endif
#if defined(CURLINC_CURL_H) || defined(LIBCURL_VERSION)
#error "a public header includes libcurl"
#endif
#if defined(OPENSSL_CRYPTO_H) || defined(OPENSSL_EVP_H) || defined(OPENSSL_SSL_H) || \
    defined(OPENSSL_VERSION_TEXT)
#error "a public header includes OpenSSL"
#endif
#if defined(CPPHTTPLIB_HTTPLIB_H) || defined(CPPHTTPLIB_VERSION)
#error "a public header includes cpp-httplib"
#endif
#if defined(SQLITE3_H) || defined(SQLITE_VERSION)
#error "a public header includes SQLite"
#endif
#if defined(PNG_H) || defined(PNG_LIBPNG_VER) || defined(ZX_USE_UTF8)
#error "a public header includes the QR libraries"
#endif
#if defined(CLI11_VERSION) || defined(TOML_LIB_MAJOR)
#error "a public header includes a library of the tool"
#endif
