"""Takes the arguments of Wan2.2's program of this name and says what it says; the picture does not move as the clip does,
it is the clip."""

import argparse
import os
import subprocess
import sys

parser = argparse.ArgumentParser(allow_abbrev=False)
for name in ["--task", "--ckpt_dir", "--src_root_path", "--save_file"]:
    parser.add_argument(name, required=True)
parser.add_argument("--refert_num", type=int, default=77)
for name in ["--replace_flag", "--use_relighting_lora"]:
    parser.add_argument(name, action="store_true")
args = parser.parse_args()

assert args.task == "animate-14B" and args.refert_num in (1, 5), args
assert os.path.isfile("generate.py") and os.path.isdir(args.ckpt_dir), args.ckpt_dir
needed = ["src_ref.png", "src_pose.mp4", "src_face.mp4"]
needed += ["src_bg.mp4", "src_mask.mp4"] if args.replace_flag else []
for name in needed:
    assert os.path.isfile(f"{args.src_root_path}/{name}"), name
if os.path.exists(args.ckpt_dir + "/too-large"):
    raise SystemExit("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB.")
for step in range(0, 21, 5):
    print(f"\r{step * 5}%|{'#' * step}| {step}/20 [00:01<00:01]", end="", file=sys.stderr, flush=True)
if os.path.exists(args.ckpt_dir + "/cannot-save"):
    print("[2026-01-01] INFO: save_video failed, error: no codec")
    sys.exit(0)
subprocess.run(
    ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", args.src_root_path + "/src_pose.mp4", "-an", "-c:v", "copy",
     args.save_file], check=True)
print("[2026-01-01] INFO: Finished.")
