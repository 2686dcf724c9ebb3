#include <string_view>
#include <tuple>

#include "mfaclient/operation.hpp"

struct Probe {
  using Output = mfaclient::Done;
  static constexpr std::string_view name = "test.probe";
  static constexpr mfaclient::Evidence evidence{};
  static constexpr auto fields() { return std::tuple<>(); }
#ifndef MFACLIENT_WRONG
  mfaclient::Safety safety() const { return mfaclient::Safety::once; }
#endif
  mfaclient::Result<mfaclient::http::Request> encode() const { return mfaclient::http::Request{}; }
  mfaclient::Result<Output> decode(const mfaclient::http::Response&) const { return Output{}; }
};
static_assert(mfaclient::Operation<Probe>);
