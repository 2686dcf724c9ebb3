#include "otp/support.hpp"

namespace mfaclient::otp {
namespace {

using test::expect_refused;

constexpr std::string_view kSecret = "JBSWY3DPEHPK3PXP";

void expect_equal(const OtpauthUri& read, const OtpauthUri& expected) {
  EXPECT_EQ(read.type, expected.type);
  EXPECT_EQ(read.issuer, expected.issuer);
  EXPECT_EQ(read.account, expected.account);
  EXPECT_EQ(read.secret.text().reveal(), expected.secret.text().reveal());
  EXPECT_EQ(read.algorithm, expected.algorithm);
  EXPECT_EQ(read.digits, expected.digits);
  EXPECT_EQ(read.period, expected.period);
  EXPECT_EQ(read.counter, expected.counter);
  EXPECT_EQ(read.conflicting_issuer, expected.conflicting_issuer);
}

OtpauthUri expected_of(const test::Row& row) {
  OtpauthUri uri{.type = row[1] == "hotp" ? OtpType::hotp : OtpType::totp,
                 .issuer = row[2],
                 .account = row[3],
                 .secret = Base32Secret::parse(row[4], Base32Mode::strict).value(),
                 .algorithm = algorithm(row[5]).value(),
                 .digits = std::stoi(row[6]),
                 .period = std::chrono::seconds(std::stoll(row[7])),
                 .counter = std::stoull(row[8])};
  if (!row[9].empty()) uri.conflicting_issuer = row[9];
  return uri;
}

TEST(Otpauth, ReadsTheAcceptedAndWritesThemCanonically) {
  const auto corpus = test::rows("otpauth_accepted.tsv", '\t');
  ASSERT_GE(corpus.size(), 40U);
  for (const auto& row : corpus) {
    SCOPED_TRACE(row[0]);
    ASSERT_EQ(row.size(), 11U);
    const auto read = OtpauthUri::parse(row[0]);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    expect_equal(*read, expected_of(row));

    const auto built = read->build();
    EXPECT_EQ(built.reveal(), row[10]);
    const auto again = OtpauthUri::parse(built.reveal());
    ASSERT_TRUE(again.has_value()) << again.error().message;
    expect_equal(*again, *read);
    EXPECT_EQ(again->build().reveal(), built.reveal());
  }
}

TEST(Otpauth, RefusesTheRestAndSaysWhichParameter) {
  const auto corpus = test::rows("otpauth_refused.tsv", '\t');
  ASSERT_GE(corpus.size(), 100U);
  for (const auto& row : corpus) {
    SCOPED_TRACE(row.at(1));
    ASSERT_EQ(row.size(), 2U);
    expect_refused(OtpauthUri::parse(row[1]), row[0], "JBSW");
  }
  expect_refused(OtpauthUri::parse(""), "uri");
}

TEST(Otpauth, RefusesEveryControlCharacterRawAndEscaped) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (unsigned byte = 0; byte <= 0x7f; ++byte) {
    if (byte == 0x20) byte = 0x7f;
    const std::string raw(1, static_cast<char>(byte));
    const std::string escaped{'%', kHex[byte >> 4U], kHex[byte & 15U]};
    for (const auto& text : {raw, escaped}) {
      SCOPED_TRACE(byte);
      const auto secret = "?secret=" + std::string(kSecret);
      expect_refused(OtpauthUri::parse("otpauth://totp/a" + text + "b:c" + secret), "label");
      expect_refused(OtpauthUri::parse("otpauth://totp/a:b" + text + "c" + secret), "label");
      expect_refused(OtpauthUri::parse("otpauth://totp/a" + secret + "&issuer=x" + text), "issuer");
      expect_refused(OtpauthUri::parse("otpauth://totp/a" + secret + text), "secret");
      expect_refused(OtpauthUri::parse("otpauth://totp/a" + secret + "&x" + text + "=1"), "parameter");
    }
  }
}

TEST(Otpauth, ErrorsDontQuoteTheUri) {
  for (const auto* uri :
       {"canary://totp/a?secret=MZ", "otpauth://canary/a?secret=MZ", "otpauth://totp/canary%?secret=MZ",
        "otpauth://totp/a?canary=%", "otpauth://totp/a?secret=canary1",
        "otpauth://totp/a?secret=AA&digits=canary", "otpauth://totp/a?secret=AA&algorithm=canary",
        "otpauth://totp/a?secret=AA&issuer=canary%", "otpauth://totp/a?secret=AA&period=canary",
        "otpauth://hotp/a?secret=AA&counter=canary"}) {
    const auto read = OtpauthUri::parse(uri);
    ASSERT_FALSE(read.has_value()) << uri;
    expect_refused(read, read.error().field, "canary");
  }
}

TEST(Otpauth, EveryNameSurvivesTheRoundTrip) {
  // Colons, escapes and separators in every combination of issuer and account.
  const std::vector<std::string> names = {"",        "a",        "a b",  "a:b",   ":",    "::a", "%3A",
                                          "%",       "a%20b",    "a+b",  "a&b=c", "a?b",  "a#b", "a/b",
                                          "\"a\\b'", "\xc3\xa9", "a b ", "~-._",  "a@b.c"};
  for (const auto& issuer : names) {
    for (const auto& account : names) {
      for (const auto type : {OtpType::totp, OtpType::hotp}) {
        const OtpauthUri uri{.type = type,
                             .issuer = issuer,
                             .account = account,
                             .secret = Base32Secret::parse(kSecret).value(),
                             .algorithm = Algorithm::sha512,
                             .digits = 8};
        const auto read = OtpauthUri::parse(uri.build().reveal());
        ASSERT_TRUE(read.has_value()) << issuer << " | " << account << ": " << read.error().message;
        SCOPED_TRACE(issuer + " | " + account);
        expect_equal(*read, uri);
      }
    }
  }
}

TEST(Otpauth, MakesATotpOfItsOwnParameters) {
  // The key, time and code of RFC 6238, appendix B.
  const auto uri = OtpauthUri::parse(
      "otpauth://totp/"
      "a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&algorithm=SHA256&digits=8");
  ASSERT_TRUE(uri.has_value()) << uri.error().message;
  const auto totp = uri->totp().value();
  EXPECT_EQ(totp.at(Time(std::chrono::seconds(59))).value().reveal(), "46119246");

  const auto slow =
      OtpauthUri::parse("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=90").value().totp().value();
  EXPECT_EQ(slow.parameters().period, std::chrono::seconds(90));
}

TEST(Otpauth, AnHotpUriMakesNoTotp) {
  const auto uri = OtpauthUri::parse("otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=1");
  ASSERT_TRUE(uri.has_value());
  expect_refused(uri->totp(), "type");
}

}  // namespace
}  // namespace mfaclient::otp
