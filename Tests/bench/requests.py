"""Requests a second against the compared application of `peer/`, start-up, memory, and what a million rows cost.

Both answer on the loopback, in turns, to the same load: 2 threads and 32 connections of wrk.
The queue is paused, so that submits cost what they cost and no rendering shares the cores.
"""

import contextlib
import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import rig

rounds = 1 if rig.is_quick else 3
many = 20_000 if rig.is_quick else 1_000_000


@contextlib.contextmanager
def peer(place):
    """The compared application, its memory at rest with one Celery worker, in MiB, and what starts such a worker: a context
    that takes more variables."""
    folder = Path(__file__).parent / "peer"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    programs = cache / "greenroom" / "peer" / "bin"
    redis_port, port = rig.free_port(), rig.free_port()
    facts = {
        "PEER_HOME": str(place),
        "PEER_SECRET": uuid.uuid4().hex,
        "PEER_REDIS": f"redis://127.0.0.1:{redis_port}/0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    options = {"cwd": folder, "env": {**os.environ, **facts}, "log": place / "peer.log"}
    address = ("--host", "127.0.0.1", "--port", port)
    redis = ("redis-server", "--bind", "127.0.0.1", "--port", redis_port, "--save", "", "--dir", place)
    uvicorn = (programs / "uvicorn", "application:app", "--workers", 2, "--no-access-log", "--log-level", "warning", *address)
    celery = (programs / "celery", "--app", "worker", "worker", "--concurrency", 2, "--loglevel", "warning")

    def worker(**more):
        return rig.process(*celery, **options | {"env": options["env"] | more})

    with rig.process(*redis, **options) as broker, contextlib.ExitStack() as stack:
        wait_for(redis_port)
        seeded = subprocess.run(
            [programs / "python", "seed.py"], cwd=folder, env=options["env"], capture_output=True, text=True, check=True
        )
        web = stack.enter_context(rig.process(*uvicorn, **options))
        wait_for(port)
        subject = rig.Subject(place, "peer", f"http://127.0.0.1:{port}", **json.loads(seeded.stdout))
        with worker() as idle_worker:
            rig.wrk(subject.reads, subject.headers, 1)
            time.sleep(5)  # the worker has no line to wait for; memory is read once it has loaded everything
            memory = rig.resident_mib(*(pid for started in (broker, web, idle_worker) for pid in rig.members(started.pid)))
        yield subject, memory, worker


def wait_for(port):
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    sys.exit(f"nothing answers on port {port}")


def against_peer(place, home):
    """The rates beside the peer's. Leaves `home` with an account, two files and one cancelled task."""
    with rig.server(home, **rig.paused) as server, peer(place) as (other, other_memory, _):
        client = rig.Client(server)
        image = client.upload(rig.assets / "demo" / "portrait.png", "image")
        video = client.upload(rig.assets / "demo" / "clip.mp4", "video")
        done = client.animate(image, video)
        client.request("DELETE", f"/api/v1/tasks/{done['id']}")
        idle(server, other_memory)

        task = client.animate(image, video)
        own = rig.Subject(place, "own", server.url, client.token, task["id"], image["id"], video["id"])
        own_reads, other_reads = rig.median_of(rounds, own.read_rate, other.read_rate)
        rig.at_least("GET /tasks/{id} against FastAPI", own_reads, other_reads, 20, "requests/s")
        own_submits, other_submits = rig.median_of(rounds, own.submit_rate, other.submit_rate)
        rig.at_least("durable submit against FastAPI + Celery", own_submits, other_submits, 20, "requests/s")
        return done["id"], image, video


def idle(server, other_memory):
    time.sleep(3)  # what the sign-in's scrypt and the probes took has been given back by then, or never
    memory = rig.resident_mib(server.pid)
    rig.row("idle memory", f"{memory:.0f} MiB", f"{other_memory:.0f} MiB", round(memory / other_memory, 2), "<= 60 MiB", memory <= 60)
    rig.row("of it the server's own", f"{rig.resident_mib(server.pid, figure='RssAnon'):.0f} MiB", "", None, "", True)


def start_up(home):
    taken = []
    for _ in range(5):
        with rig.server(home, **rig.paused) as server:
            taken.append(server.ready_ms)
    rig.at_most("ready after start", statistics.median(taken), 300, "ms")


def new_id(ms):
    """UUIDv7, RFC 9562."""
    number = ms << 80 | 7 << 76 | random.getrandbits(12) << 64 | 2 << 62 | random.getrandbits(62)
    return str(uuid.UUID(int=number))


def fill(home, template, rows):
    """Writes `rows` copies of a finished task straight into the database of a stopped server; returns some ids."""
    database = sqlite3.connect(home / "greenroom.db")
    database.execute("PRAGMA synchronous = OFF")
    columns = [column[1] for column in database.execute("PRAGMA table_info(task)")]
    pattern = dict(zip(columns, database.execute("SELECT * FROM task WHERE id = ?", (template,)).fetchone()))
    # Everything the load left in the queue goes: both states are compared with an empty queue.
    database.execute("DELETE FROM task WHERE status = 'queued'")
    ids = []

    def copies():
        now = pattern["createdAt"]
        for index in range(rows):
            created = now - (rows - index) * 60
            ids.append(new_id(created))
            yield tuple({**pattern, "id": ids[-1], "createdAt": created, "finishedAt": created + 50}.values())

    marks = ", ".join("?" * len(columns))
    with database:
        database.executemany(f"INSERT INTO task VALUES ({marks})", copies())
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return random.sample(ids, 1000)


def rates(place, home, name, ids, image, video):
    """Reads of many tasks, the first page of the list and submits, in requests/s."""
    with rig.server(home, **rig.paused) as server:
        client = rig.Client(server)
        own = rig.Subject(place, name, server.url, client.token, ids[0], image["id"], video["id"])
        reads = place / f"{name}-reads.lua"
        reads.write_text(
            "local ids = {" + ",".join(f"'{each}'" for each in ids) + "}\n"
            "request = function() return wrk.format('GET', '/api/v1/tasks/' .. ids[math.random(#ids)]) end\n"
        )
        measures = {
            "GET /tasks/{id}": lambda: rig.wrk(server.url, own.headers, rig.seconds, script=reads),
            "GET /tasks": lambda: rig.wrk(f"{server.url}/api/v1/tasks?limit=20", own.headers, rig.seconds),
            "submit": own.submit_rate,
        }
        return {what: rig.median_of(rounds, measure)[0] for what, measure in measures.items()}, server.ready_ms


def with_many_rows(place, home, template, image, video):
    """The same load on a table that holds next to nothing and on one that holds a million finished tasks."""
    few, _ = rates(place, home, "few", fill(home, template, 1000), image, video)
    full, ready_ms = rates(place, home, "many", fill(home, template, many), image, video)
    for what, rate in few.items():
        slower = rate / full[what]
        rig.row(
            f"{what} with {many:,} tasks", f"{full[what]:,.0f} requests/s", f"{rate:,.0f} requests/s",
            round(slower, 2), "<= 1.5x the time", slower <= 1.5,
        )
    rig.at_most(f"ready after start with {many:,} tasks", ready_ms, 300, "ms")


def main():
    with rig.workplace() as place:
        home = place / "home"
        template, image, video = against_peer(place, home)
        start_up(home)
        with_many_rows(place, home, template, image, video)


if __name__ == "__main__":
    main()
