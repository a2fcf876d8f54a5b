#!/usr/bin/env python3
"""How fast pictures are animated: `greenroom-media animate-move` against decoding and encoding the same frames alone.

usage: render.py [--program PATH] [--picture PATH] [--clip PATH] [--repeats N]
defaults: the release build, the demo portrait and the demo clip of the assets folder, the clip five times over
The other side is ffmpeg with the engine's own encoder settings on the engine's own result. Both run in turns.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import rig

sizes = {"wan-std": 60, "wan-pro": 25}  # with the frames a second they are to reach on two cores
encoder = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]


class Run:
    """One animation: its frames, its time, what it used."""

    def __init__(self, program, picture, clip, mode, folder):
        folder.mkdir(exist_ok=True)
        job = {
            "task_id": "bench", "kind": "animate_move", "engine": "builtin", "parameters": {"mode": mode},
            "inputs": {"image": str(picture), "video": str(clip)}, "output_directory": str(folder), "gpu": None,
            "cache_directory": str(folder.parent / "models"), "created_at": "2026-01-01T00:00:00Z",
        }
        environment = {**os.environ, "GREENROOM_ASSETS": str(rig.assets)}
        begun = time.monotonic()
        child = subprocess.Popen(
            [program, "animate-move"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        child.stdin.write(json.dumps(job).encode())
        child.stdin.close()
        self.first_frame = None
        last = {}
        for line in child.stdout:
            last = json.loads(line)
            if last.get("stage") == "rendering" and self.first_frame is None:
                self.first_frame = time.monotonic() - begun
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.monotonic() - begun
        if child.returncode != 0 or "output" not in last:
            sys.exit(f"the engine failed: {last}")
        self.output = folder / last["output"]["video"]
        self.size = f"{last['output']['width']} x {last['output']['height']}"
        self.rate = last["output"]["frames"] / self.seconds
        self.core_ms = 1000 * (usage.ru_utime + usage.ru_stime) / last["output"]["frames"]
        self.frames = last["output"]["frames"]
        self.peak_mib = usage.ru_maxrss / 1024


def alone(video, frames, target):
    """Frames a second of decoding and encoding alone."""
    begun = time.monotonic()
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", video, *encoder, target], check=True)
    return frames / (time.monotonic() - begun)


def measure(options, clip, mode, rounds, work):
    runs, others = [], []
    Run(options.program, options.picture, clip, mode, work / "out")  # compiles the models
    for _ in range(rounds):
        runs.append(Run(options.program, options.picture, clip, mode, work / "out"))
        others.append(alone(runs[-1].output, runs[-1].frames, work / "alone.mp4"))
    runs.sort(key=lambda run: run.rate)
    run, other = runs[len(runs) // 2], sorted(others)[len(others) // 2]
    goal = sizes[mode]
    rig.row(
        f"animate {run.size} ({mode})", f"{run.rate:.0f} frames/s", f"{other:.0f} frames/s", round(run.rate / other, 2),
        f">= {goal} frames/s", run.rate >= goal)
    rig.row(f"core time a frame, {run.size}", f"{run.core_ms:.1f} ms", "", None, "", True)
    rig.at_most(f"first frame of {run.frames}, {run.size}", run.first_frame, 30, "s")
    rig.at_most(f"peak memory, {run.size}", run.peak_mib, 700, "MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=rig.products / "greenroom-media")
    parser.add_argument("--picture", type=Path, default=rig.assets / "demo" / "portrait.png")
    parser.add_argument("--clip", type=Path, default=rig.assets / "demo" / "clip.mp4")
    parser.add_argument("--repeats", type=int, default=1 if rig.is_quick else 5)
    options = parser.parse_args()
    with rig.workplace() as work:
        clip = work / "clip.mp4"
        loop = ["ffmpeg", "-v", "error", "-y", "-stream_loop", str(options.repeats - 1), "-i", options.clip]
        subprocess.run([*loop, "-c", "copy", clip], check=True)
        for mode in sizes:
            measure(options, clip, mode, 1 if rig.is_quick else 3, work)


if __name__ == "__main__":
    main()
