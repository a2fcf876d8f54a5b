"""Does one job of Greenroom on a node of a Ray cluster: fetches the inputs, runs the programs, delivers what they made.

The job is JSON in GREENROOM_JOB. What is said to the server is a line that begins with "GREENROOM "; lines of the programs
begin with "| " (standard output) or "! " (standard error). Python 3.8 and its standard library are enough.

exit codes: 0 delivered · 1 it could not be done, as the last line that begins with "GREENROOM " says
"""

import ctypes
import fcntl
import glob
import hashlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

CHUNK = 1 << 20
# A server that is being restarted is back within these seconds.
PATIENCE = (0.5, 1, 2, 4, 8, 16, 32)
# Of lines that overwrite each other, such as progress bars, one in so many seconds is passed on.
BAR_EVERY = 2.0
# After so many bytes of the programs' lines, any are treated like bars, and cut off early.
MOST_BYTES = 1 << 20
LONGEST_LINE, LONGEST_BAR = 4000, 400
# What the programs see of the node's environment.
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "CUDA_HOME", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES")


class Failed(Exception):
    """`code` is one of those that Sources/Providers/Engines/Ray/RayLog.swift knows."""

    def __init__(self, code, detail):
        super().__init__(detail)
        self.code = code
        self.detail = detail


def say(**words):
    print("GREENROOM " + json.dumps(words), flush=True)


# Fetching and delivering


def insistently(attempt, code, what):
    """Calls `attempt` until it succeeds, is refused for good, or patience is over."""
    for wait in PATIENCE + (None,):
        try:
            return attempt()
        except urllib.error.HTTPError as error:
            passing, words = error.code >= 500 or error.code in (408, 429), "status %d" % error.code
        except OSError as error:
            passing, words = True, str(error)
        if not passing or wait is None:
            raise Failed(code, "%s: %s" % (what, words))
        time.sleep(wait)


def fetch(url, path):
    def attempt():
        with urllib.request.urlopen(url, timeout=60) as answer, open(path, "wb") as file:
            shutil.copyfileobj(answer, file, CHUNK)
            expected = answer.headers.get("Content-Length")
            if expected is not None and int(expected) != file.tell():
                raise OSError("it broke off")

    insistently(attempt, "input_lost", os.path.basename(path))


def deliver(path, url, kind):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for part in iter(lambda: file.read(CHUNK), b""):
            digest.update(part)
    size = os.path.getsize(path)

    def attempt():
        with open(path, "rb") as file:
            headers = {"Content-Type": kind, "Content-Length": str(size)}
            urllib.request.urlopen(urllib.request.Request(url, file, headers, method="PUT"), timeout=600).close()

    insistently(attempt, "undelivered", os.path.basename(path))
    return {"bytes": size, "sha256": digest.hexdigest()}


def tell_news(url):
    """So that the server asks Ray now; it asks anyway, only later."""
    try:
        urllib.request.urlopen(urllib.request.Request(url, b"{}", method="POST"), timeout=10).close()
    except OSError:
        pass


# Programs


class Lines:
    """Cuts what a program writes into lines, also at carriage returns, and passes on as many as a log can bear."""

    written = 0

    def __init__(self, mark, hear):
        self.mark = mark
        self.hear = hear
        self.rest = b""
        self.shown = 0.0
        self.held = None

    def take(self, data):
        self.rest += data
        while True:
            ends = [at for at in (self.rest.find(b"\n"), self.rest.find(b"\r")) if at >= 0]
            if not ends and len(self.rest) <= LONGEST_LINE:
                return
            end = min(ends) if ends else LONGEST_LINE
            line, returns = self.rest[:end], self.rest[end : end + 1] == b"\r"
            self.rest = self.rest[end + (1 if ends else 0) :]
            if line.strip():
                self.tell(line.decode("utf-8", "replace"), returns)

    def tell(self, line, is_bar):
        self.hear(line)
        if is_bar or Lines.written > MOST_BYTES:
            line = line[:LONGEST_BAR]
            if time.monotonic() - self.shown < BAR_EVERY:
                self.held = line
                return
        self.show(line)

    def show(self, line):
        self.held = None
        self.shown = time.monotonic()
        Lines.written += len(line)
        print(self.mark + line, flush=True)

    def end(self):
        self.take(b"\n")
        if self.held is not None:
            self.show(self.held)


def processes():
    """Every process with its parent and the processor time that it has used."""
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % name) as file:
                facts = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(name), int(facts[1]), int(facts[11]) + int(facts[12])


def descendants():
    known = list(processes())
    found, ticks = {os.getpid()}, 0
    while True:
        more = [(one, used) for one, parent, used in known if parent in found and one not in found]
        if not more:
            return found - {os.getpid()}, ticks
        found.update(one for one, _ in more)
        ticks += sum(used for _, used in more)


def end_programs(grace):
    """Whatever was started here, also what has left its parent: this process adopts those."""
    deadline = time.monotonic() + grace
    sign = signal.SIGTERM
    while True:
        alive = descendants()[0]
        if not alive:
            return
        for one in alive:
            try:
                os.kill(one, sign)
            except OSError:
                pass
        sign = 0 if time.monotonic() < deadline else signal.SIGKILL
        time.sleep(0.05)
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    break
            except OSError:
                break


def environment(job, step):
    words = {name: os.environ[name] for name in KEPT if name in os.environ}
    words.setdefault("LC_ALL", "C.UTF-8")
    words.update(HOME=job["cache"], CUDA_DEVICE_ORDER="PCI_BUS_ID")
    words.update(step["environment"])
    return words


def run(job, step, hear):
    """Runs a program to its end, with all that it starts."""
    for file in step["files"]:
        os.makedirs(os.path.dirname(file["path"]), exist_ok=True)
        with open(file["path"], "w", encoding="utf-8") as text:
            text.write(file["content"])
    folder = step.get("folder") or job["folder"]
    if not os.path.isdir(folder):
        raise Failed("not_installed", "the folder %s is not on this node" % folder)
    program = shutil.which(step["program"], path=os.environ.get("PATH"))
    if program is None:
        raise Failed("not_installed", "the program %s is not on this node" % step["program"])
    with open(os.path.join(job["folder"], "job.json"), "w+", encoding="utf-8") as order:
        order.write(job.get("order") or "")
        order.seek(0)
        child = subprocess.Popen(
            [program] + step["arguments"], stdin=order, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
            env=environment(job, step))
    tail = []
    streams = {
        child.stdout.fileno(): Lines("| ", hear),
        child.stderr.fileno(): Lines("! ", lambda line: tail.append(line[-500:])),
    }
    for stream in streams:
        fcntl.fcntl(stream, fcntl.F_SETFL, fcntl.fcntl(stream, fcntl.F_GETFL) | os.O_NONBLOCK)
    heard, used, left = time.monotonic(), 0, None
    while streams:
        for stream in select.select(list(streams), [], [], 1)[0]:
            data = os.read(stream, 1 << 16)
            if data:
                heard = time.monotonic()
                streams[stream].take(data)
            else:
                streams.pop(stream).end()
        del tail[:-20]
        now = time.monotonic()
        if child.poll() is not None:
            # What it has left behind may hold its output open.
            left = left or now
            if now - left > 1:
                break
        if now - heard > job["silence"]:
            ticks = descendants()[1]
            if ticks == used:
                raise Failed("silent", "%d" % job["silence"])
            heard, used = now, ticks
    for lines in streams.values():
        lines.end()
    status = child.wait()
    end_programs(0 if left else job["grace"])
    if status != 0:
        raise Failed("exit", "status %d: %s" % (status, "\n".join(tail)[-500:]))


def newest(pattern):
    found = [path for path in glob.glob(pattern) if os.path.isfile(path) and not os.path.islink(path)]
    return max(found, key=os.path.getmtime) if found else None


def work(job):
    output = os.path.realpath(job["output"])
    told = {}

    def hear(line):
        # The engine contract's last word: which files it made.
        if job.get("order") and line.startswith("{"):
            try:
                told.update(json.loads(line).get("output") or {})
            except (ValueError, AttributeError, TypeError):
                pass

    say(stage="fetching")
    for item in job["inputs"]:
        fetch(item["url"], item["path"])
    for number, step in enumerate(job["steps"]):
        say(step=number)
        tell_news(job["news"])
        run(job, step, hear)
    say(stage="delivering")
    delivered = {}
    for role, want in job["outputs"].items():
        if job.get("order"):
            path = os.path.join(output, told[role]) if isinstance(told.get(role), str) else None
        else:
            path = newest(want["pattern"])
        if path and os.path.realpath(path).startswith(output + "/") and os.path.isfile(path) and not os.path.islink(path):
            delivered[role] = deliver(path, want["url"], want["type"])
    if job["product"] not in delivered:
        raise Failed("no_output", "no %s" % job["product"])
    say(done=delivered)


def main():
    job = json.loads(os.environ.pop("GREENROOM_JOB"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # PR_SET_CHILD_SUBREAPER: what leaves its parent comes to this process, and ends with it.
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    grace = job["grace"]
    try:
        for name in ("folder", "output", "work", "cache"):
            os.makedirs(job[name], mode=0o700, exist_ok=True)
        os.makedirs(os.path.join(job["folder"], "inputs"), exist_ok=True)
        work(job)
    except Failed as failure:
        say(failed=failure.code, detail=failure.detail)
        return 1
    except OSError as error:
        say(failed="node", detail=str(error))
        return 1
    except SystemExit:
        # Ray kills three seconds after it has asked.
        grace = min(grace, 1)
        raise
    finally:
        end_programs(grace)
        shutil.rmtree(job["folder"], ignore_errors=True)
        tell_news(job["news"])
    return 0


sys.exit(main())
