"""What it costs that Prometheus asks for the metrics each second: readings a second with and without it, in turns.

The server's own time is compared, not what fits beside it on this machine: a second of reads is so many, and what the
scrape took of the server's processor is told, too.
"""

import contextlib
import os
import sys
import threading
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import rig

rounds = 1 if rig.is_quick else 9


@contextlib.contextmanager
def scraped(server, token):
    """Once a second, as Prometheus does with this as its interval; the answers are read whole."""
    over, times = threading.Event(), []

    def ask():
        while not over.wait(max(0, 1 - (times[-1] if times else 0))):
            request = urllib.request.Request(server.url + "/metrics", headers={"Authorization": f"Bearer {token}"})
            begun = time.monotonic()
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert b"greenroom_" in answer.read()
            times.append(time.monotonic() - begun)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield times
    finally:
        over.set()
        thread.join()
    assert times, "nothing was scraped"


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    with rig.workplace() as place, rig.server(place / "home", **rig.paused) as server:
        client = rig.Client(server)
        image = client.upload(rig.assets / "demo" / "portrait.png", "image")
        video = client.upload(rig.assets / "demo" / "clip.mp4", "video")
        task = client.animate(image, video)
        subject = rig.Subject(place, "scrape", server.url, client.token, task["id"], image["id"], video["id"])

        def scraping():
            with scraped(server, client.token):
                return subject.read_rate()

        subject.read_rate()
        plain, watched = rig.median_of(rounds, subject.read_rate, scraping)
        begun = processor_seconds(server.pid)
        with scraped(server, client.token) as times:
            time.sleep(2 if rig.is_quick else 20)
        each = (processor_seconds(server.pid) - begun) / len(times)
        rig.at_least("GET /tasks/{id} while metrics are scraped each second, against not", watched, plain, 0.98, "requests/s")
        rig.at_most("a scrape's processor time", each * 1000, 10, "ms")


if __name__ == "__main__":
    main()
