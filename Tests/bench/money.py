"""Submits a second of a server that bills, beside those of one that does not: all that money costs a submit.

Three servers with homes of their own answer in turns to the same load: 2 threads and 32 connections of wrk. The queue is
paused, so that no rendering shares the cores. One bills nothing, one takes minutes of a plan, one takes credits.
"""

import contextlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import rig

rounds = 1 if rig.is_quick else 5

ways = {"minutes": {"minutes": 1_000_000}, "credits": {"minutes": 0}}


def plans(free):
    """A price book whose free plan limits nothing but the minutes."""
    return {
        "plans": [{"id": "free", "name": {"en": "Free"}, **free}],
        "tariff": {"animate_move": {"per_minute": 10}},
    }


def subject(place, name, stack):
    """A server, and an account of it that can pay for every submit to come."""
    home = place / name / "home"
    home.mkdir(parents=True)
    billing = {}
    if name in ways:
        (home / "plans.json").write_text(json.dumps(plans(ways[name])))
        billing = {"BILLING": "on"}
    server = stack.enter_context(rig.server(home, billing, **rig.paused))
    client = rig.Client(server)
    if name == "credits":
        me = client.json("GET", "/api/v1/auth/me")["id"]
        client.json("POST", f"/api/v1/admin/users/{me}/credits", {"credits": 1_000_000_000, "reason": "benchmark"})
    image = client.upload(rig.assets / "demo" / "portrait.png", "image")
    video = client.upload(rig.assets / "demo" / "clip.mp4", "video")
    task = client.animate(image, video)
    held = task["credits"]["held"]
    assert (held > 0) == (name == "credits"), f"{name} holds {held} credits"
    return rig.Subject(place, name, server.url, client.token, task["id"], image["id"], video["id"])


def main():
    with rig.workplace() as place, contextlib.ExitStack() as stack:
        subjects = [subject(place, name, stack) for name in ("nothing", *ways)]
        free, *paid = rig.median_of(rounds, *(each.submit_rate for each in subjects))
        for name, rate in zip(ways, paid):
            rig.at_least(f"durable submit that costs {name}, against one that costs nothing", rate, free, 0.9, "requests/s")


if __name__ == "__main__":
    main()
