"""The official SDK of RunPod does with the stand-in what it does with the service.

usage: runpod_sdk.py BASE KEY ENDPOINT PICTURE CLIP RESULT
  BASE     ends in /v2
  PICTURE, CLIP  URLs that the stand-in's worker fetches
  RESULT   URL that it puts the result to
"""

import os
import sys
import time

base, key, endpoint_id, picture, clip, result = sys.argv[1:]
os.environ["RUNPOD_ENDPOINT_BASE_URL"] = base

import runpod  # noqa: E402

runpod.endpoint_url_base = base
runpod.api_key = key
endpoint = runpod.Endpoint(endpoint_id)
order = {
    "input": {
        "task": "animate-move",
        "job_id": "1",
        "inputs": {"image_url": picture, "video_url": clip},
        "params": {"mode": "wan-std"},
        "output": {"put_url": result, "content_type": "video/mp4"},
    },
    "policy": {"executionTimeout": 900000, "ttl": 3600000},
}

health = endpoint.health(timeout=10)
assert health["workers"]["idle"] == 1 and health["jobs"]["completed"] == 0, health

job = endpoint.run(order)
assert job.job_id and job.status() in ("IN_QUEUE", "IN_PROGRESS", "COMPLETED"), job
for _ in range(500):
    if job.status() not in ("IN_QUEUE", "IN_PROGRESS"):
        break
    time.sleep(0.02)
assert job.status() == "COMPLETED", job.status()
output = job.output()
assert output["ok"] is True and output["bytes"] > 0 and len(output["sha256"]) == 64, output

# A handler that cannot read its input raises, and so fails.
failed = endpoint.run({"input": {"task": "dance"}})
for _ in range(500):
    if failed.status() not in ("IN_QUEUE", "IN_PROGRESS"):
        break
    time.sleep(0.02)
assert failed.status() == "FAILED", failed.status()

done = endpoint.run_sync(order, timeout=20)
assert done["ok"] is True, done
assert endpoint.purge_queue(timeout=5)["status"] == "completed"

try:
    runpod.Endpoint("another").health(timeout=10)
    raise SystemExit("an endpoint that is not there answers")
except Exception as error:
    assert "404" in str(error), error
runpod.api_key = "nobody"
try:
    runpod.Endpoint(endpoint_id, api_key="nobody").run(order)
    raise SystemExit("a wrong key is taken")
except Exception as error:
    assert "401" in str(error) or "Unauthorized" in str(error), error
print("ok")
