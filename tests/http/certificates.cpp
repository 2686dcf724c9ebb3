#include "http/certificates.hpp"

#include <array>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace mfaclient::test {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

void require(bool worked) {
  if (!worked) throw std::runtime_error("OpenSSL could not make a test certificate");
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  require(key != nullptr);
  return key;
}

template <class Write>
std::string to_pem(Write write) {
  const std::shared_ptr<BIO> bio(BIO_new(BIO_s_mem()), BIO_free);
  require(bio && write(bio.get()) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string certificate_pem(X509* certificate) {
  return to_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

std::string key_pem(EVP_PKEY* key) {
  return to_pem(
      [&](BIO* bio) { return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::shared_ptr<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()),
                                                  X509_EXTENSION_free);
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// A certificate for `key` under `name`; issued by itself while `issuer` is null.
Certificate make_certificate(EVP_PKEY* key, const std::string& name, X509* issuer, std::chrono::hours from,
                             std::chrono::hours until) {
  Certificate certificate(X509_new(), X509_free);
  X509* const raw = certificate.get();
  X509_set_version(raw, 2);
  std::array<unsigned char, 8> serial{};
  RAND_bytes(serial.data(), static_cast<int>(serial.size()));
  std::uint64_t number = 0;
  for (const auto byte : serial) number = number << 8U | byte;
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(raw), number >> 1U);
  X509_gmtime_adj(X509_getm_notBefore(raw), std::chrono::seconds(from).count());
  X509_gmtime_adj(X509_getm_notAfter(raw), std::chrono::seconds(until).count());
  X509_set_pubkey(raw, key);
  const std::shared_ptr<X509_NAME> subject(X509_NAME_new(), X509_NAME_free);
  X509_NAME_add_entry_by_txt(subject.get(), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.data()),
                             static_cast<int>(name.size()), -1, 0);
  X509_set_subject_name(raw, subject.get());
  X509_set_issuer_name(raw, issuer != nullptr ? X509_get_subject_name(issuer) : subject.get());
  return certificate;
}

std::string alternative_name(const std::string& host) {
  const bool address =
      host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
  return (address ? "IP:" : "DNS:") + host;
}

}  // namespace

Authority::Authority(std::string_view name)
    : key_(make_key()),
      certificate_(make_certificate(key_.get(), std::string(name), nullptr, std::chrono::hours(-48),
                                    std::chrono::hours(48))) {
  X509* const raw = certificate_.get();
  add_extension(raw, raw, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign");
  require(X509_sign(raw, key_.get(), EVP_sha256()) > 0);
  pem_ = certificate_pem(raw);
}

Identity Authority::issue(const Leaf& leaf) const {
  const Key key = make_key();
  const auto certificate =
      make_certificate(key.get(), leaf.host, certificate_.get(), leaf.not_before, leaf.not_after);
  add_extension(certificate.get(), certificate_.get(), NID_subject_alt_name, alternative_name(leaf.host));
  add_extension(certificate.get(), certificate_.get(), NID_ext_key_usage, leaf.usage);
  require(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0);
  return {certificate_pem(certificate.get()) + pem_, key_pem(key.get())};
}

Identity self_signed(const Leaf& leaf) {
  const Key key = make_key();
  const auto certificate = make_certificate(key.get(), leaf.host, nullptr, leaf.not_before, leaf.not_after);
  add_extension(certificate.get(), certificate.get(), NID_subject_alt_name, alternative_name(leaf.host));
  require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  return {certificate_pem(certificate.get()), key_pem(key.get())};
}

std::string pin_of(const Identity& identity) {
  const std::shared_ptr<BIO> bio(BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size())),
                                 BIO_free);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  require(key != nullptr);
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  require(size > 0);
  std::array<unsigned char, 32> digest{};
  EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(), nullptr);
  OPENSSL_free(der);
  std::array<unsigned char, 45> text{};
  EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return "sha256//" + std::string(reinterpret_cast<const char*>(text.data()));
}

}  // namespace mfaclient::test
