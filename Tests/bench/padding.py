"""A large media file in no time."""

import os

import rig


def padded_clip(path, total):
    """The demo clip followed by a free box (ISO/IEC 14496-12, 8.1.2) of random bytes: `total` bytes any prober reads."""
    clip = (rig.assets / "demo" / "clip.mp4").read_bytes()
    with open(path, "wb") as file:
        file.write(clip)
        file.write((1).to_bytes(4, "big") + b"free" + (total - len(clip)).to_bytes(8, "big"))
        while left := total - file.tell():
            file.write(os.urandom(min(left, 1 << 20)))
        os.fsync(file.fileno())
