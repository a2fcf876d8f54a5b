"""A client of ComfyUI's API does with the stand-in what it does with a server.

usage: comfyui_client.py BASE PICTURE CLIP WORKFLOW
"""

import json
import sys
import time

from comfy_api_simplified import ComfyApiWrapper

base, picture, clip, path = sys.argv[1:]
# The client takes the base for the root of the server.
comfy = ComfyApiWrapper(base)
comfy.url = base
import comfy_api_simplified.comfy_api_wrapper as wrapper

wrapper.urljoin = lambda root, rest: root.rstrip("/") + rest

assert comfy.get_system_stats()["system"]["comfyui_version"]
assert comfy.get_object_info("SaveVideo")["SaveVideo"]["output_node"] is True
assert comfy.get_object_info("Nothing") == {}
image = comfy.upload_image(picture)
video = comfy.upload_image(clip)
with open(path) as file:
    prompt = json.load(file)
name = lambda place: f"{place['subfolder']}/{place['name']}" if place["subfolder"] else place["name"]
for node in prompt.values():
    if node["class_type"] == "LoadImage":
        node["inputs"]["image"] = name(image)
    if node["class_type"] == "LoadVideo":
        node["inputs"]["file"] = name(video)
queued = comfy.queue_prompt(prompt)
prompt_id = queued["prompt_id"]
for _ in range(500):
    history = comfy.get_history(prompt_id)
    if prompt_id in history:
        break
    comfy.get_queue()
    time.sleep(0.02)
assert history[prompt_id]["status"]["completed"], history
made = history[prompt_id]["outputs"]["9"]["images"][0]
got = comfy.get_image(made["filename"], made["subfolder"], made["type"])
with open(clip, "rb") as file:
    assert got == file.read()
prompt["99"] = {"class_type": "Nothing", "inputs": {}}
try:
    comfy.queue_prompt(prompt)
    raise SystemExit("a node that is not there is taken")
except Exception as error:
    assert "400" in str(error), error
print("ok")
