// Looks at a server's certificates without believing them: the only place in the project where verification
// is off, and the handle it is off on never carries a request.
#include <array>
#include <memory>
#include <new>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "core/base64.hpp"
#include "http/curl.hpp"
#include "http/failure.hpp"

namespace mfaclient::http {
namespace {

struct X509Deleter {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
struct BioDeleter {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
using X509Pointer = std::unique_ptr<X509, X509Deleter>;
using BioPointer = std::unique_ptr<BIO, BioDeleter>;

BioPointer memory_bio() {
  BioPointer bio(BIO_new(BIO_s_mem()));
  if (!bio) throw std::bad_alloc();
  return bio;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

// The flags escape control characters: a server must not write to the terminal of whoever looks at it.
std::string name_text(const X509_NAME* name) {
  const auto bio = memory_bio();
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 | XN_FLAG_SEP_CPLUS_SPC);
  return text_of(bio.get());
}

std::string time_text(const ASN1_TIME* time) {
  const auto bio = memory_bio();
  ASN1_TIME_print(bio.get(), time);
  return text_of(bio.get());
}

/// RFC 7469, 2.4: the digest is over the whole SubjectPublicKeyInfo.
std::string pin_text(const X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) return {};
  std::array<std::uint8_t, 32> digest{};
  EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(), nullptr);
  OPENSSL_free(der);
  return "sha256//" + std::string(base64_encode(digest).reveal());
}

/// The certificate in the one entry of `fields` that holds it as PEM.
X509Pointer read_certificate(const curl_slist* fields) {
  constexpr std::string_view kPrefix = "Cert:";
  for (; fields != nullptr; fields = fields->next) {
    std::string_view field(fields->data);
    if (!field.starts_with(kPrefix)) continue;
    field.remove_prefix(kPrefix.size());
    const BioPointer bio(BIO_new_mem_buf(field.data(), static_cast<int>(field.size())));
    return X509Pointer(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  }
  return nullptr;
}

Certificate describe(const X509* certificate) {
  Certificate out;
  out.subject = name_text(X509_get_subject_name(certificate));
  out.issuer = name_text(X509_get_issuer_name(certificate));
  out.not_before = time_text(X509_get0_notBefore(certificate));
  out.not_after = time_text(X509_get0_notAfter(certificate));
  out.public_key_pin = pin_text(certificate);
  return out;
}

CURLcode connect_unverified(CURL* easy, const Url& url, std::chrono::milliseconds timeout) {
  Options options(easy);
  set_connection_defaults(options, url);
  options.set(CURLOPT_URL, url.origin());
  options.set(CURLOPT_CONNECT_ONLY, 1L);
  options.set(CURLOPT_CERTINFO, 1L);
  options.set(CURLOPT_SSL_VERIFYPEER, 0L);
  options.set(CURLOPT_SSL_VERIFYHOST, 0L);
  options.set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  options.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout.count()));
  return options.code() == CURLE_OK ? curl_easy_perform(easy) : options.code();
}

}  // namespace

Result<std::vector<Certificate>> inspect_tls(const Url& url, std::chrono::milliseconds timeout) {
  if (url.scheme() != "https") return invalid_argument("url", "must begin with https://");
  if (timeout <= std::chrono::milliseconds(0) || timeout > std::chrono::hours(24))
    return invalid_argument("timeout", "must be more than zero and at most a day");
  if (auto started = start_libcurl(); !started) return std::move(started).error();
  const Easy easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();

  Outcome outcome{.code = connect_unverified(easy.get(), url, timeout)};
  long value = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &outcome.system_error);
  if (curl_easy_getinfo(easy.get(), CURLINFO_HTTP_CONNECTCODE, &value) == CURLE_OK)
    outcome.tunnel_status = static_cast<int>(value);
  if (outcome.code != CURLE_OK) return failure(url, outcome);

  curl_certinfo* chain = nullptr;
  curl_easy_getinfo(easy.get(), CURLINFO_CERTINFO, &chain);
  std::vector<Certificate> certificates;
  for (int i = 0; chain != nullptr && i < chain->num_of_certs; ++i)
    if (const auto certificate = read_certificate(chain->certinfo[i]))
      certificates.push_back(describe(certificate.get()));
  if (certificates.empty()) return failure(url, {.code = CURLE_SSL_CONNECT_ERROR});
  return certificates;
}

}  // namespace mfaclient::http
