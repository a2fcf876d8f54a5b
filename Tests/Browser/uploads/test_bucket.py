"""Files that go to the server's bucket first, with a server that wants that."""

import contextlib
import re

from playwright.sync_api import Page, expect

from harness import Harness
from server import Server

direct = {
    "GREENROOM_S3_BUCKET": "media", "GREENROOM_S3_REGION": "us-east-1",
    "GREENROOM_S3_ACCESS_KEY_ID": "key", "GREENROOM_S3_SECRET_ACCESS_KEY": "secret",
    "GREENROOM_UPLOADS": "direct",
}


def watched(page: Page, harness: Harness, address: str) -> list[str]:
    """What is put into the bucket, which the page may ask for that."""
    policy = page.request.get(address).headers["content-security-policy"]
    bucket = re.search(r"connect-src 'self' http://(\S+?);", policy)[1]
    harness.buckets.add(bucket)
    asked = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}") if bucket in request.url else None)
    return asked


@contextlib.contextmanager
def sending(harness: Harness):
    """A page of a server that wants files in its bucket, and what the page asks the bucket for."""
    usual = harness.address
    with Server(harness.binaries, direct) as server:
        harness.address = server.address
        try:
            page = harness.page()
            harness.sign_up(page)
            yield page, watched(page, harness, server.address)
        finally:
            harness.address = usual


def test_a_file_goes_over_the_bucket(harness: Harness):
    if harness.binaries is None:  # there is no program of this build
        return
    with sending(harness) as (page, asked):
        clip = harness.long_clip(20 << 20)
        harness.choose(page, "image", harness.portrait)
        harness.choose(page, "video", clip)
        expect(page.locator("file-drop .tick")).to_have_count(2, timeout=60_000)

        puts = [line for line in asked if line.startswith("PUT ")]
        assert len(puts) == 3 and all("/uploads/" in line for line in puts), asked
        page.goto(f"{harness.address}/uploads")
        expect(page.locator("file-row")).to_have_count(2)


def test_a_file_comes_here_where_the_bucket_takes_none_from_pages(harness: Harness):
    if harness.binaries is None:  # there is no program of this build
        return
    with sending(harness) as (page, asked):
        for bucket in harness.buckets:
            page.route(re.compile(re.escape(bucket)), lambda route: route.abort())
        harness.choose(page, "image", harness.portrait)
        expect(page.locator('file-drop[kind="image"] .tick')).to_be_visible(timeout=30_000)
        assert asked, "the bucket was never asked"
