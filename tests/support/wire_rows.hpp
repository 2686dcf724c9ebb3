#pragma once
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "mfaclient/testing/fake.hpp"

/// The rows of "documented vs. real" and their proofs, the same way for every vendor.
namespace mfaclient::wire_rows {

/// nullopt: it holds; else what was seen instead.
using Outcome = std::optional<std::string>;

/// The proof of one row: what the real server does, and that the client copes with it. `Lab` is a vendor's
/// fake with ways to talk to it; it has a member `fake`.
template <class Lab>
struct Proof {
  int row = 0;
  std::string_view name{};    ///< of the test
  std::string_view client{};  ///< what the client does about it
  Outcome (*holds)(Lab& lab) = nullptr;
};

inline Outcome need(bool holds, std::string_view what) {
  return holds ? Outcome{} : Outcome{std::string("not so: ") + std::string(what)};
}

inline Outcome first(std::initializer_list<Outcome> outcomes) {
  for (const auto& outcome : outcomes)
    if (outcome) return outcome;
  return std::nullopt;
}

/// It holds against the fake as it really is, and fails as soon as the fake behaves as documented in that
/// row, so that no proof is empty.
template <class Lab>
void expect_held_and_flipped(const Proof<Lab>& proof, std::span<const testing::WireRow> rows) {
  Lab real;
  EXPECT_EQ(proof.holds(real), std::nullopt);
  const auto row = std::ranges::find(rows, proof.row, &testing::WireRow::number);
  ASSERT_NE(row, rows.end());
  Lab flipped;
  ASSERT_TRUE(flipped.fake->set_knob(row->knob, "documented"));
  EXPECT_NE(proof.holds(flipped), std::nullopt) << "the proof does not notice knob " << row->knob;
}

template <class Lab>
void expect_each_proven_once(std::span<const Proof<Lab>> proofs, std::span<const testing::WireRow> rows) {
  ASSERT_EQ(rows.size(), proofs.size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].number, proofs[i].row);
}

/// docs/wire/<vendor>.md. `suite` is the name of the parametrised test.
template <class Lab>
void print_table(std::ostream& out, std::string_view title, std::string_view sources, std::string_view suite,
                 std::span<const Proof<Lab>> proofs, std::span<const testing::WireRow> rows) {
  out << "# " << title << ": documented and real\n\n"
      << sources
      << "\nThe real side is what the client is written for and what the fake does; each row is a test\n"
      << "(`Rows/" << suite
      << ".HoldsAndFailsWhenFlipped/<name>`) that fails when the fake's knob is set to\n"
      << "`documented`. This page is generated: `cmake --build build/release --target wire_docs`.\n\n"
      << "| # | documented | real | the client | knob | test |\n|---|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < rows.size() && i < proofs.size(); ++i)
    out << "| " << rows[i].number << " | " << rows[i].documented << " | " << rows[i].real << " | "
        << proofs[i].client << " | `" << rows[i].knob << "` | `" << proofs[i].name << "` |\n";
}

}  // namespace mfaclient::wire_rows
