"""Takes the arguments of LiveTalking's program of this name and writes what a complete avatar consists of."""

import argparse
import os
import sys

parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("--video_path", required=True)
parser.add_argument("--avatar_id", default="wav2lip_avatar1")
parser.add_argument("--save_path", default="data/avatars")
parser.add_argument("--img_size", type=int, default=96)
args = parser.parse_args()

assert os.path.isdir("avatars/wav2lip") and os.path.getsize(args.video_path) > 0 and args.img_size == 256
print("Using cuda for inference.")
print("正在检测人脸...")
for name in ["full_imgs", "face_imgs"]:
    os.makedirs(f"{args.save_path}/{args.avatar_id}/{name}", exist_ok=True)
for number in range(4):
    for name in ["full_imgs", "face_imgs"]:
        open(f"{args.save_path}/{args.avatar_id}/{name}/{number:08}.png", "wb").close()
    print(f"\r{(number + 1) * 25}%|##| {number + 1}/4 [00:01<00:01]", end="", file=sys.stderr, flush=True)
open(f"{args.save_path}/{args.avatar_id}/coords.pkl", "wb").close()
print("Avatar 生成完成！")
