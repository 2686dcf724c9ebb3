#include "testing/throwaway_ca.hpp"

#include <array>
#include <cstdint>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace mfaclient::testing {
namespace {

using Key = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releases<X509_free>>;

Key make_key() { return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")); }

bool add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Releases<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_name(X509_NAME* name, std::string_view text) {
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                    reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0) == 1;
}

bool set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  std::array<unsigned char, 8> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) return false;
  for (const auto byte : random) serial = serial << 8U | byte;
  // RFC 5280, 4.1.2.2: positive, and not zero.
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U | 1U) == 1;
}

// A certificate without extensions and signature, valid from yesterday for a year: clocks of containers may
// differ.
Certificate blank_certificate(EVP_PKEY* key, std::string_view name) {
  constexpr long kDay = 24L * 60 * 60;
  Certificate certificate(X509_new());
  const bool made = certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    set_serial(certificate.get()) &&
                    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365 * kDay) != nullptr &&
                    set_name(X509_get_subject_name(certificate.get()), name) &&
                    X509_set_pubkey(certificate.get(), key) == 1;
  return made ? std::move(certificate) : nullptr;
}

bool sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  return X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
         X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
}

Certificate make_ca(EVP_PKEY* key) {
  auto ca = blank_certificate(key, "mfaclient throw-away CA");
  const bool made =
      ca && add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
      add_extension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign") &&
      add_extension(ca.get(), ca.get(), NID_subject_key_identifier, "hash") && sign(ca.get(), ca.get(), key);
  return made ? std::move(ca) : nullptr;
}

Certificate make_leaf(EVP_PKEY* key, X509* ca, EVP_PKEY* ca_key) {
  auto leaf = blank_certificate(key, "localhost");
  const bool made =
      leaf && add_extension(leaf.get(), ca, NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(leaf.get(), ca, NID_key_usage, "critical,digitalSignature") &&
      add_extension(leaf.get(), ca, NID_ext_key_usage, "serverAuth") &&
      add_extension(leaf.get(), ca, NID_subject_key_identifier, "hash") &&
      add_extension(leaf.get(), ca, NID_authority_key_identifier, "keyid") &&
      add_extension(leaf.get(), ca, NID_subject_alt_name, "IP:127.0.0.1,IP:::1,DNS:localhost") &&
      sign(leaf.get(), ca, ca_key);
  return made ? std::move(leaf) : nullptr;
}

std::string pem(X509* certificate) {
  const std::unique_ptr<BIO, Releases<BIO_free>> memory(BIO_new(BIO_s_mem()));
  if (!memory || PEM_write_bio_X509(memory.get(), certificate) != 1) return {};
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

Result<ThrowawayTls> ThrowawayTls::make() {
  Error error;
  error.code = Errc::tls;
  error.message = "OpenSSL could not make the certificates of a test server.";
  const auto ca_key = make_key();
  const auto key = make_key();
  if (!ca_key || !key) return error;
  const auto ca = make_ca(ca_key.get());
  if (!ca) return error;
  const auto leaf = make_leaf(key.get(), ca.get(), ca_key.get());
  ThrowawayTls tls{Context(SSL_CTX_new(TLS_server_method())), pem(ca.get())};
  if (!leaf || tls.ca_pem.empty() || !tls.context ||
      SSL_CTX_set_min_proto_version(tls.context.get(), TLS1_2_VERSION) != 1 ||
      SSL_CTX_use_certificate(tls.context.get(), leaf.get()) != 1 ||
      SSL_CTX_use_PrivateKey(tls.context.get(), key.get()) != 1)
    return error;
  return tls;
}

}  // namespace mfaclient::testing
