"""The guide inside the program: it can be searched, and its commands do what it says."""

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from harness import Harness
from server import Server


def test_the_guide_is_searched_and_its_links_lead_somewhere(harness: Harness):
    page = harness.page()
    page.goto(f"{harness.address}/docs/guide")
    expect(page.get_by_role("heading", level=1)).to_have_text("Greenroom guide")

    page.get_by_label("Search the guide").fill("second FACTOR phone")
    expect(page.locator("main section:visible")).to_have_count(1)
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    page.get_by_label("Search the guide").fill("no such word")
    expect(page.get_by_role("status")).to_have_text("Nothing matches.")
    page.get_by_label("Search the guide").fill("")
    expect(page.locator("main section:visible")).to_have_count(page.locator("nav a").count())

    page.get_by_role("link", name="API reference").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Greenroom API")
    page.get_by_role("link", name="Guide").click()
    expect(page).to_have_url(f"{harness.address}/docs/guide")


def test_every_command_of_the_guide_works(harness: Harness):
    if harness.stand_ins is None:  # there is no program of this build
        return
    page = harness.page()
    page.goto(f"{harness.address}/docs/guide")
    blocks = page.locator("pre[data-run]").evaluate_all("blocks => blocks.map(b => [b.dataset.run, b.textContent])")
    assert len(blocks) > 8
    folder = Path(harness.folder.name) / "guide"
    folder.mkdir()
    with Server(Path(sys.argv[1])) as server:
        surroundings = os.environ | {
            "GREENROOM_HOME": server.home.name,
            "PATH": f"{server.binary.parent}:{os.environ['PATH']}",
        }
        for run, block in blocks:
            for command in block.splitlines():
                command = command.replace("http://127.0.0.1:8420", server.address)
                done = subprocess.run(command, shell=True, cwd=folder, env=surroundings, capture_output=True, text=True)
                assert done.returncode == 0 or run == "any", f"{command}: {done.returncode} {done.stderr}"
