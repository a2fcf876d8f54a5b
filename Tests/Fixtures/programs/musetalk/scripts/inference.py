"""Takes the arguments of MuseTalk's program of this name and lays the sound beside the pictures."""

import argparse
import json
import os
import re
import subprocess

parser = argparse.ArgumentParser(allow_abbrev=False)
for name in ["--inference_config", "--result_dir", "--unet_model_path", "--unet_config", "--version"]:
    parser.add_argument(name, required=True)
parser.add_argument("--use_float16", action="store_true")
args = parser.parse_args()

assert os.path.isfile(args.unet_model_path) and os.path.isfile(args.unet_config), args
with open(args.inference_config) as file:
    text = file.read()
assert text.startswith("task_0:\n"), text
task = dict(re.findall(r"^  (\w+): (.*)$", text, re.M))
video, audio = json.loads(task["video_path"]), json.loads(task["audio_path"])
os.makedirs(f"{args.result_dir}/{args.version}", exist_ok=True)
subprocess.run(
    ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", video, "-i", audio, "-map", "0:v", "-map", "1:a", "-c:v", "copy",
     "-c:a", "aac", "-shortest", f"{args.result_dir}/{args.version}/{task['result_name']}"], check=True)
