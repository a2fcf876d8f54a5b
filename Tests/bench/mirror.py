"""Copying one large file and many small ones to a bucket and back, against boto3 doing the same, and the server's memory meanwhile.

Both use the stand-in of `greenroom sandbox` on this machine. Ours also proves every copy, and looks whether the bucket has
more than it should; both read what came back and bring it to the disk.
"""

import contextlib
import os
import re
import struct
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import rig

large = (64 if rig.is_quick else int(os.environ.get("GREENROOM_BENCH_LARGE_MIB", 1024))) << 20
small = (20, 64 << 10) if rig.is_quick else (200, 64 << 10)
python = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "greenroom" / "buckets" / "bin" / "python"

PEER = """
import hashlib, os, sys, time, concurrent.futures, boto3
from botocore.config import Config
endpoint, key, secret, *paths = sys.argv[1:]
client = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
                      region_name="us-east-1", config=Config(s3={"addressing_style": "path"}))
begun = time.monotonic()
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    list(pool.map(lambda path: client.upload_file(path, "greenroom", "peer/" + path[-64:]), paths))
sent = time.monotonic()

def back(path):
    """What came is on the disk, and what it should be."""
    client.download_file("greenroom", "peer/" + path[-64:], path + ".peer")
    with open(path + ".peer", "rb") as file:
        os.fsync(file.fileno())
        assert hashlib.file_digest(file, "sha256").hexdigest() == path[-64:]

with concurrent.futures.ThreadPoolExecutor(4) as pool:
    list(pool.map(back, paths))
print(sent - begun, time.monotonic() - sent)
"""


def sound(path, size):
    """A WAV file of noise at its beginning and silence after, which takes no room on the disk."""
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", size - 8) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16))
        file.write(b"data" + struct.pack("<I", size - 44) + os.urandom(min(4096, size - 44)))
        file.truncate(size)


@contextlib.contextmanager
def bucket():
    command = [rig.products / "greenroom", "sandbox", "--port", "0", "--mail-port", "0", "--bucket-port", "0"]
    with rig.process(*command, stdout=subprocess.PIPE) as started:
        for line in started.stdout:
            found = re.search(rb"is at (\S+), key (\S+), secret (\S+)", line)
            if found:
                yield [part.decode() for part in found.groups()]
                return
        sys.exit("the sandbox did not start")


def copied(client):
    mirrors = client.json("GET", "/api/v1/admin/storage")["mirrors"]
    return mirrors[0]["copies"] if mirrors else 0


def measure(what, files, folder):
    home = folder / what / "home"
    home.mkdir(parents=True)
    with rig.server(home, MAX_AUDIO_MB=4096) as server:
        client = rig.Client(server)
        for path in files:
            client.upload(path, "audio")
    blobs = [str(path) for path in (home / "media").glob("??/*") if len(path.name) == 64]
    amount = sum(path.stat().st_size for path in files)
    with bucket() as (endpoint, key, secret):
        settings = {"S3_BUCKET": "greenroom", "S3_ENDPOINT": endpoint, "S3_ACCESS_KEY_ID": key, "S3_SECRET_ACCESS_KEY": secret}
        with rig.server(home, **settings) as server, rig.peak_growth(server.pid) as growth:
            begun = time.monotonic()
            client = rig.Client(server)
            while copied(client) < len(files):
                time.sleep(0.02)
            ours = time.monotonic() - begun
        peer = subprocess.run([python, "-c", PEER, endpoint, key, secret, *blobs], capture_output=True, text=True, check=True)
        for blob in blobs:
            os.unlink(blob)
            os.unlink(blob + ".peer")
        back = fetched(home, settings)
        assert all(map(os.path.exists, blobs))
    sent, received = map(float, peer.stdout.split())
    rig.at_least(f"mirror, {what}", amount / ours / 1e6, amount / sent / 1e6, 1, "MB/s")
    rig.at_most(f"mirror, {what}: memory above idle", growth.mib, 48, "MiB")
    rig.at_least(f"back from the mirror, {what}", amount / back / 1e6, amount / received / 1e6, 1, "MB/s")


def fetched(home, settings):
    """Seconds until everything is on the disk again and was read."""
    surroundings = os.environ | {f"GREENROOM_{name}": value for name, value in settings.items()}
    begun = time.monotonic()
    subprocess.run([rig.products / "greenroom", "verify", "--home", home], env=surroundings, check=True, capture_output=True)
    return time.monotonic() - begun


with rig.workplace() as folder:
    one = folder / "large.wav"
    sound(one, large)
    measure("one file", [one], folder)
    many = [folder / f"{number}.wav" for number in range(small[0])]
    for path in many:
        sound(path, small[1])
    measure("small files", many, folder)
