"""Takes the arguments of LiveTalking's program of this name and writes what a complete avatar consists of."""

import argparse
import os
import sys

parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("--file", required=True)
parser.add_argument("--avatar_id", default="musetalk_avatar1")
parser.add_argument("--save_path", default="data/avatars")
parser.add_argument("--version", choices=["v1", "v15"], default="v15")
args = parser.parse_args()

assert os.path.isdir("avatars/musetalk") and os.path.getsize(args.file) > 0
print("extracting landmarks...")
place = f"{args.save_path}/{args.avatar_id}"
for name in ["full_imgs", "mask"]:
    os.makedirs(f"{place}/{name}", exist_ok=True)
    open(f"{place}/{name}/00000000.png", "wb").close()
print("\r100%|##| 1/1 [00:01<00:00]", end="", file=sys.stderr, flush=True)
for name in ["coords.pkl", "mask_coords.pkl", "latents.pt", "avator_info.json"]:
    open(f"{place}/{name}", "wb").close()
print("Avatar 生成完成！")
