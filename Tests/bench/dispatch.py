"""From a submit to the start of its work, and how many tasks start a second, beside Celery and Redis; and with a million rows.

The work is a small program that writes down when it began and ends as failed, so that no medium is made: what is left is
what it costs to claim a task, to start a program for it, and to keep its end. Two run at a time on both sides.
"""

import contextlib
import json
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import requests as loads
import rig

singles = 5 if rig.is_quick else 40
batch = 40 if rig.is_quick else 300


class Starts:
    """A program that notes when it starts."""

    def __init__(self, place, name):
        self.file = place / f"{name}.starts"
        self.file.touch()
        self.program = place / f"{name}.sh"
        refusal = json.dumps({"error": {"code": "nothing_to_do", "message": "There is nothing to do."}})
        self.program.write_text(f"#!/bin/sh\ndate +%s.%N >>'{self.file}'\necho '{refusal}'\nexit 1\n")
        self.program.chmod(0o700)

    def wait(self, count):
        """The moments of all starts, once there are so many."""
        limit = time.monotonic() + 120
        while time.monotonic() < limit:
            lines = self.file.read_text().splitlines()
            if len(lines) >= count:
                return sorted(map(float, lines))
            time.sleep(0.001)
        sys.exit(f"{self.file.name}: {len(lines)} of {count} tasks have started")

    def latency_ms(self, submit):
        """The median from a submit to the start of its work, of an idle queue."""
        taken = []
        for _ in range(singles):
            before = len(self.file.read_text().splitlines())
            begun = time.time()
            submit()
            taken.append((self.wait(before + 1)[-1] - begun) * 1000)
            time.sleep(0.1)  # the end is kept, too, and then the queue is idle
        return statistics.median(taken)

    def rate(self, submit, begin):
        """Starts a second of a queue that was filled while nobody took from it. `begin` returns what ends the taking."""
        before = len(self.file.read_text().splitlines())
        for _ in range(batch):
            submit()
        with begin():
            starts = self.wait(before + batch)[before:]
        return (batch - 1) / (starts[-1] - starts[0])


@contextlib.contextmanager
def resumed(home):
    """A queue of ours that takes tasks as long as the block lasts."""
    queue("resume", home)
    yield
    queue("pause", home)


def queue(verb, home):
    """By the administrator's command, as there is one."""
    subprocess.run(
        [rig.products / "greenroom", "queue", verb, "--home", home], check=True, stdout=subprocess.DEVNULL, cwd=rig.root)


def own(home, starts):
    """Latency and rate of a server on `home`."""
    with rig.server(home, MAX_ACTIVE_TASKS=10_000_000) as server:
        client = rig.Client(server)
        image = client.upload(rig.assets / "demo" / "portrait.png", "image")
        video = client.upload(rig.assets / "demo" / "clip.mp4", "video")
        job = {"image_file_id": image["id"], "video_file_id": video["id"], "mode": "wan-std", "engine": "noted"}

        def submit():
            return client.json("POST", "/api/v1/videos/animate-move", job)["id"]

        first = submit()
        starts.wait(1)
        latency = starts.latency_ms(submit)
        queue("pause", home)
        rate = starts.rate(submit, lambda: resumed(home))
        queue("resume", home)
        return latency, rate, first


def celery(place):
    """The same of the compared application."""
    starts = Starts(place, "peer")
    with loads.peer(place) as (subject, _, worker):
        order = subject.script.read_text().split("[[")[1].split("]]")[0].encode()
        content = subject.headers | {"Content-Type": "application/json"}

        def submit():
            request = urllib.request.Request(f"{subject.url}/api/v1/videos/animate-move", order, content)
            urllib.request.urlopen(request, timeout=60).close()

        rate = starts.rate(submit, lambda: worker(PEER_PROGRAM=str(starts.program)))
        with worker(PEER_PROGRAM=str(starts.program)):
            before = len(starts.file.read_text().splitlines())
            submit()
            starts.wait(before + 1)  # it has started by then
            return starts.latency_ms(submit), rate


def main():
    with rig.workplace() as place:
        home = place / "home"
        starts = Starts(place, "own")
        (home / "engines").mkdir(parents=True)
        manifest = {"name": "noted", "kinds": ["animate_move"], "program": str(starts.program), "needs": {"slots": 2}}
        (home / "engines" / "noted.json").write_text(json.dumps(manifest))
        latency, rate, template = own(home, starts)
        other_latency, other_rate = celery(place)
        rig.row(
            "submit to start, idle queue, against Celery", f"{latency:.1f} ms", f"{other_latency:.1f} ms",
            round(latency / other_latency, 2), "<= 1x", latency <= other_latency,
        )
        rig.at_least("tasks started against Celery", rate, other_rate, 1, "a second")
        loads.fill(home, template, loads.many)
        full_latency, full_rate, _ = own(home, starts)
        for what, few, full, unit, ratio in (
            ("submit to start", latency, full_latency, "ms", full_latency / latency),
            ("tasks started", rate, full_rate, "a second", rate / full_rate),
        ):
            rig.row(
                f"{what} with {loads.many:,} tasks", f"{full:.1f} {unit}", f"{few:.1f} {unit}", round(ratio, 2),
                "<= 1.5x the time", ratio <= 1.5,
            )


main()
