#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/base64.hpp"
#include "core/freed_memory.hpp"
#include "mfaclient/http.hpp"
#include "wire/form.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient {
namespace {

using testing::FreedMemory;

// Longer than any small-string buffer; a literal, so that it never lies on the heap itself.
constexpr std::string_view kCanary = "CANARY-7f3a91c04d55e2b86a10-CANARY-7f3a91c04d55e2b86a10";

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(FreedMemory, SeesWhatAPlainStringLeavesBehind) {
  FreedMemory freed(kCanary);
  { const std::string careless(kCanary); }
  EXPECT_EQ(freed.leaks(), 1U);
}

TEST(Secret, IsWipedWhenItIsDestroyed) {
  FreedMemory freed(kCanary);
  { const SecretString secret(kCanary); }
  { const SecretBytes secret(bytes_of(kCanary)); }
  EXPECT_EQ(freed.blocks(), 2U);
  EXPECT_EQ(freed.leaks(), 0U);
}

TEST(Secret, IsWipedWhenItIsReplaced) {
  FreedMemory freed(kCanary);
  SecretString secret(kCanary);
  secret = SecretString("another");
  EXPECT_EQ(freed.blocks(), 1U);
  const SecretString third("third");
  secret = third;
  EXPECT_EQ(secret.reveal(), "third");
  secret = SecretString(kCanary);
  secret.wipe();
  EXPECT_EQ(freed.blocks(), 4U);
  EXPECT_EQ(freed.leaks(), 0U);
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(secret.reveal(), "");
}

TEST(Secret, IsWipedWhenItIsOutgrown) {
  FreedMemory freed(kCanary);
  SecretString secret(kCanary);
  for (int i = 0; i < 200; ++i) secret.append("x");
  EXPECT_GE(freed.blocks(), 2U);
  EXPECT_EQ(freed.leaks(), 0U);
  EXPECT_EQ(secret.reveal(), std::string(kCanary) + std::string(200, 'x'));
}

TEST(Secret, LeavesNothingBehindWhenItIsMoved) {
  FreedMemory freed(kCanary);
  SecretString from(kCanary);
  SecretString to(std::move(from));
  EXPECT_TRUE(
      from.empty());  // NOLINT(bugprone-use-after-move): that a moved-from secret is empty is the point
  EXPECT_EQ(to.reveal(), kCanary);
  SecretString target("was here");
  target = std::move(to);
  EXPECT_TRUE(to.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(target.reveal(), kCanary);
  target.wipe();
  EXPECT_GE(freed.blocks(), 2U);
  EXPECT_EQ(freed.leaks(), 0U);
}

TEST(Secret, IsWipedInsideAVectorThatGrows) {
  FreedMemory freed(kCanary);
  {
    std::vector<SecretString> secrets;
    for (int i = 0; i < 40; ++i) secrets.emplace_back(kCanary);
    for (const auto& secret : secrets) EXPECT_EQ(secret.reveal(), kCanary);
  }
  EXPECT_GE(freed.blocks(), 40U);
  EXPECT_EQ(freed.leaks(), 0U);
}

TEST(Secret, SurvivesAssignmentFromItself) {
  SecretString secret(kCanary);
  const SecretString& same = secret;
  secret = same;
  EXPECT_EQ(secret.reveal(), kCanary);
  SecretString& itself = secret;
  secret = std::move(itself);
  EXPECT_EQ(secret.reveal(), kCanary);
}

TEST(Secret, AppendsPartsOfItself) {
  for (std::size_t spare = 0; spare < 2; ++spare) {
    SecretString secret("abcdef");
    if (spare == 1) {
      // 6 -> 12 bytes of room, of which 7 are used: what follows fits without a new block.
      secret.append("g");
      secret.append(secret.reveal().substr(1, 3));
      EXPECT_EQ(secret.reveal(), "abcdefgbcd");
    } else {
      secret.append(secret.reveal());
      EXPECT_EQ(secret.reveal(), "abcdefabcdef");
      secret.append(secret.reveal().substr(10));
      EXPECT_EQ(secret.reveal(), "abcdefabcdefef");
    }
  }
}

TEST(Secret, CopiesAreIndependent) {
  SecretString one("first");
  SecretString two(one);
  two.append("!");
  EXPECT_EQ(one.reveal(), "first");
  EXPECT_EQ(two.reveal(), "first!");
  one.wipe();
  EXPECT_EQ(two.reveal(), "first!");
}

TEST(Secret, ComparesEveryByte) {
  const std::string text(100, 'a');
  const SecretString whole(text);
  EXPECT_EQ(whole, SecretString(text));
  EXPECT_EQ(SecretString(), SecretString(""));
  EXPECT_FALSE(whole == SecretString());
  EXPECT_FALSE(whole == SecretString(text.substr(1)));
  EXPECT_FALSE(whole == SecretString(text + "a"));
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto other = text;
    other[i] = 'b';
    EXPECT_FALSE(whole == SecretString(other)) << i;
  }
}

TEST(Secret, KeepsEveryByteValue) {
  std::array<std::uint8_t, 256> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
  SecretBytes bytes;
  EXPECT_TRUE(bytes.empty());
  for (const auto byte : all) bytes.append({&byte, 1});
  ASSERT_EQ(bytes.size(), all.size());
  EXPECT_TRUE(std::equal(all.begin(), all.end(), bytes.reveal().begin()));
  bytes.append({});
  EXPECT_EQ(bytes.size(), all.size());
}

TEST(Secret, IsNotLeftBehindByWhatWritesRequests) {
  FreedMemory freed(kCanary);
  {
    wire::Form form;
    form.add("password", kCanary);
    auto request = wire::post_form("/login", form);
    request.headers.add("Authorization", wire::basic_credentials("user", kCanary));
    request.headers.add("X-Key", kCanary);
    const auto copy = request;
    EXPECT_NE(copy.body.reveal().find(kCanary), std::string_view::npos);

    wire::JsonWriter json;
    json.begin_object().name("password").text(kCanary).end_object();
    EXPECT_NE(json.result().reveal().find(kCanary), std::string_view::npos);
  }
  EXPECT_GT(freed.blocks(), 10U);
  EXPECT_EQ(freed.leaks(), 0U);
}

TEST(Secret, IsNotLeftBehindByBase64) {
  const auto text = base64_encode(bytes_of(kCanary));
  FreedMemory freed(kCanary);
  {
    const auto back = base64_decode("f", text.reveal());
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, SecretBytes(bytes_of(kCanary)));
  }
  EXPECT_EQ(freed.leaks(), 0U);

  static std::array<char, 128> encoded{};
  std::copy(text.reveal().begin(), text.reveal().end(), encoded.begin());
  FreedMemory freed_text({encoded.data(), text.size()});
  { EXPECT_EQ(base64_encode(bytes_of(kCanary)), text); }
  EXPECT_GE(freed_text.blocks(), 2U);
  EXPECT_EQ(freed_text.leaks(), 0U);
}

}  // namespace
}  // namespace mfaclient
