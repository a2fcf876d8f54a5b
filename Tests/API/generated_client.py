"""Makes a client of the server's own description and uses it as a stranger would: register, upload, animate, poll.

usage: generated_client.py ADDRESS PICTURE CLIP
exit codes: 0 the task succeeded · 1 anything else
"""

import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time

address, picture, clip = sys.argv[1:]
package = "greenroom_client"


def generate(folder: str) -> None:
    """Every warning of the generator is something in the document that generators cannot read."""
    settings = {
        "package_name_override": package,
        "post_hooks": [],
        # The one type that the document cannot choose: tus wants it of every chunk.
        "content_type_overrides": {"application/offset+octet-stream": "application/octet-stream"},
    }
    config = pathlib.Path(folder, "config.json")
    config.write_text(json.dumps(settings))
    program = pathlib.Path(sys.executable).with_name("openapi-python-client")
    command = [program, "generate", "--url", f"{address}/openapi.json", "--meta", "none", "--fail-on-warning"]
    command += ["--config", config, "--output-path", pathlib.Path(folder, package)]
    subprocess.run(command, check=True)
    sys.path.insert(0, folder)


def call(tag: str, operation: str, client, *arguments, status: int, **more):
    """The parsed answer."""
    route = importlib.import_module(f"{package}.api.{tag}.{operation}")
    answer = route.sync_detailed(*arguments, client=client, **more)
    assert answer.status_code == status, f"{operation}: {answer.status_code} {answer.content!r}"
    return answer.parsed


def upload(client, path: str, kind: str) -> str:
    models = importlib.import_module(f"{package}.models")
    types = importlib.import_module(f"{package}.types")
    body = models.PostFilesBody(
        file=types.File(payload=open(path, "rb"), file_name=pathlib.Path(path).name),
        kind=getattr(models.PostFilesBodyKind, kind.upper()),
    )
    return call("files", "post_files", client, body=body, status=201).data.id


def main() -> None:
    models = importlib.import_module(f"{package}.models")
    clients = importlib.import_module(package)
    anyone = clients.Client(base_url=address)
    registration = models.Registration(email="ada@example.com", password="correct horse battery", name="Ada")
    signed_up = call("auth", "post_auth_register", anyone, body=registration, status=201).data
    client = clients.AuthenticatedClient(base_url=address, token=signed_up.access_token)
    assert call("auth", "get_auth_me", client, status=200).data.email == "ada@example.com"

    animation = models.Animation(
        image_file_id=upload(client, picture, "image"),
        video_file_id=upload(client, clip, "video"),
        mode=models.AnimationMode.WAN_STD,
        title="Made by a generated client",
    )
    task = call("generation", "post_videos_animate_move", client, body=animation, status=202).data
    assert task.title == "Made by a generated client"
    while task.status in (models.TaskStatus.QUEUED, models.TaskStatus.RUNNING):
        time.sleep(1)
        task = call("generation", "get_tasks_by_id", client, task.id, status=200).data
    assert task.status == models.TaskStatus.SUCCEEDED, task
    video = call("library", "get_videos_by_id", client, task.result.video_id, status=200).data
    content = call("files", "get_files_by_id_content", client, video.file_id, status=200)
    assert len(content.payload.read()) == video.size_bytes

    wrong = models.Registration(email="ada@example.com", password="correct horse battery")
    refused = call("auth", "post_auth_register", anyone, body=wrong, status=409)
    assert refused.error.code == models.ErrorReasonCode.CONFLICT, refused


with tempfile.TemporaryDirectory() as folder:
    generate(folder)
    main()
