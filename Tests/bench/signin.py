"""Signing in at full strength, whether everything else answers meanwhile, and what limits and tokens cost a request.

The server hashes as it does for everybody (scrypt, N = 2^15, r = 8, p = 3). The queue is paused, so that no rendering
shares the cores.
"""

import collections
import http.client
import json
import os
import statistics
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import rig

seconds = 2 if rig.is_quick else 8
rounds = 1 if rig.is_quick else 3
guesses = 200 if rig.is_quick else 10_000
account = {"email": "bench@example.com", "password": "long enough for a benchmark"}
most = "auth=10000000/10000000,write=10000000/10000000,read=10000000/10000000"
tick = os.sysconf("SC_CLK_TCK")


class Line:
    """One connection that stays open."""

    def __init__(self, server, token=None, address="127.0.0.1"):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, 120, source_address=(address, 0))
        self.headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def send(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body and json.dumps(body), {**self.headers, **(headers or {})})
        answer = self.connection.getresponse()
        answer.read()
        return answer

    def sign_in(self, password=account["password"]):
        return self.send("POST", "/api/v1/auth/login", {**account, "password": password})


def latencies(line, until):
    """Milliseconds of GET /auth/me, one after the other with a breath between them."""
    taken = []
    while not until():
        begun = time.monotonic()
        if line.send("GET", "/api/v1/auth/me").status != 200:
            raise RuntimeError("GET /auth/me was refused")
        taken.append((time.monotonic() - begun) * 1000)
        time.sleep(0.002)
    return taken


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def signing_in(server, client):
    """Eight people sign in again and again while a ninth only looks something up."""
    alone_until = time.monotonic() + seconds
    alone = latencies(Line(server, client.token), lambda: time.monotonic() > alone_until)
    statuses = collections.Counter()
    stop = threading.Event()

    def people():
        line = Line(server)
        while not stop.is_set():
            statuses[line.sign_in().status] += 1

    threads = [threading.Thread(target=people) for _ in range(8)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    meanwhile = latencies(Line(server, client.token), lambda: time.monotonic() > begun + seconds)
    stop.set()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    if set(statuses) != {200}:
        raise RuntimeError(f"signing in answered {dict(statuses)}")
    rate = statuses[200] / took
    rig.row("sign-ins with the full hash", f"{rate:.1f}/s", "", None, ">= 2/s", rate >= 2)
    for name, share, goal in [("median", 0.5, 20), ("slowest of a hundred", 0.99, 100)]:
        ours, other = percentile(meanwhile, share), percentile(alone, share)
        rig.row(
            f"GET /auth/me meanwhile, {name}", f"{ours:.1f} ms", f"{other:.1f} ms alone", round(ours / other, 2),
            f"<= {goal} ms", ours <= goal,
        )


def cpu_us(server, path, headers):
    """Microseconds of processor time that one request takes."""

    def spent():
        fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / tick

    before = spent()
    rate = rig.wrk(server.url + path, headers, seconds)
    return (spent() - before) / (rate * seconds) * 1e6


def token_cost(server, client):
    """What knowing the caller adds to a request: a token against nobody, and a key against a token."""
    key = client.json("POST", "/api/v1/api-keys", {"name": "bench", "scopes": ["read"]})["key"]
    nobody, session, listing, listing_by_key = rig.median_of(
        rounds,
        lambda: cpu_us(server, "/health/live", {}),
        lambda: cpu_us(server, "/api/v1/auth/me", client.headers),
        lambda: cpu_us(server, "/api/v1/files", client.headers),
        lambda: cpu_us(server, "/api/v1/files", {"X-API-Key": key}),
    )
    for what, ours, other, against in [
        ("an access token", session, nobody, "with nothing"), ("an API key", listing_by_key, listing, "with a token"),
    ]:
        rig.row(
            f"processor time of a request with {what}", f"{ours:.0f} us", f"{other:.0f} us {against}", None,
            "<= 100 us more", ours - other <= 100,
        )


def limits_cost(home):
    """The same reads with buckets that are never empty and without buckets."""
    rates = {"0": [], most: []}
    for _ in range(rounds):
        for limits, taken in rates.items():
            with rig.server(home, QUEUE_PAUSED="true", RATE_LIMITS=limits) as server:
                taken.append(rig.wrk(f"{server.url}/api/v1/auth/me", rig.Client(server).headers, seconds))
    off, on = (statistics.median(taken) for taken in rates.values())
    rig.at_least("GET /auth/me with limits against without", on, off, 0.9, "requests/s")


def wrong_passwords(home):
    """Thousands of guesses with the limits that are set unless somebody changes them."""
    with rig.server(home, QUEUE_PAUSED="true", RATE_LIMITS="") as server:
        statuses = collections.Counter()
        stranger = Line(server)
        begun = time.monotonic()
        for _ in range(guesses):
            statuses[stranger.sign_in("a guess").status] += 1
        took = time.monotonic() - begun
        looked_at = statuses[401]
        rig.row(
            f"of {guesses:,} wrong passwords looked at", f"{looked_at}", f"{statuses[429]:,} refused in {took:.0f} s",
            None, "<= 10", looked_at <= 10 and looked_at + statuses[429] == guesses,
        )
        begun = time.monotonic()
        owner = Line(server, address="127.0.0.2").sign_in()
        rig.at_most("the owner's sign-in after that", (time.monotonic() - begun) * 1000, 3000, "ms")
        if owner.status != 200:
            raise RuntimeError(f"the owner was refused: {owner.status}")
        huge = Line(server, address="127.0.0.3").send("GET", "/health/live", headers={"X-Huge": "a" * 100_000})
        rig.row("a header of 100,000 bytes", str(huge.status), "", None, "refused", huge.status in (400, 431))


with rig.workplace() as place:
    home = place / "home"
    with rig.server(home, QUEUE_PAUSED="true") as server:
        client = rig.Client(server)
        signing_in(server, client)
        token_cost(server, client)
    limits_cost(home)
    wrong_passwords(home)
