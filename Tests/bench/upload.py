"""Uploads through tus and multipart against writing and hashing the same bytes, and the server's memory meanwhile.

The client sends with sendfile(2), so that it takes next to nothing of the cores. The bytes come from the page cache and
go to the disk of the repository; both sides end with the bytes synced and the SHA-256 known.
"""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import rig
from padding import padded_clip

size = (64 if rig.is_quick else 1024) * 1024 * 1024
rounds = 1 if rig.is_quick else 3


def renew(path):
    """Changes some of the random bytes: equal bytes are stored once, which would be another measure."""
    with open(path, "r+b") as file:
        file.seek(-4096, os.SEEK_END)
        file.write(os.urandom(4096))


class Upload:
    """Sends one file over a plain socket and waits for the answer."""

    def __init__(self, server, client, path):
        self.server, self.client, self.path = server, client, path
        self.growth = 0.0

    def timed(self, send):
        renew(self.path)
        os.sync()
        with rig.peak_growth(self.server.pid) as growth:
            begun = time.monotonic()
            file_id = send()
            taken = time.monotonic() - begun
        self.growth = max(self.growth, growth.mib)
        self.client.request("DELETE", f"/api/v1/files/{file_id}")
        return size / taken / 1e6

    def tus(self):
        name = base64.b64encode(b"clip.mp4").decode()
        kind = base64.b64encode(b"video").decode()
        facts = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": f"filename {name},kind {kind}"}
        answer, _ = self.client.request("POST", "/api/v1/uploads", b"", facts)
        place = re.sub(r"^https?://[^/]+", "", answer.headers["Location"])
        head = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        reply = self.send("PATCH", place, head, b"", b"")
        return re.search(r"(?im)^x-greenroom-file-id:\s*(\S+)", reply)[1]

    def multipart(self):
        before, after, boundary = rig.multipart("clip.mp4", "video")
        head = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        reply = self.send("POST", "/api/v1/files", head, before, after)
        answer = json.loads(reply[reply.index("{") : reply.rindex("}") + 1])
        return rig.inside(answer["data"], "file")["id"]

    def send(self, method, place, head, before, after):
        lines = {"Host": "127.0.0.1", "Connection": "close", **self.client.headers, **head}
        lines["Content-Length"] = str(len(before) + size + len(after))
        text = f"{method} {place} HTTP/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in lines.items())
        with socket.create_connection(("127.0.0.1", self.server.port), 120) as connection, open(self.path, "rb") as file:
            connection.sendall(text.encode() + b"\r\n" + before)
            connection.sendfile(file)
            connection.sendall(after)
            reply = b"".join(iter(lambda: connection.recv(65536), b"")).decode(errors="replace")
        if not re.match(r"HTTP/1\.1 2\d\d", reply):
            raise RuntimeError(f"{method} {place}: {reply[:400]}")
        return reply


def bare(program, source, target):
    os.sync()
    begun = time.monotonic()
    subprocess.run([program, source, target], check=True, stdout=subprocess.DEVNULL)
    taken = time.monotonic() - begun
    target.unlink()
    return size / taken / 1e6


with rig.workplace() as place:
    program = place / "write_and_hash"
    code = Path(__file__).with_name("write_and_hash.c")
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-o", program, code, "-lcrypto"], check=True)
    source = place / "large.mp4"
    padded_clip(source, size)
    with rig.server(place / "home") as server:
        upload = Upload(server, rig.Client(server), source)
        upload.timed(upload.tus)  # a server that has never received anything still has to make its buffers
        measures = [
            lambda: upload.timed(upload.tus),
            lambda: upload.timed(upload.multipart),
            lambda: bare(program, source, place / "copy"),
        ]
        tus, form, alone = rig.median_of(rounds, *measures)
    what = f"upload of {size >> 20} MiB"
    rig.at_least(f"{what} by tus against write + SHA-256", tus, alone, 0.8, "MB/s")
    rig.at_least(f"{what} by multipart against write + SHA-256", form, alone, 0.8, "MB/s")
    rig.at_most("memory that uploads add", upload.growth, 32, "MiB")
