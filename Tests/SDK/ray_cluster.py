"""A real Ray cluster on loopback: a head that runs no jobs and two nodes with two processors and one GPU in name each; and
a server that jobs fetch inputs from and put results to, as paths of this machine.

usage: ray_cluster.py TOKEN FOLDER
  TOKEN   that every call has to bring
  FOLDER  for Ray's own files; a short path

Says {"address", "files"} as one line of JSON when it is ready; the commands `kill` and `start` on standard input, a line
each, take the head away at once and start another that knows nothing of it. Ends with standard input.
"""

import ctypes
import hashlib
import http.server
import json
import os
import signal
import socket
import sys
import threading
import time
import urllib.request

token, folder = sys.argv[1:]
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
os.environ.update(
    RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=token, RAY_USAGE_STATS_ENABLED="0", RAY_DASHBOARD_STARTUP_TIMEOUT_S="300",
    # Else Ray takes 127.0.0.1 for another address of this machine, and its own parts look for each other there.
    RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER="0")

from ray.cluster_utils import Cluster  # noqa: E402


class Files(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if not os.path.isfile(self.path):
            return self.answer(404)
        with open(self.path, "rb") as file:
            self.answer(200, file.read())

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not os.path.isdir(os.path.dirname(self.path)):
            return self.answer(404)
        with open(self.path + ".part", "wb") as file:
            file.write(body)
        with open(self.path + ".sha256", "w") as file:
            file.write(hashlib.sha256(body).hexdigest())
        os.rename(self.path + ".part", self.path)
        self.answer(204)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(204)


def end_everything():
    """Kills whatever was started here, also what has left its parent: this process adopts those."""
    while True:
        parents = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % name) as facts:
                    state, parent = facts.read().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state != "Z":
                parents[int(name)] = int(parent)
        found = {os.getpid()}
        while more := {one for one, parent in parents.items() if parent in found} - found:
            found |= more
        if found == {os.getpid()}:
            return
        for one in found - {os.getpid()}:
            try:
                os.kill(one, signal.SIGKILL)
            except OSError:
                pass
        time.sleep(0.05)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start(port):
    """On a machine with much to do Ray's own patience may be too short: 30 s for a node."""
    for attempt in range(4):
        try:
            return cluster_at(port)
        except Exception:
            if attempt == 3:
                raise
            end_everything()


def cluster_at(port):
    def usual():
        # Each has an agent, which jobs are handed to; two at one port would be one too few.
        return dict(
            node_ip_address="127.0.0.1", object_store_memory=80 << 20, dashboard_agent_listen_port=free_port())

    cluster = Cluster(
        initialize_head=True,
        head_node_args=dict(
            usual(), num_cpus=0, num_gpus=0, include_dashboard=True, dashboard_host="127.0.0.1", dashboard_port=port,
            temp_dir=folder))
    for _ in range(2):
        cluster.add_node(num_cpus=2, num_gpus=1, **usual())
    request = urllib.request.Request(
        "http://127.0.0.1:%d/api/jobs/" % port, headers={"Authorization": "Bearer " + token})
    for _ in range(600):
        try:
            urllib.request.urlopen(request, timeout=5).close()
            return cluster
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the head does not answer")


files = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
threading.Thread(target=files.serve_forever, daemon=True).start()
port = free_port()
cluster = start(port)
print(
    json.dumps({"address": "http://127.0.0.1:%d" % port, "files": "http://127.0.0.1:%d" % files.server_port}), flush=True)
for line in sys.stdin:
    if line.strip() == "kill":
        end_everything()
    elif line.strip() == "start":
        cluster = start(port)
    print("{}", flush=True)
end_everything()
# Nothing is left that Ray could shut down in order.
os._exit(0)
