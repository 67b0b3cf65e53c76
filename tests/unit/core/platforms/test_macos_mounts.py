"""Network drives of macOS, by what its mount(8) prints."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from total_onboard.core.platforms.shared_folders import file_system_of, mounts_of_macos

LISTED = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
//ada@server._smb._tcp.local/home on /Volumes/My home (smbfs, nodev, nosuid, mounted by ada)
server:/export on /Volumes/on nfs (old) (nfs, nodev, nosuid)
not a mount
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/Users/ada/Library", "apfs"),
        ("/Volumes/My home/state", "smbfs"),
        ("/Volumes/on nfs (old)/state", "nfs"),
        ("/Volumes/other", "apfs"),
    ],
)
def test_file_system_of_a_folder_on_macos_is_that_of_its_mount(folder: str, kind: str) -> None:
    assert file_system_of(PurePosixPath(folder), mounts_of_macos(LISTED)) == kind
