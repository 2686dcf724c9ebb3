#include "mfaclient/operation.hpp"

struct Probe {
  using Output = mfaclient::Done;
#ifndef MFACLIENT_WRONG
  static constexpr mfaclient::OperationInfo info{.name = "test.probe"};
#endif
};
const mfaclient::OperationType& type_of(const Probe* op);
static_assert(mfaclient::Operation<Probe>);
