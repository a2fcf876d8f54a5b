#!/usr/bin/env python3
"""Contact sheets of the pictures that the built-in engine makes, to be graded by eye: 5 one would publish it, 3 a draft.

usage: pictures.py [--program PATH] [--half open|sealed] [--groups NAME,...] [--seconds N] [--pairs N] MEDIA OUT
MEDIA holds a folder for each source named in pictures.json. The pairs were chosen once, by
chance, before anything was drawn with them; animals were left out. Look at those of the
open half while working, and at the sealed half only to judge what is done: nothing may be tuned on it.
For each pair OUT gets the movie and one PNG: above, frames of the clip; below, the same moments of the result.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import rig

pairs = Path(__file__).with_name("pictures.json")


def file(media, name):
    source, _, path = name.partition(":")
    found = media / source / path
    if not found.exists():
        sys.exit(f"{found} is missing: {json.loads(pairs.read_text())['sources'][source]}")
    return found


def beginning(path, seconds, folder):
    """The clip's first seconds, its sound included."""
    cut = folder / ("cut" + path.suffix)
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-i", path, "-t", str(seconds), "-crf", "14", cut], check=True)
    return cut


def render(program, kind, inputs, folder):
    """The movie, or the engine's reason why there is none."""
    job = {
        "task_id": "sheet", "kind": kind.replace("-", "_"), "engine": "builtin", "parameters": {"mode": "wan-std"},
        "inputs": {role: str(path) for role, path in inputs.items()}, "output_directory": str(folder), "gpu": None,
        "cache_directory": str(folder.parent / "models"), "created_at": "2026-01-01T00:00:00Z",
    }
    done = subprocess.run(
        [program, kind], input=json.dumps(job), text=True, stdout=subprocess.PIPE,
        env={**os.environ, "GREENROOM_ASSETS": str(rig.assets)})
    last = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    if "output" not in last:
        return None, last.get("error", {}).get("code", f"exit {done.returncode}")
    return folder / last["output"]["video"], None


def sheet(rows, target, columns=6):
    """One picture of the same moments of each movie, a row a movie."""
    graphs, names = [], []
    for number, movie in enumerate(rows):
        length = subprocess.run(
            ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", movie],
            check=True, text=True, stdout=subprocess.PIPE).stdout
        rate = columns / max(float(length) - 0.08, 0.1)
        graphs.append(f"[{number}:v]fps={rate}:round=down,scale=320:320:force_original_aspect_ratio=decrease,"
                      f"pad=320:320:-1:-1,tile={columns}x1[r{number}]")
        names.append(f"[r{number}]")
    if len(rows) > 1:
        graphs.append("".join(names) + f"vstack=inputs={len(rows)}[all]")
    inputs = [part for movie in rows for part in ("-i", movie)]
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", ";".join(graphs),
         "-map", "[all]" if len(rows) > 1 else names[0], "-frames:v", "1", target], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(rig.products / "greenroom-media"))
    parser.add_argument("--half", default="open", choices=["open", "sealed"])
    parser.add_argument("--groups", default="faces,talking,bodies,mix")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--pairs", type=int, default=100, help="of each group")
    parser.add_argument("media", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    half = json.loads(pairs.read_text())[options.half]
    for group in options.groups.split(","):
        for number, (kind, picture, clip) in enumerate(half[group][: options.pairs]):
            folder = options.out / f"{group}-{number}"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            cut = beginning(file(options.media, clip), options.seconds, folder)
            role = "audio" if kind == "talking-video" else "video"
            movie, reason = render(options.program, kind, {"image": file(options.media, picture), role: cut}, folder)
            if movie:
                sheet([movie] if kind == "talking-video" else [cut, movie], options.out / f"{group}-{number}.png")
            print(f"{group}-{number}", picture, clip, reason or "", sep="\t", flush=True)


main()
