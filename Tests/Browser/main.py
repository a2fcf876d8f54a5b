"""Runs the browser tests: every `test_*` function of the `test_*.py` beside this file and in the folders, which are named
as those of `web`. `run` says how to call it."""

import contextlib
import importlib.util
import sys
import tempfile
import time
import traceback
from pathlib import Path

from playwright.sync_api import sync_playwright

from server import Server
from harness import Harness


def tests(wanted: list[str]):
    """Name and function of each test, file by file by their names, in the order in which they stand there."""
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("test_*.py"), key=lambda path: path.name):
        place = path.relative_to(folder).with_suffix("")
        module = load(path)
        for name, function in list(vars(module).items()):
            full = f"{place}.{name}"
            if name.startswith("test_") and (not wanted or any(word in full for word in wanted)):
                yield full, function


def load(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perform(harness: Harness, name: str, test) -> bool:
    started = time.monotonic()
    try:
        test(harness)
        harness.check()
    except Exception:
        harness.photograph(name.replace("/", "-"))
        print(f"FAILED {name}\n{traceback.format_exc()}", flush=True)
        return False
    finally:
        harness.clear()
    print(f"passed {name} ({time.monotonic() - started:.1f} s)", flush=True)
    return True


def main(arguments: list[str]) -> int:
    pictures = Path(tempfile.mkdtemp(prefix="greenroom-browser-"))
    with contextlib.ExitStack() as stack:
        if arguments[0] == "--at":
            address, stand_ins, wanted = arguments[1], None, arguments[2:]
        else:
            server = stack.enter_context(Server(Path(arguments[0])))
            address, stand_ins, wanted = server.address, server.stand_ins, arguments[1:]
        browsers = stack.enter_context(sync_playwright())
        harness = stack.enter_context(Harness(browsers, address, pictures, stand_ins))
        harness.binaries = None if arguments[0] == "--at" else Path(arguments[0])
        results = [perform(harness, name, test) for name, test in tests(wanted)]
    failed = results.count(False)
    if failed:
        print(f"pictures: {pictures}")
    print(f"{results.count(True)} passed, {failed} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
