#pragma once
#include <array>
#include <string_view>

namespace crash {

/// The calls at which the tool can be killed: whatever makes something durable, or leaves for the vendor.
inline constexpr std::array kCalls = std::to_array<std::string_view>(
    {"fsync", "fdatasync", "ftruncate", "renameat", "unlinkat", "pwrite", "write", "send", "recv"});

}  // namespace crash
