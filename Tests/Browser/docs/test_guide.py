"""The guide inside the program: it is searched, reads well on a phone, and its commands do what it says."""

import functools
import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import expect

from harness import Harness
from server import Server

root = Path(__file__).resolve().parents[3]
pages = [
    "", "/operate", "/settings", "/data", "/replica", "/engines", "/cluster", "/accounts", "/money", "/security", "/api",
]


def test_the_guide_is_searched_and_its_links_lead_somewhere(harness: Harness):
    page = harness.page()
    page.goto(f"{harness.address}/docs/guide")
    expect(page.get_by_role("heading", level=1)).to_have_text("Start")

    search = page.get_by_label("Search the guide")
    search.fill("second FACTOR phone")
    expect(page.get_by_role("status")).to_have_text("1 found")
    page.get_by_role("link", name="Accounts › In the shell").click()
    expect(page).to_have_url(f"{harness.address}/docs/guide/accounts#shell")
    expect(page.get_by_role("heading", name="In the shell")).to_be_in_viewport()
    search.fill("STARTTLS")
    page.get_by_role("link", name="Settings › GREENROOM_SMTP_URL").click()
    expect(page.locator("#GREENROOM_SMTP_URL")).to_be_in_viewport()
    search.fill("no such word")
    expect(page.get_by_role("status")).to_have_text("Nothing matches.")
    search.fill("")
    expect(page.locator("main")).to_be_visible()

    page.get_by_role("link", name="API reference").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Greenroom API")
    page.get_by_role("link", name="Guide").click()
    expect(page).to_have_url(f"{harness.address}/docs/guide")


def test_no_link_of_the_guide_is_broken_and_every_page_fits_a_phone(harness: Harness):
    page = harness.page(viewport={"width": 360, "height": 740}, color_scheme="dark")
    seen, asked = {}, set()
    for path in pages:
        page.goto(f"{harness.address}/docs/guide{path}")
        expect(page.locator("nav a[aria-current]")).to_have_count(1)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} sticks out by {wide}"
        seen[f"/docs/guide{path}"] = set(page.locator("[id]").evaluate_all("all => all.map(one => one.id)"))
        asked |= {(path, link) for link in page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")}
    for path, link in asked:
        target, _, part = link.partition("#")
        target = target or f"/docs/guide{path}"
        if target.startswith("/docs/guide"):
            assert target in seen, f"{path}: {link}"
            assert not part or part in seen[target], f"{path}: {link}"
    assert set(pages) == {f"/{folder.parent.name}" for folder in root.glob("web/docs/guide/*/index.html")} | {""}


def test_every_command_of_the_guide_works(harness: Harness):
    if harness.binaries is None:  # there is no program of this build
        return
    page = harness.page()
    folder = Path(harness.folder.name) / "guide"
    folder.mkdir()
    shutil.copy(harness.portrait, folder / "portrait.png")
    # What takes its time is tested elsewhere.
    cut = ["ffmpeg", "-v", "error", "-i", harness.clip, "-t", "0.4", "-an", folder / "clip.mp4"]
    subprocess.run(cut, check=True)
    count = 0
    with Server(harness.binaries) as server:
        surroundings = os.environ | {
            "GREENROOM_HOME": server.home.name,
            "PATH": f"{server.binary.parent}:{os.environ['PATH']}",
        }

        def execute(command: str, run: str):
            command = command.replace("http://127.0.0.1:8420", server.address)
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", command], cwd=folder, env=surroundings, capture_output=True, text=True
            )
            assert done.returncode == 0 or run == "any", f"{command}: {done.returncode} {done.stdout} {done.stderr}"

        for path in pages:
            page.goto(f"{harness.address}/docs/guide{path}")
            blocks = page.locator("pre").evaluate_all("all => all.map(b => [b.dataset.run ?? null, b.textContent])")
            script = "\n".join(text for run, text in blocks if run == "script")
            if script:
                execute(script, "script")
            for run, text in blocks:
                assert run in ("", "any", "script", "parse") or not text.startswith("greenroom"), text
                count += run is not None
                for line in text.splitlines():
                    if run == "parse":
                        parse(line, server.binary)
                    elif run in ("", "any"):
                        execute(line, run)
    assert count > 30, count


@functools.cache
def described(binary: Path) -> dict:
    told = subprocess.run([binary, "--experimental-dump-help"], capture_output=True, text=True, check=True)
    return json.loads(told.stdout)["command"]


def parse(line: str, binary: Path):
    """Holds a command that a test cannot carry out against what its program says that it takes."""
    words = shlex.split(line, comments=True)
    while words[0] == "sudo":
        words = words[1:]
    match words:
        case ["greenroom" | ".build/release/greenroom", *rest]:
            parse_own(rest, described(binary), line)
        case [program, *rest] if program.startswith("packaging/"):
            usage = (root / program).read_text().split("set -eu")[0]
            assert os.access(root / program, os.X_OK) and all(word in usage for word in rest), line
        case ["greenroom-assets"]:
            assert (root / "packaging/debian/extra/greenroom-assets").exists()
        case ["docker", *_]:
            files = re.findall(r"-f (\S+)", line)
            assert files and all((root / file).exists() for file in files), line
            for profile in re.findall(r"--profile (\S+)", line):
                assert f"profiles: [{profile}]" in (root / files[0]).read_text(), line
        case ["systemctl" | "journalctl" | "apt" | "swift", *_]:
            pass  # the system's own
        case _:
            raise AssertionError(f"nobody knows {line}")


def parse_own(words: list[str], command: dict, line: str):
    while words and (inner := next((c for c in command.get("subcommands", []) if c["commandName"] == words[0]), None)):
        command, words = inner, words[1:]
    takes = {
        ("-" if name["kind"] == "short" else "--") + name["name"]: argument
        for argument in command["arguments"]
        for name in argument.get("names") or []
    }
    positional = [argument for argument in command["arguments"] if argument["kind"] == "positional"]
    given = 0
    while words:
        word, *words = words
        if not word.startswith("-") or word == "-":
            given += 1
            continue
        assert word in takes, f"{line}: {command['commandName']} takes no {word}"
        if takes[word]["kind"] == "option":
            assert words, line
            words = words[1:]
    needed = sum(not argument["isOptional"] for argument in positional)
    most = 99 if any(argument["isRepeating"] for argument in positional) else len(positional)
    assert needed <= given <= most, f"{line}: {command['commandName']} takes {needed} to {most} arguments"
