#pragma once
#include <optional>
#include <string_view>

#include "mfaclient/secret.hpp"

namespace mfaclient::wire {

/// The PNG that `text` is, in base64: the bytes themselves, base64, or a data URI of it; broken into lines or
/// not. Only a whole one counts, from its signature to the end of its last chunk (PNG, third edition, 5.2 and
/// 11.2.5), so that a text that was cut off is none; what is in it is for the reader of pictures to judge.
[[nodiscard]] std::optional<SecretString> png_in(std::string_view text);

}  // namespace mfaclient::wire
