"""Where media are, whether they are whole, and a server that comes back from a backup."""

import os
import time
import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from harness import Harness
from server import Server

phone = {"width": 360, "height": 740}
mirror = {
    "GREENROOM_S3_BUCKET": "media", "GREENROOM_S3_REGION": "us-east-1",
    "GREENROOM_S3_ACCESS_KEY_ID": "key", "GREENROOM_S3_SECRET_ACCESS_KEY": "secret",
}


def upload(page: Page, address: str, path: Path) -> None:
    part = {"name": path.name, "mimeType": "image/png", "buffer": path.read_bytes()}
    done = page.request.post(f"{address}/api/v1/files", multipart={"file": part}, headers={"Origin": address})
    assert done.ok, done.text()


def media(server: Server) -> list[Path]:
    return sorted(path for path in Path(server.home.name, "media").glob("??/*") if len(path.name) == 64)


def test_damage_is_found_named_and_mended(harness: Harness):
    if harness.binaries is None:  # there is no program of this build
        return
    with Server(harness.binaries, mirror) as server:
        harness.address, usual = server.address, harness.address
        try:
            page = harness.page()
            harness.sign_up(page)
            upload(page, server.address, harness.portrait)
            page.goto(f"{server.address}/admin/storage")
            check = page.locator("media-check")
            expect(check).to_contain_text("No check has run yet")
            mirrors = page.locator("mirror-list")
            while "Up to date" not in mirrors.inner_text() or "1 file," not in mirrors.inner_text():
                mirrors.get_by_role("button", name="Reload").click()
                page.wait_for_timeout(100)

            check.get_by_role("button", name="Check now").click()
            expect(page.locator(".toast")).to_contain_text("in the background")
            settle(page, "All intact")
            expect(check).to_contain_text("1 file read")

            media(server)[0].write_bytes(b"other")
            check.get_by_role("button", name="Check now").click()
            settle(page, "Restored from a mirror")
            expect(check).to_contain_text("1 repaired")
            assert media(server)[0].read_bytes() == harness.portrait.read_bytes()

            for language in ("en", "zh-CN", "ja"):
                with harness.reading(page, language):
                    page.reload()
                    expect(check.locator(".panel-row")).to_have_count(2)
                    for size in ({"width": 1280, "height": 900}, phone):
                        page.set_viewport_size(size)
                        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                        assert wide <= 0, f"{language} {size['width']}: sticks out by {wide}"
                        photograph(page, f"storage-{language}-{size['width']}")
        finally:
            harness.address = usual


def test_a_bucket_of_before_is_told_from_the_one_that_is_used(harness: Harness):
    def line(name: str, active: bool, **facts) -> dict:
        return {
            "name": name, "place": f"s3.example.com/{name}", "rule": "everything", "active": active, "copies": 3,
            "copied_bytes": 3000, "waiting": 0, "waiting_bytes": 0, "oldest_at": None, "leaving": 0, "trouble": None,
            "next_attempt_at": None,
        } | facts

    keeps = "the access key may not remove anything (AccessDenied, status 403)"
    lines = [line("s3", True, leaving=1, trouble=keeps), line("s3before", False, leaving=2), line("oss", True)]

    def answer(route):
        response = route.fetch()
        body = response.json()
        body["data"]["mirrors"] = lines
        route.fulfill(response=response, json=body)

    page = harness.first_page()
    page.route("**/api/v1/admin/storage", answer)
    names = {
        "en": "S3, earlier bucket", "zh-CN": "S3（之前的存储桶）", "ja": "S3（以前のバケット）",
    }
    page.goto(f"{harness.address}/admin/storage")
    rows = page.locator("mirror-list .panel-row")
    for language, name in names.items():
        with harness.reading(page, language):
            page.reload()
            expect(rows).to_have_count(4)
            before = rows.filter(has_text=name)
            expect(before).to_contain_text("s3.example.com/s3before")
            # A key that may not delete is no reason to call the mirror broken.
            texts = harness.words(language)["storage"]
            expect(rows.nth(1)).to_contain_text(keeps)
            expect(rows.nth(1).locator(".chip")).to_have_text(texts["behind"].replace("{count}", "1"))
            expect(rows.nth(3).locator(".chip")).to_have_text(texts["current"])
            for size in ({"width": 1280, "height": 900}, phone):
                page.set_viewport_size(size)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, f"{language} {size['width']}: sticks out by {wide}"
                photograph(page, f"mirrors-{language}-{size['width']}")


def test_a_new_server_becomes_an_old_one(harness: Harness):
    if harness.binaries is None:  # there is no program of this build
        return
    secret = {"GREENROOM_BACKUP_PASSPHRASE": "correct horse battery staple"}
    folder = Path(harness.folder.name) / "backups"
    usual = harness.address
    try:
        with Server(harness.binaries) as old:
            harness.address = old.address
            page = harness.page()
            email = harness.sign_up(page)
            command = [old.binary, "backup", "create", "--home", old.home.name, "--folder", folder, "--media", "packed"]
            subprocess.run(command, env=os.environ | secret, check=True, capture_output=True)
            page.close()
        backup = next(folder.glob("*.tar.age"))
        with Server(harness.binaries) as new:
            harness.address = new.address
            page = harness.page(viewport=phone)
            page.goto(f"{new.address}/signin")
            page.get_by_role("button", name="Restore from a backup").click()
            photograph(page, "setup-restore")
            page.get_by_role("button", name="Restore", exact=True).click()
            expect(page.locator("setup-restore")).to_contain_text("Choose a file")
            page.get_by_label("Backup file").set_input_files(backup)
            page.get_by_label("Passphrase", exact=True).fill("another passphrase")
            page.get_by_label("Setup code").fill("AAAA-AAAA-AAAA-AAAA")
            page.get_by_role("button", name="Restore", exact=True).click()
            expect(page.locator("setup-restore .problem")).to_contain_text("not the setup code")
            page.get_by_label("Setup code").fill(Path(new.home.name, "setup-code").read_text().strip().lower())
            page.get_by_role("button", name="Restore", exact=True).click()
            expect(page.locator(".notice")).to_contain_text("could not be restored")

            page.get_by_label("Passphrase", exact=True).fill(secret["GREENROOM_BACKUP_PASSPHRASE"])
            page.get_by_role("button", name="Restore", exact=True).click()
            expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible(timeout=60_000)
            harness.sign_in(page, email)
            expect(page).to_have_url(f"{new.address}/studio")
    finally:
        harness.address = usual


def settle(page: Page, words: str) -> None:
    """Until the check that was asked for has begun and ended, and says so."""
    check = page.locator("media-check")
    reload = check.get_by_role("button", name="Reload")
    limit = time.monotonic() + 60
    while words not in check.inner_text():
        assert time.monotonic() < limit, check.inner_text()
        if reload.count() > 0:
            reload.click()
        page.wait_for_timeout(100)


def photograph(page: Page, name: str) -> None:
    """For whoever looks at the page: `PICTURES` names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
