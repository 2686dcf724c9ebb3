#pragma once
#include "qr/picture.hpp"

namespace mfaclient::qr {

/// Whether a picture of dark and light only holds more than `limit` shapes that look like the corner mark of
/// a QR code: a core and a ring that are crossed dark, light, dark, light, dark as 1:1:3:1:1 in all
/// directions. Errs on the side of yes.
[[nodiscard]] bool more_corner_marks_than(int limit, const Picture& picture);

}  // namespace mfaclient::qr
