"""The official SDK of DashScope does with the stand-in what it does with the service.

usage: dashscope_sdk.py BASE KEY PICTURE CLIP
"""

import sys
import urllib.request
from http import HTTPStatus

import dashscope
from dashscope import VideoSynthesis
from dashscope.utils.oss_utils import OssUtils

base, key, picture, clip = sys.argv[1:]
dashscope.base_http_api_url = base
model = "wan2.2-animate-move"


def create(api_key, image, video):
    return VideoSynthesis.async_call(
        api_key=api_key,
        model=model,
        task="image2video",
        extra_input={"image_url": image, "video_url": video},
        headers={"X-DashScope-OssResourceResolve": "enable"},
        mode="wan-std",
        check_image=True,
    )


refused = create("sk-nobody", "https://example.com/i.png", "https://example.com/v.mp4")
assert refused.status_code == HTTPStatus.UNAUTHORIZED and refused.code == "InvalidApiKey", refused

image, _ = OssUtils.upload(model=model, file_path=picture, api_key=key)
video, _ = OssUtils.upload(model=model, file_path=clip, api_key=key)
assert image.startswith("oss://") and video.startswith("oss://"), (image, video)

created = create(key, image, video)
assert created.status_code == HTTPStatus.OK, created
assert created.output.task_status == "PENDING" and created.output.task_id, created

done = VideoSynthesis.wait(created, api_key=key)
assert done.status_code == HTTPStatus.OK and done.output.task_status == "SUCCEEDED", done
url = done.output["results"]["video_url"]
with urllib.request.urlopen(url) as answer, open(clip, "rb") as sent:
    assert answer.headers["Content-Type"] == "video/mp4" and answer.read() == sent.read()

listed = VideoSynthesis.list(api_key=key, model_name=model, status="SUCCEEDED")
assert created.output.task_id in str(listed.output), listed

late = VideoSynthesis.cancel(created, api_key=key)
assert late.status_code == HTTPStatus.BAD_REQUEST and late.code == "UnsupportedOperation", late

unknown = VideoSynthesis.fetch("gone", api_key=key)
assert unknown.output.task_status == "UNKNOWN", unknown

strange = create(key, "https://example.com/i.png", "data:video/mp4;base64,AAAA")
failed = VideoSynthesis.wait(strange, api_key=key)
assert failed.output.task_status == "FAILED" and failed.output.code, failed
print("ok")
