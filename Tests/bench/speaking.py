"""Speech for the benchmarks, made by `greenroom-media`."""

import json
import os
import subprocess
import time
from pathlib import Path

import rig


def installed(program: Path) -> set[str]:
    """The voices that can speak here."""
    told = subprocess.run(
        [program, "voices"], capture_output=True, text=True, env={**os.environ, "GREENROOM_ASSETS": str(rig.assets)}
    ).stdout
    return {voice["id"] for voice in json.loads(told)["voices"] if voice["installed"]}


def speak(program: Path, text: str, voice: str, folder: Path) -> tuple[float, float]:
    """Writes `speech.wav`. @returns seconds of sound and of work."""
    job = {
        "task_id": "bench", "kind": "speech", "engine": "builtin", "parameters": {"text": text, "voice": voice},
        "inputs": {}, "output_directory": str(folder), "cache_directory": str(folder.parent / "models"),
        "created_at": "2026-01-01T00:00:00Z",
    }
    environment = {**os.environ, "GREENROOM_ASSETS": str(rig.assets)}
    start = time.monotonic()
    done = subprocess.run([program, "speech"], input=json.dumps(job), text=True, capture_output=True, env=environment)
    if done.returncode != 0:
        raise SystemExit(f"{voice}: {done.stdout[-300:]}")
    spent = time.monotonic() - start
    return json.loads((folder / "timings.json").read_text())["seconds"], spent
