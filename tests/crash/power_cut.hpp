#pragma once

/// What a power cut leaves of the folder that MFACTL_TEST_POWER_CUT names: what was made durable, and nothing
/// else. Syncs of the file or folder with the name MFACTL_TEST_WITHOUT_SYNC make nothing durable.
namespace crash::power_cut {

/// Whether this process is to end by one.
[[nodiscard]] bool expected();
/// What is there now is durable: nothing was written yet.
void begin();
/// The file or folder was synced.
void synced(int file);
/// Leaves in the folder what is durable; the process is to end at once.
void strike();

}  // namespace crash::power_cut
