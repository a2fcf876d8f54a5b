"""Ranged downloads of one large file against Debian's nginx, which serves the very same bytes from the same disk.

The file is in the page cache for both. nginx runs with sendfile, two workers and no access log.
"""

import contextlib
import hashlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import rig
from padding import padded_clip

size = (64 if rig.is_quick else 512) * 1024 * 1024
total = (256 if rig.is_quick else 4096) * 1024 * 1024
rounds = 1 if rig.is_quick else 5


@contextlib.contextmanager
def nginx(place, folder):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    settings = place / "nginx.conf"
    settings.write_text(
        f"""daemon off; worker_processes 2; pid {place}/nginx.pid; error_log {place}/nginx.log; user root;
        events {{ worker_connections 256; }}
        http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
            client_body_temp_path {place}/n1; proxy_temp_path {place}/n2; fastcgi_temp_path {place}/n3;
            uwsgi_temp_path {place}/n4; scgi_temp_path {place}/n5;
            server {{ listen 127.0.0.1:{port}; root {folder}; }} }}"""
    )
    with rig.process(shutil.which("nginx") or "/usr/sbin/nginx", "-p", place, "-c", settings, log=place / "nginx.out"):
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        else:
            sys.exit(f"nginx did not start: {(place / 'nginx.out').read_text()}")
        yield port


def rate(program, port, path, streams, length):
    """MB/s of `total` bytes in ranges of `length`."""
    words = [program, port, path, size, streams, length, total]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return total / float(done.stdout) / 1e6


def same_bytes(client, path, source):
    """A wrong range served fast would be no result."""
    with open(source, "rb") as file:
        file.seek(12_345_678)
        expected = hashlib.sha256(file.read(3_000_000)).digest()
    answer, content = client.request("GET", path, headers={"Range": "bytes=12345678-15345677"})
    if answer.status != 206 or hashlib.sha256(content).digest() != expected:
        raise RuntimeError(f"{path}: the range is not what was asked for")


with rig.workplace() as place:
    program = place / "ranges"
    code = Path(__file__).with_name("ranges.c")
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-D_GNU_SOURCE", "-o", program, code, "-lpthread"], check=True)
    source = place / "large.mp4"
    padded_clip(source, size)
    with rig.server(place / "home") as server, nginx(place, place) as other:
        client = rig.Client(server)
        file = client.upload(source, "video")
        link = urllib.parse.urlsplit(file["url"])
        path = link.path + (f"?{link.query}" if link.query else "")
        same_bytes(client, path, source)
        cases = [(1, size, "1 stream, the file in one range"), (8, size // 8, "8 streams of long ranges")]
        cases += [(1, 1 << 20, "1 stream, ranges of 1 MiB"), (8, 256 << 10, "8 streams, ranges of 256 KiB")]
        for streams, length, what in cases:
            ours, theirs = rig.median_of(
                rounds,
                lambda: rate(program, server.port, path, streams, length),
                lambda: rate(program, other, "/large.mp4", streams, length),
            )
            rig.at_least(f"download against nginx: {what}", ours, theirs, 0.8, "MB/s")
