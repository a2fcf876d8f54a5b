"""Tasks through eight slots while the server and its children are killed at random: every task ends once, nothing is left.

usage: soak.py [--tasks N] [--seconds S] [--seed X]
  --tasks    at most so many; default 1000
  --seconds  no more are submitted after that, and nothing is killed; default 300
  --seed     of what is killed when; default by chance, and told

Three engines share the work: programs that speak the contract (3 slots), programs of steps (3), and DashScope as its
stand-in plays it (2), in a process of its own that outlives the server. Prints one row; exit code 1 when a promise is broken.
"""

import argparse
import concurrent.futures
import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import rig

# Half a second of film for programs; DashScope takes no less than two.
lengths = {"toy": 0.5, "steps": 0.5, "dashscope": 2.1}
slots = {"toy": 3, "steps": 3, "dashscope": 2}
# Leaves something behind that ends only when it is ended, and says so when two runs of a task meet.
act = """
exec 9>"{locks}/$task"; flock -n 9 || echo "$task" >>"{overlaps}"
(exec 9>&-; exec sleep 1000.{mark}) &
sleep 0.$(( $$ % 3 )); cp "$clip" "$out"
"""
contract = """#!/bin/sh
job=$(cat)
field() {{ printf '%s' "$job" | sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p"; }}
task=$(field task_id) clip=$(field video) out=$(field output_directory)/out.mp4
echo '{{"stage":"rendering","progress":0.5}}'
{act}
echo '{{"output":{{"video":"out.mp4"}}}}'
"""
steps = """#!/bin/sh
task=$1 clip=$2 out=$3/out.mp4
echo '50%'
{act}
"""


class Broken(Exception):
    """A promise was not kept."""


def manifests(folder, mark):
    """Two engines, as their owner would add them."""
    folder.mkdir(parents=True)
    places = {"locks": folder.parent.parent / "locks", "overlaps": folder.parent.parent / "overlaps", "mark": mark}
    places["locks"].mkdir()
    for name, script in (("toy", contract), ("steps", steps)):
        path = folder / f"{name}.sh"
        path.write_text(script.format(act=act.format(**places)))
        path.chmod(0o700)
    toy = {"name": "toy", "kinds": ["animate_move"], "program": "toy.sh", "needs": {"slots": slots["toy"]}}
    step = {
        "stage": "rendering", "program": "steps.sh", "arguments": ["{task_id}", "{video}", "{output}"],
        "progress": [{"percent": "(\\d+)%"}],
    }
    described = {
        "name": "steps", "kinds": ["animate_move"], "steps": [step], "outputs": {"video": "out.mp4"},
        "needs": {"slots": slots["steps"]},
    }
    for manifest in (toy, described):
        (folder / f"{manifest['name']}.json").write_text(json.dumps(manifest))


@contextlib.contextmanager
def stand_ins(folder):
    """Another server that only plays DashScope. Yields the address of its stand-ins."""
    port = rig.free_port()
    with rig.server(folder / "stand-ins", OFFLINE="true", SANDBOX_PORT=port, QUEUE_PAUSED="true"):
        yield f"http://127.0.0.1:{port}"


def taken(address):
    """How many jobs the stand-in was given."""
    with urllib.request.urlopen(f"{address}/dashscope/mishaps", timeout=30) as answer:
        return int(re.search(r"Jobs taken: (\d+)", answer.read().decode())[1])


def children(pid):
    """Processes that were started by this one or by what it started."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            facts = path.read_text().rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(facts[1])
    found = {pid}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {pid})


def naming(word):
    """Processes with the word in their arguments."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if word in path.read_bytes().decode(errors="replace"):
                found.append(int(path.parent.name))
    return found


class Soak:
    """A server that is killed again and again, and the tasks that it has to end all the same."""

    def __init__(self, folder, address, chance, arguments):
        self.home = folder / "home"
        self.address = address
        self.chance = chance
        self.arguments = arguments
        self.stack = contextlib.ExitStack()
        self.client = None
        self.files = {}
        self.wanted = {}
        self.kills = {"server": 0, "children": 0}

    def start(self):
        settings = {
            "DASHSCOPE_API_KEY": "sk-sandbox-dashscope",
            "DASHSCOPE_HTTP_BASE_URL": f"{self.address}/dashscope/api/v1",
            "AVATAR_JOB_CHECK_INTERVAL": "1",
        }
        self.server = self.stack.enter_context(
            rig.server(self.home, foreign=settings, MAX_ACTIVE_TASKS=10_000, SHUTDOWN_SECONDS=20))
        if self.client is None:
            self.client = rig.Client(self.server)
        self.client.port = self.server.port

    def stop(self, by=signal.SIGTERM):
        os.kill(self.server.pid, by)
        self.server.process.wait()
        self.stack.close()

    def upload(self, folder):
        self.files["image"] = self.client.upload(rig.assets / "demo/portrait.png", "image")["id"]
        for seconds in sorted(set(lengths.values())):
            path = folder / f"clip-{seconds}.mp4"
            cut = ["ffmpeg", "-v", "error", "-t", str(seconds), "-i", rig.assets / "demo/clip.mp4", "-r", "12", path]
            subprocess.run(cut, check=True, stdin=subprocess.DEVNULL)
            self.files[seconds] = self.client.upload(path, "video")["id"]

    def submit(self, number):
        engine = ("toy", "steps", "toy", "steps", "dashscope")[number % 5]
        job = {
            "image_file_id": self.files["image"], "video_file_id": self.files[lengths[engine]], "mode": "wan-std",
            "engine": engine,
        }
        key = {"Idempotency-Key": f"soak-{number}", "Content-Type": "application/json"}
        for _ in range(100):
            try:
                _, answer = self.client.request("POST", "/api/v1/videos/animate-move", json.dumps(job), key)
            except OSError:  # the server is down at the moment
                time.sleep(0.1)
                continue
            self.wanted[json.loads(answer)["data"]["id"]] = engine
            return
        raise Broken(f"task {number} could not be submitted")

    def active(self):
        """Running and waiting, by engine."""
        engines = self.client.json("GET", "/api/v1/admin/engines")["items"]
        return {one["name"]: (one["running"], one["waiting"]) for one in engines if one["name"] in slots}

    def unfinished(self):
        """As the rows have it: a task that waits for its next attempt stands in no line."""
        with contextlib.closing(self.database()) as database:
            return database.execute("SELECT count(*) FROM task WHERE status IN ('queued', 'running')").fetchone()[0]

    def database(self):
        return sqlite3.connect(f"file:{self.home}/greenroom.db?mode=ro", uri=True)

    def strike(self):
        if self.chance.random() < 0.25:
            self.kills["server"] += 1
            self.stop(signal.SIGKILL)
            return self.start()
        if victims := children(self.server.pid):
            self.kills["children"] += 1
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.chance.choice(victims), signal.SIGKILL)

    def run(self):
        """Keeps the queue fed until the time is over, then lets it run dry."""
        end = time.monotonic() + self.arguments.seconds
        submitted = 0
        while time.monotonic() < end and (submitted < self.arguments.tasks or self.unfinished()):
            room = max(60 - self.unfinished(), 0)
            batch = range(submitted, min(self.arguments.tasks, submitted + room))
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                list(pool.map(self.submit, batch))
            submitted += len(batch)
            time.sleep(self.chance.uniform(0.2, 1.5))
            self.strike()
        dry = time.monotonic() + max(240, self.arguments.seconds / 2)
        while self.unfinished():
            if time.monotonic() > dry:
                raise Broken(f"the queue does not run dry: {self.active()}")
            time.sleep(0.5)
        # The last run's slot is free a moment after its row says that it has ended.
        time.sleep(1)
        if any(map(any, self.active().values())):
            raise Broken(f"slots are taken, and nothing runs: {self.active()}")

    def look(self, folder, mark):
        """What was promised, held against what there is now that the server has stopped."""
        database = self.database()
        rows = database.execute("SELECT id, status, engine, attempt FROM task").fetchall()
        videos = dict(database.execute("SELECT taskID, count(*) FROM video GROUP BY taskID").fetchall())
        if {one[0] for one in rows} != set(self.wanted):
            raise Broken(f"{len(rows)} tasks are there, {len(self.wanted)} were asked for")
        ends = {"succeeded": 0, "failed": 0}
        for task, status, _, _ in rows:
            if status not in ends:
                raise Broken(f"task {task} is {status}")
            ends[status] += 1
            if videos.get(task, 0) != (status == "succeeded"):
                raise Broken(f"task {task} is {status} and has {videos.get(task, 0)} videos")
        remote = sum(engine == "dashscope" for engine in self.wanted.values())
        if taken(self.address) != remote:
            raise Broken(f"DashScope was given {taken(self.address)} jobs for {remote} tasks")
        overlaps = folder / "overlaps"
        if overlaps.exists():
            raise Broken(f"runs of a task met: {overlaps.read_text()}")
        if left := naming(f"1000.{mark}") + naming(str(self.home)):
            raise Broken(f"processes are left: {left}")
        if left := list((self.home / "work").glob("*")):
            raise Broken(f"folders are left: {left}")
        return ends


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    arguments = parser.parse_args()
    if not shutil.which("ffmpeg"):
        sys.exit("soak.py needs ffmpeg; packaging/setup --bench installs it")
    mark = str(os.getpid())
    with rig.workplace() as folder, stand_ins(folder) as address:
        soak = Soak(folder, address, random.Random(arguments.seed), arguments)
        manifests(soak.home / "engines", mark)
        begun = time.monotonic()
        try:
            soak.start()
            soak.upload(folder)
            soak.run()
            soak.stop()
            ends = soak.look(folder, mark)
        except Broken as reason:
            log = (folder / "server.log").read_text(errors="replace")[-3000:]
            sys.exit(f"soak (seed {arguments.seed}): {reason}\n{log}")
        finally:
            soak.stack.close()
    kills = f"{soak.kills['server']} servers and {soak.kills['children']} children killed"
    rig.row(
        f"soak: {len(soak.wanted)} tasks in {time.monotonic() - begun:.0f} s, {kills}, seed {arguments.seed}",
        f"{ends['succeeded']} made, {ends['failed']} failed", "", None, "each ends once, nothing is left", True)


main()
