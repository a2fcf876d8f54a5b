"""A real Greenroom with a home of its own, which calls nobody: stand-ins play the sign-in services."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

#: A stranger's engine, as they would add it.
engines = Path(__file__).resolve().parents[1] / "Fixtures" / "engines"


class Server:
    """Starts `greenroom serve` on a free port and waits for the line that says it is ready."""

    start_limit = 60.0
    stop_limit = 20.0

    def __init__(self, binaries: Path, settings: dict[str, str] | None = None):
        self.binary = binaries.resolve() / "greenroom"
        self.settings = settings or {}

    def __enter__(self) -> "Server":
        self.home = tempfile.TemporaryDirectory(prefix="greenroom-browser-home-")
        shutil.copytree(engines, Path(self.home.name) / "engines")
        command = [str(self.binary), "serve", "--home", self.home.name, "--host", "127.0.0.1", "--port", free_port()]
        sandbox = free_port()
        command += ["--offline"]
        packs = str(Path(self.home.name) / "packs")  # none yet, whatever this machine has
        surroundings = os.environ | {"GREENROOM_SANDBOX_PORT": sandbox, "GREENROOM_PACKS": packs} | self.settings
        self.stand_ins = f"127.0.0.1:{sandbox}"
        self.log = open(os.path.join(self.home.name, "browser-test.log"), "wb")
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, text=True, env=surroundings
        )
        watchdog = threading.Timer(self.start_limit, self.process.kill)  # ends the reading below
        watchdog.start()
        try:
            self.address = self._address()
        finally:
            watchdog.cancel()
        threading.Thread(target=self.process.stdout.read, daemon=True).start()  # a full pipe would stop the server
        return self

    def _address(self) -> str:
        for line in self.process.stdout:
            if match := re.search(r"greenroom is ready at (http://\S+)", line):
                return match[1]
        self.process.wait()
        self.log.close()
        said = Path(self.log.name).read_text(errors="replace")[-4000:]
        self.home.cleanup()
        raise RuntimeError(f"the server ended before it was ready (status {self.process.returncode}):\n{said}")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(self.stop_limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.home.cleanup()


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
