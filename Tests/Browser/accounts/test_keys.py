"""Keys for programs: told once, rotated without a gap, refused once they are revoked."""

import json
import urllib.error
import urllib.request

from playwright.sync_api import Page, expect

from harness import Harness


def ask(harness: Harness, path: str, key: str, body: dict | None = None) -> int:
    """The status that a program with this key gets."""
    headers = {"X-API-Key": key, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{harness.address}/api/v1{path}", data, headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def make(page: Page, name: str, scopes: list[str]) -> str:
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    for scope in scopes:
        dialog.get_by_role("checkbox", name=scope).check()
    dialog.get_by_role("button", name="Create key").click()
    key = dialog.locator(".secret code").inner_text()
    page.keyboard.press("Escape")  # what is shown only once is not closed by accident
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="I’ve saved it").click()
    expect(page.locator("key-settings .panel-row", has_text=name)).to_be_visible()
    return key


def test_a_key_works_within_its_scopes_until_it_is_revoked(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    page.goto(f"{harness.address}/settings/keys")
    key = make(page, "Nightly render", ["Tasks"])
    assert key.startswith("gr_") and len(key) > 30
    assert ask(harness, "/tasks", key) == 200
    assert ask(harness, "/consents", key, {"kind": "face", "subject": "Mira"}) == 403, "that takes another scope"

    page.reload()
    row = page.locator("key-settings .panel-row", has_text="Nightly render")
    expect(row).to_contain_text("last used")
    assert key not in page.content()
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)
    assert ask(harness, "/tasks", key) == 401


def test_a_rotated_key_goes_on_for_as_long_as_was_said(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    page.goto(f"{harness.address}/settings/keys")
    old = make(page, "Render box", [])

    page.locator("key-settings .panel-row").get_by_role("button", name="Rotate").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Rotate").click()
    new = page.locator("key-maker .secret code").inner_text()
    page.get_by_role("button", name="I’ve saved it").click()

    assert new != old and ask(harness, "/tasks", new) == ask(harness, "/tasks", old) == 200
    rows = page.locator("key-settings .panel-row", has_text="Render box")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="Replaced")).to_have_count(1)


def test_an_old_sign_in_is_confirmed_before_a_key_is_made(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    page.goto(f"{harness.address}/settings/keys")
    answered = []

    def refuse_once(route):
        """What the server answers five minutes after the sign-in; a test does not wait that long."""
        if route.request.method != "POST" or answered:
            return route.continue_()
        answered.append(403)
        error = {"code": "PROOF_REQUIRED", "message": "Confirm your identity first.", "details": {"methods": ["password"]}}
        return route.fulfill(status=403, json={"success": False, "error": error})

    page.route("**/api/v1/api-keys", refuse_once)
    page.get_by_role("button", name="New key").click()
    maker = page.get_by_role("dialog")
    maker.get_by_label("Name", exact=True).fill("Late")
    maker.get_by_role("checkbox", name="Tasks").check()
    maker.get_by_role("button", name="Create key").click()

    proof = page.get_by_role("dialog", name="Confirm it’s you")
    proof.get_by_label("Your password").fill("not the password")
    proof.get_by_role("button", name="Confirm").click()
    expect(proof.get_by_text("Wrong password", exact=False).first).to_be_visible()
    proof.get_by_label("Your password").fill(harness.password)
    proof.get_by_role("button", name="Confirm").click()

    expect(page.locator(".secret code")).to_be_visible()
    expect(proof).to_have_count(0)
