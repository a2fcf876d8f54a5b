#!/usr/bin/env python3
"""How fast pictures are animated, by every way of the built-in engine, against decoding and encoding the same frames alone.

usage: render.py [--program PATH] [--picture PATH] [--clip PATH] [--figure PATH --dance PATH] [--repeats N]
defaults: the release build, the demo portrait and the demo clip of the assets folder, the clip five times over
Ways: the face at both sizes, a drawing made here, the portrait in place of the clip's person at 960 x 540, the portrait
speaking, an avatar of the clip's person made and speaking, and, when a picture and a clip that show arms are given
(--figure, --dance), the whole body.
The other side is ffmpeg with the engine's own encoder settings on the engine's own result. Both run in turns.
"""

import argparse
import json
import os
import subprocess
import struct
import sys
import time
import zlib
from pathlib import Path

import rig

encoder = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]


script = "Every frame that you see here was made on two cores, while nothing else was going on. " * 4


class Run:
    """One task: its frames, its time, what it used."""

    def __init__(self, program, kind, inputs, parameters, folder):
        folder.mkdir(exist_ok=True)
        job = {
            "task_id": "bench", "kind": kind.replace("-", "_"), "engine": "builtin", "parameters": parameters,
            "inputs": {role: str(path) for role, path in inputs.items()}, "output_directory": str(folder), "gpu": None,
            "cache_directory": str(folder.parent / "models"), "created_at": "2026-01-01T00:00:00Z",
        }
        environment = {**os.environ, "GREENROOM_ASSETS": str(rig.assets)}
        begun = time.monotonic()
        child = subprocess.Popen(
            [program, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        child.stdin.write(json.dumps(job).encode())
        child.stdin.close()
        self.first_frame = None
        last = {}
        for line in child.stdout:
            last = json.loads(line)
            if last.get("stage") in ("rendering", "writing") and self.first_frame is None:
                self.first_frame = time.monotonic() - begun
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.monotonic() - begun
        if child.returncode != 0 or "output" not in last:
            sys.exit(f"the engine failed: {last}")
        self.files = {role: folder / name for role, name in last["output"].items() if role in ("video", "archive")}
        self.size = f"{last['output']['width']} x {last['output']['height']}"
        self.rate = last["output"]["frames"] / self.seconds
        self.core_ms = 1000 * (usage.ru_utime + usage.ru_stime) / last["output"]["frames"]
        self.frames = last["output"]["frames"]
        self.path = last["output"]["path"]
        self.peak_mib = usage.ru_maxrss / 1024


def alone(video, frames, target):
    """Frames a second of decoding and encoding alone."""
    begun = time.monotonic()
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", video, *encoder, target], check=True)
    return frames / (time.monotonic() - begun)


def measure(options, kind, inputs, goal, work, **parameters):
    """goal: frames a second to be reached on two cores. Returns what the last run made."""
    runs, others = [], []
    out = work / kind
    Run(options.program, kind, inputs, parameters, out)  # compiles the models
    for _ in range(1 if rig.is_quick else 3):
        runs.append(Run(options.program, kind, inputs, parameters, out))
        others.append(alone(runs[-1].files.get("video") or inputs["video"], runs[-1].frames, work / "alone.mp4"))
    runs.sort(key=lambda run: run.rate)
    run, other = runs[len(runs) // 2], sorted(others)[len(others) // 2]
    name = f"{kind}: {run.path}, {run.size}"
    rig.row(
        name, f"{run.rate:.0f} frames/s", f"{other:.0f} frames/s", round(run.rate / other, 2),
        f">= {goal} frames/s", run.rate >= goal)
    rig.row(f"core time a frame: {name}", f"{run.core_ms:.1f} ms", "", None, "", True)
    if run.first_frame is not None:
        rig.at_most(f"first frame of {run.frames}: {name}", run.first_frame, 30, "s")
    rig.at_most(f"peak memory: {name}", run.peak_mib, 700, "MiB")
    return run.files


def drawing(path):
    """A ball on legs with arms, cut out: RGBA, 300 x 400."""
    bones = [(150, 190, 151, 190, 85), (150, 190, 25, 90, 12), (150, 190, 275, 90, 12), (120, 240, 100, 385, 13),
             (180, 240, 200, 385, 13)]

    def is_inside(x, y):
        for x0, y0, x1, y1, radius in bones:
            length = (x1 - x0) ** 2 + (y1 - y0) ** 2
            t = min(max(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0), 1)
            if (x - x0 - t * (x1 - x0)) ** 2 + (y - y0 - t * (y1 - y0)) ** 2 < radius * radius:
                return True
        return False

    rows = b"".join(
        b"\0" + b"".join(bytes((190, 90 + y % 40, 40, 255)) if is_inside(x, y) else bytes(4) for x in range(300))
        for y in range(400))

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", 300, 400, 8, 6, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=rig.products / "greenroom-media")
    parser.add_argument("--picture", type=Path, default=rig.assets / "demo" / "portrait.png")
    parser.add_argument("--clip", type=Path, default=rig.assets / "demo" / "clip.mp4")
    parser.add_argument("--figure", type=Path, help="a picture that shows arms")
    parser.add_argument("--dance", type=Path, help="a clip that shows arms")
    parser.add_argument("--repeats", type=int, default=1 if rig.is_quick else 5)
    options = parser.parse_args()
    with rig.workplace() as work:
        clip, wide = work / "clip.mp4", work / "wide.mp4"
        loop = ["ffmpeg", "-v", "error", "-y", "-stream_loop", str(options.repeats - 1), "-i", options.clip]
        subprocess.run([*loop, "-c", "copy", clip], check=True)
        scale = ["-vf", "scale=960:540", *encoder]
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", clip, *scale, wide], check=True)
        portrait = {"image": options.picture, "video": clip}
        measure(options, "animate-move", portrait, 60, work, mode="wan-std")
        measure(options, "animate-move", portrait, 25, work, mode="wan-pro")
        figure = {"image": drawing(work / "drawing.png"), "video": clip}
        measure(options, "animate-move", figure, 12, work, mode="wan-std")
        measure(options, "animate-mix", {"image": options.picture, "video": wide}, 12, work, mode="wan-std")
        if options.figure and options.dance:
            body = {"image": options.figure, "video": options.dance}
            measure(options, "animate-move", body, 12, work, mode="wan-std")
        measure(options, "talking-video", {"image": options.picture}, 25, work, text=script, voice="en-us")
        made = measure(options, "avatar-training", {"video": wide}, 12, work, name="bench")
        measure(options, "talking-video", {"avatar": made["archive"]}, 25, work, text=script, voice="en-us")


if __name__ == "__main__":
    main()
