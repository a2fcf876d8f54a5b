"""The web app on a host of its own, as `greenroom web export` writes it, against a server with another address."""

import functools
import http.server
import subprocess
import sys
import threading
from pathlib import Path

from playwright.sync_api import expect

from desktop import drop
from harness import Harness
from server import Server, free_port


class StaticHost(http.server.SimpleHTTPRequestHandler):
    """Any static host: files, and the app's page for every other address."""

    def do_GET(self):
        if not Path(self.translate_path(self.path)).is_file():
            self.path = "/404.html"
        super().do_GET()

    def log_message(self, *_):
        pass


def test_the_app_does_its_main_job_from_another_host(harness: Harness):
    if harness.stand_ins is None:  # somebody else's server does not know the other host
        return
    port = int(free_port())
    host = f"http://127.0.0.1:{port}"
    folder = Path(harness.folder.name) / "elsewhere"
    with Server(Path(sys.argv[1]), {"GREENROOM_CORS_ORIGINS": host}) as server:
        subprocess.run([server.binary, "web", "export", folder, "--api", server.address], check=True, capture_output=True)
        static = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(StaticHost, directory=folder))
        threading.Thread(target=static.serve_forever, daemon=True).start()
        context = harness.browser.new_context()
        complaints: list[str] = []
        try:
            page = context.new_page()
            page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
            page.goto(f"{host}/signin?new")
            page.get_by_label("Email address").fill("ada@example.com")
            page.get_by_label("Password", exact=True).fill(harness.password)
            page.get_by_role("button", name="Create account").click()
            expect(page).to_have_url(f"{host}/studio")
            drop(page.locator("studio-page"), (harness.portrait.name, "image/png", harness.portrait.read_bytes()))
            drop(page.locator('file-drop[kind="video"] .drop-area'), (harness.clip.name, "video/mp4", harness.clip.read_bytes()))
            harness.expect_ready(page)
            harness.submit(page)
            expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)
            expect(page.locator("compare-player video").first).to_have_js_property("error", None)
            page.reload()
            expect(page.locator("compare-player")).to_be_visible()
        finally:
            context.close()
            static.shutdown()
    assert not complaints, complaints
    hashed = [path for path in folder.rglob("*.js") if path.name.count(".") == 2]
    assert len(hashed) > 20, "the scripts' names hold no hashes"
