"""What the benchmarks stand on: a server of our own in a home of its own, a client, load, and the rows they print.

A benchmark prints each result with `row`: one JSON object a line, which `run` gathers into the table.
All traffic stays on the loopback; every load is bounded in time and count; what was started is stopped.
"""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

root = Path(__file__).resolve().parents[2]
products = Path(os.environ.get("GREENROOM_BUILD", root / ".build" / "release"))
assets = Path(
    os.environ.get("GREENROOM_ASSETS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "greenroom" / "assets"
)
is_quick = os.environ.get("GREENROOM_BENCH_QUICK") == "1"
# How long wrk asks at a time.
seconds = 2 if is_quick else 5
# No rendering shares the cores, and no account has too many tasks.
paused = {"QUEUE_PAUSED": "true", "MAX_ACTIVE_TASKS": 10_000_000}


def row(what, ours, against, ratio, goal, is_met):
    """Prints one result. `ours` and `against` are texts with units; `ratio` is a number or None; `goal` a text."""
    result = {"what": what, "ours": ours, "against": against, "ratio": ratio, "goal": goal, "met": is_met}
    print(json.dumps(result, ensure_ascii=False), flush=True)


def at_least(what, ours, against, goal, unit):
    """A row of a rate of ours against another's, both in `unit`."""
    ratio = ours / against
    row(what, f"{ours:,.0f} {unit}", f"{against:,.0f} {unit}", round(ratio, 2), f">= {goal:g}x", ratio >= goal)


def at_most(what, value, limit, unit):
    """A row of a figure that has a limit of its own."""
    row(what, f"{value:,.1f} {unit}", "", None, f"<= {limit:g} {unit}", value <= limit)


def median_of(rounds, *measures):
    """Runs the measures in turns, `rounds` times, so that a slow moment hits all of them; the median of each."""
    taken = [[measure() for measure in measures] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*taken)]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def workplace():
    """A folder on the disk of the repository (not a memory file system), gone afterwards."""
    parent = root / "var"
    parent.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def process(*command, log=None, **options):
    """A program that is stopped, with all it started, when the block ends."""
    output = open(log, "ab") if log else subprocess.DEVNULL
    options.setdefault("stdout", output)
    started = subprocess.Popen(list(map(str, command)), stderr=output, start_new_session=True, **options)
    try:
        yield started
    finally:
        started.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        if log:
            output.close()


class Server:
    """`greenroom serve` on a free port. `ready_ms` is from its start to its line on standard output."""

    def __init__(self, started, ready_ms, port):
        self.process = started
        self.pid = started.pid
        self.ready_ms = ready_ms
        self.port = port
        self.url = f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def server(home, foreign=None, **settings):
    """Starts the server on `home`, without rate limits; `settings` are environment variables without their GREENROOM_,
    `foreign` those that have none."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GREENROOM_")}
    environment |= {"GREENROOM_ASSETS": str(assets), "GREENROOM_LOG_LEVEL": "warning", "GREENROOM_RATE_LIMITS": "0"}
    environment |= {f"GREENROOM_{name}": str(value) for name, value in settings.items()} | (foreign or {})
    log = Path(home).parent / "server.log"
    begun = time.monotonic()
    command = [products / "greenroom", "serve", "--home", home, "--host", "127.0.0.1", "--port", "0"]
    with process(*command, log=log, stdout=subprocess.PIPE, env=environment, cwd=root) as started:
        alarm = threading.Timer(60, started.kill)
        alarm.start()
        line = next((line for line in started.stdout if b"greenroom is ready at" in line), b"")
        alarm.cancel()
        ready_ms = (time.monotonic() - begun) * 1000
        found = re.search(rb"http://127\.0\.0\.1:(\d+)", line)
        if not found:
            sys.exit(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
        threading.Thread(target=lambda: [None for _ in started.stdout], daemon=True).start()
        yield Server(started, ready_ms, int(found[1]))


class Client:
    """One account's requests over one connection."""

    def __init__(self, server, email="bench@example.com"):
        self.port = server.port
        self.token = None
        self.account = {"email": email, "password": "long enough for a benchmark", "name": "Bench"}
        try:
            self.token = self.json("POST", "/api/v1/auth/register", self.account)["access_token"]
        except RuntimeError:
            self.sign_in()

    def sign_in(self):
        self.token = None
        self.token = self.json("POST", "/api/v1/auth/login", self.account)["access_token"]

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body=body, headers={**self.headers, **(headers or {})})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status == 401 and self.token:
            # A token lasts for a quarter of an hour.
            self.sign_in()
            return self.request(method, path, body, headers)
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return answer, content

    def json(self, method, path, body=None):
        encoded = None if body is None else json.dumps(body)
        _, content = self.request(method, path, encoded, {"Content-Type": "application/json"})
        return json.loads(content)["data"]

    def upload(self, path, kind):
        """A small file, as multipart. Returns the file object."""
        head, tail, boundary = multipart(path.name, kind)
        content = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        _, answer = self.request("POST", "/api/v1/files", head + path.read_bytes() + tail, content)
        return inside(json.loads(answer)["data"], "file")

    def animate(self, image, video):
        job = {"image_file_id": image["id"], "video_file_id": video["id"], "mode": "wan-std"}
        return inside(self.json("POST", "/api/v1/videos/animate-move", job), "task")


def inside(data, noun):
    """The object itself, whether the answer wraps it by its noun or not."""
    return data.get(noun, data)


def multipart(name, kind):
    """What goes before and after a file's bytes, and the boundary."""
    boundary = "----greenroom-bench"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode(), f"\r\n--{boundary}--\r\n".encode(), boundary


def wrk(url, headers, seconds, connections=32, script=None):
    """Requests a second; fails when an answer was not 2xx or a connection broke."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command += ["-s", str(script)] if script else []
    output = subprocess.run([*command, url], capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    trouble = re.search(r"(Non-2xx.*|Socket errors.*)", output)
    if trouble:
        raise RuntimeError(f"{url}: {trouble[1]}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1])


class Subject:
    """Something that answers both endpoints: where, as whom, and with which ids."""

    def __init__(self, place, name, url, token, task, image, video):
        self.reads = f"{url}/api/v1/tasks/{task}"
        self.url = url
        self.headers = {"Authorization": f"Bearer {token}"}
        job = json.dumps({"image_file_id": image, "video_file_id": video, "mode": "wan-std"})
        self.script = place / f"{name}.lua"
        self.script.write_text(
            f"wrk.method = 'POST'\nwrk.body = [[{job}]]\nwrk.headers['Content-Type'] = 'application/json'\n"
        )

    def read_rate(self):
        return wrk(self.reads, self.headers, seconds)

    def submit_rate(self):
        return wrk(f"{self.url}/api/v1/videos/animate-move", self.headers, seconds, script=self.script)


def resident_mib(*pids, figure="VmRSS"):
    """Resident memory of the processes together. Pages they share count once for each.

    `figure` is a line of proc(5)'s status: `RssAnon` is what a process has for itself, without the pages of its program
    and libraries. Of those the kernel maps more than are used, so that the figure differs by megabytes with how the
    files came into the page cache.
    """
    total = 0
    for pid in pids:
        status = Path(f"/proc/{pid}/status").read_text()
        total += int(re.search(rf"{figure}:\s*(\d+)", status)[1])
    return total / 1024


def members(group):
    """The processes of a process group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                found.append(int(stat.parent.name))
    return found


@contextlib.contextmanager
def peak_growth(pid):
    """Measures how far resident memory rose above where it stood, in MiB: read `.mib` after the block."""
    clear = Path(f"/proc/{pid}/clear_refs")
    growth = type("Growth", (), {"mib": 0.0})()
    before = resident_mib(pid)
    clear.write_text("5")  # resets the high-water mark, proc(5)
    yield growth
    status = Path(f"/proc/{pid}/status").read_text()
    growth.mib = int(re.search(r"VmHWM:\s*(\d+)", status)[1]) / 1024 - before
