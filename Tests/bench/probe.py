#!/usr/bin/env python3
"""What a file is: `greenroom-media probe` against `ffprobe -show_format -show_streams -of json`, as whole processes.

usage: probe.py [GREENROOM_MEDIA]   the program; default: the release build
The files are made by ffmpeg, one of each kind that people upload; both programs read the same ones, in turns.
"""

import subprocess
import sys
import time

import rig

ffmpeg = ["ffmpeg", "-v", "error", "-y"]
picture = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=4"]
sound = ["-f", "lavfi", "-i", "sine=440:d=4"]
encoded = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"]
realtime = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-pix_fmt", "yuv420p"]
files = {
    "clip.mp4": picture + sound + encoded + ["-c:a", "aac"],
    "phone.mov": picture + sound + encoded + ["-pix_fmt", "yuvj420p", "-c:a", "aac"],
    "clip.webm": picture + sound + realtime + ["-c:a", "libopus"],
    "clip.mkv": picture + sound + encoded + ["-c:a", "flac"],
    "clip.avi": picture + sound + ["-c:v", "mpeg4", "-c:a", "libmp3lame"],
    "photo.jpg": picture + ["-frames:v", "1", "-pix_fmt", "yuvj420p"],
    "portrait.png": picture + ["-frames:v", "1"],
    "picture.webp": picture + ["-frames:v", "1"],
    "speech.wav": sound,
    "song.mp3": sound,
    "song.m4a": sound,
    "song.flac": sound,
    "song.ogg": sound,
}
# The index is in fragments or missing, so libav has to read frames.
slow_files = {
    "fragments.mp4": files["clip.mp4"] + ["-movflags", "frag_keyframe+empty_moov"],
    "recorded.webm": files["clip.webm"] + ["-live", "1"],
}


def seconds(command):
    def measure():
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

    return measure


def compare(program, path, what, rounds, goal):
    ours = seconds([program, "probe", path])
    theirs = seconds(["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", path])
    ours(), theirs()
    mine, other = rig.median_of(rounds, ours, theirs)
    ratio = other / mine
    goal_text = f">= {goal:g}x" if goal else ""
    rig.row(what, f"{mine * 1000:.1f} ms", f"{other * 1000:.1f} ms", round(ratio, 2), goal_text, ratio >= goal)


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(rig.products / "greenroom-media")
    rounds = 5 if rig.is_quick else 31
    with rig.workplace() as folder:
        for name, arguments in (files | slow_files).items():
            path = str(folder / name)
            subprocess.run(ffmpeg + arguments + [path], check=True)
            if name in slow_files:
                compare(program, path, f"probe of {name} (libav reads on)", rounds, 1)
            else:
                compare(program, path, f"probe of {name}", rounds, 2)


if __name__ == "__main__":
    main()
