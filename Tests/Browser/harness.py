"""The browser, the media, and the steps that every test takes on its way."""

import base64
import contextlib
import json
import math
import os
import re
import secrets
import struct
import tempfile
import time
import zlib
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Playwright, expect

web = Path(__file__).resolve().parents[2] / "web"
expect.set_options(timeout=15_000)


class Harness:
    """Opens pages and watches over them: no test passes if a page broke its policy, asked another host or asked for a
    picture or a medium that it did not get."""

    #: How long a finished video may take, in milliseconds.
    work_limit = 180_000

    def __init__(self, browsers: Playwright, address: str, pictures: Path, stand_ins: str | None = None):
        self.browsers, self.address, self.pictures = browsers, address, pictures
        #: The same server by its name: browsers make no passkeys for addresses.
        self.named_address = address.replace("127.0.0.1", "localhost")
        #: Where sign-in services are played: a page may be sent there, and may ask nothing of it.
        self.stand_ins = stand_ins
        #: Hosts that a page may send files to, in a test about that.
        self.buckets: set[str] = set()
        #: Where the programs lie, for a test that needs a server of its own; nil for a server that runs elsewhere.
        self.binaries: Path | None = None
        self.password = "a long and quiet sentence"
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []
        self._first = self._member = None  # addresses
        self._states: dict[str, tuple[float, dict]] = {}

    def __enter__(self) -> "Harness":
        self.folder = tempfile.TemporaryDirectory(prefix="greenroom-browser-media-")
        demo = Path(os.environ["GREENROOM_ASSETS"]) / "demo"
        self.portrait, self.clip = demo / "portrait.png", demo / "clip.mp4"
        self.microphone = Path(self.folder.name) / "microphone.wav"  # read when a page asks for the microphone
        self.browser = self.browsers.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=[
                "--no-sandbox",
                "--autoplay-policy=no-user-gesture-required",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={self.microphone}",
            ],
        )
        page = self.page()
        self._first = self.sign_up(page)
        self._keep(self._first, page)
        self.clear()
        return self

    def __exit__(self, *_):
        self.browser.close()
        self.folder.cleanup()

    def words(self, language: str = "en") -> dict:
        return json.loads((web / "locales" / f"{language}.json").read_text())

    # Media

    def make(self, name: str, content: bytes) -> Path:
        path = Path(self.folder.name) / name
        path.write_bytes(content)
        return path

    def gradient(self, name: str = "gradient.png") -> Path:
        """A picture in which nobody is."""
        side = 256
        rows = b"".join(b"\0" + bytes(v for x in range(side) for v in (x, y, 128)) for y in range(side))
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
        body = b"".join(struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks)
        return self.make(name, b"\x89PNG\r\n\x1a\n" + body)

    def long_clip(self, size: int) -> Path:
        """The demo clip with a box of padding at its end, which every reader skips."""
        padding = size - self.clip.stat().st_size
        box = struct.pack(">I4s", padding, b"free") + bytes(padding - 8)
        return self.make("long.mp4", self.clip.read_bytes() + box)

    def tone(self, seconds: float, name: str = "tone.wav") -> Path:
        """Sound, but no speech."""
        rate = 16_000
        wave = b"".join(
            struct.pack("<h", int(8000 * math.sin(2 * math.pi * 440 * n / rate))) for n in range(int(seconds * rate))
        )
        form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
        content = b"WAVE" + form + struct.pack("<4sI", b"data", len(wave)) + wave
        return self.make(name, struct.pack("<4sI", b"RIFF", len(content)) + content)

    def spoken(self, page: Page, text: str, voice: str = "espeak:en-us") -> Path:
        """A text as a sound, spoken by the server for the account of the page."""
        content = page.evaluate(
            """async ({ text, voice }) => {
                const headers = { "Content-Type": "application/json", Prefer: "wait=30" };
                const body = JSON.stringify({ text, voice });
                const asked = await fetch("/api/v1/generate/speech", { method: "POST", headers, body });
                const { data } = await asked.json();
                const sound = await fetch(data.result.url);
                const bytes = new Uint8Array(await sound.arrayBuffer());
                let letters = "";
                for (const byte of bytes) letters += String.fromCharCode(byte);
                return btoa(letters);
            }""",
            {"text": text, "voice": voice},
        )
        return self.make("spoken.wav", base64.b64decode(content))

    # Pages

    def page(self, state=None, language="en-US", **options) -> Page:
        context = self.browser.new_context(storage_state=state, locale=language, reduced_motion="reduce", **options)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"error in the page: {error}"))
        page.on("console", lambda message: self._hear(message.text))
        page.on("request", lambda request: self._see(request.url, request.is_navigation_request()))
        page.on("response", self._judge)
        return page

    def member_page(self, **options) -> Page:
        """A page of an account that the tests share."""
        if self._member is None:
            page = self.page()
            self._member = self.sign_up(page)
            self._keep(self._member, page)
        page = self.page(state=self._state(self._member), **options)
        page.goto(f"{self.address}/studio")
        return page

    def first_page(self, **options) -> Page:
        """A page of the first account, which is an administrator where the server was fresh."""
        page = self.page(state=self._state(self._first), **options)
        page.goto(f"{self.address}/studio")
        return page

    def _keep(self, email: str, page: Page):
        self._states[email] = time.monotonic(), page.context.storage_state()

    def _state(self, email: str) -> dict:
        """A sign-in that several pages may share: one whose access token has not ended, or the first page would renew
        it and the next one come with what was used already."""
        if time.monotonic() - self._states[email][0] > 300:
            page = self.page()
            page.goto(f"{self.address}/signin")
            self.sign_in(page, email)
            expect(page).to_have_url(f"{self.address}/studio")
            self._keep(email, page)
        return self._states[email][1]

    def _hear(self, text: str):
        if "Content Security Policy" in text:
            self.faults.append(text)

    def _see(self, url: str, is_page: bool):
        asked = urlsplit(url)
        own = {urlsplit(address).netloc for address in (self.address, self.named_address)}
        if is_page and asked.netloc == self.stand_ins:
            return
        if asked.netloc in self.buckets:
            return
        if asked.scheme in ("http", "https", "ws", "wss") and asked.netloc not in own:
            self.faults.append(f"asked another host: {url}")

    def _judge(self, response):
        if response.status >= 400 and response.request.resource_type in ("image", "media", "script", "stylesheet"):
            self.faults.append(f"{response.status} for {response.url}")

    def check(self):
        assert not self.faults, "\n".join(self.faults)

    def clear(self):
        for context in self.contexts:
            context.close()
        self.contexts.clear()
        self.faults.clear()
        self.buckets.clear()

    def photograph(self, name: str):
        for context in self.contexts:
            for number, page in enumerate(context.pages):
                page.screenshot(path=self.pictures / f"{name}-{number}.png", full_page=True)

    # What people do

    def new_email(self) -> str:
        return f"{secrets.token_hex(6)}@example.com"

    def sign_up(self, page: Page, address: str | None = None) -> str:
        email = self.new_email()
        page.goto(f"{address or self.address}/signin?new")
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password", exact=True).fill(self.password)
        page.get_by_role("button", name="Create account").click()
        expect(page).to_have_url(f"{address or self.address}/studio")
        return email

    def sign_in(self, page: Page, email: str, password: str | None = None):
        """Fills the form in; what comes then is the test's to see."""
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password", exact=True).fill(password or self.password)
        page.get_by_role("button", name="Sign in", exact=True).click()

    def sign_out(self, page: Page):
        page.get_by_role("button", name="Account:").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("home-page")).to_be_visible()

    @contextlib.contextmanager
    def reading(self, page: Page, language: str):
        """The account of the page reads this language for a while, and English again afterwards."""

        def change(language: str):
            settings = {"language": language, "country": None}
            own = {"Origin": self.address}
            page.context.request.put(f"{self.address}/api/v1/users/settings", data=settings, headers=own)

        change(language)
        try:
            yield
        finally:
            change("en")

    def choose(self, page: Page, kind: str, path: Path):
        page.locator(f'input[name="{kind}"]').set_input_files(path)

    def expect_ready(self, page: Page):
        """Both files have arrived and the server has estimated the work."""
        expect(page.locator("file-drop .tick")).to_have_count(2)
        expect(page.locator("cost-estimate .time")).to_be_visible(timeout=30_000)

    def submit(self, page: Page, mode: str = "Pro"):
        page.get_by_role("radio", name=mode).check()
        expect(page.locator("cost-estimate .time")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="Generate").click()
        expect(page).to_have_url(re.compile("/tasks/"))
