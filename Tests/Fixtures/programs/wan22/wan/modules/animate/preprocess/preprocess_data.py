"""Takes the arguments of Wan2.2's program of this name, writes the files that it writes, and says what it says."""

import argparse
import os
import shutil
import sys

parser = argparse.ArgumentParser(allow_abbrev=False)
for name in ["--ckpt_path", "--video_path", "--refer_path", "--save_path"]:
    parser.add_argument(name, required=True)
parser.add_argument("--resolution_area", type=int, nargs=2, default=[1280, 720])
parser.add_argument("--fps", type=int, default=30)
for name in ["--replace_flag", "--retarget_flag", "--use_flux"]:
    parser.add_argument(name, action="store_true")
for name, value in [("--iterations", 3), ("--k", 7), ("--w_len", 1), ("--h_len", 1)]:
    parser.add_argument(name, type=int, default=value)
args = parser.parse_args()

assert os.path.isdir("wan"), "not started in the repository"
assert os.path.isdir(args.ckpt_path), args.ckpt_path
os.makedirs(args.save_path, exist_ok=True)
print("Processing reference image: x", file=sys.stderr)
shutil.copy(args.refer_path, args.save_path + "/src_ref.png")
print("Processing template video: x", file=sys.stderr)
made = ["pose", "face"] + (["bg", "mask"] if args.replace_flag else [])
for name in made:
    shutil.copy(args.video_path, f"{args.save_path}/src_{name}.mp4")
print("Processing pose meta", file=sys.stderr)
print("frame_num: 12, area:", *args.resolution_area)
