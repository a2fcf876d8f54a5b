"""How people protect their accounts: a second step, passkeys, sessions, the password."""

import base64
import hmac
import io
import struct
import time
from urllib.parse import parse_qs, unquote, urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from harness import Harness


def code(secret: str, steps: int = 0) -> str:
    """RFC 6238 with SHA-1, six digits and 30 seconds."""
    count = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), count, "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def security(harness: Harness, page: Page, address: str | None = None):
    page.goto(f"{address or harness.address}/settings/security")
    expect(page.locator("session-list .panel-row").first).to_be_visible()


def read_code(picture: bytes) -> str:
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert len(found) == 1, "nobody else can read the picture"
    return found[0].text


def set_up_app(harness: Harness, page: Page) -> tuple[str, list[str]]:
    """@returns the secret and the recovery codes."""
    security(harness, page)
    page.get_by_role("button", name="Set up").click()
    address = urlsplit(read_code(page.get_by_role("img", name="QR code").screenshot()))
    secret = parse_qs(address.query)["secret"][0]
    assert (address.scheme, address.netloc) == ("otpauth", "totp") and "Greenroom" in unquote(address.path)
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator("recovery-codes li")).to_have_count(10)
    codes = page.locator("recovery-codes li").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download", exact=True).click()
    assert all(each in open(download.value.path()).read() for each in codes)
    page.get_by_role("button", name="I’ve saved them").click()
    expect(page.locator("second-step")).to_contain_text("10 left")
    return secret, codes


def test_an_app_is_set_up_by_its_picture_and_asked_for_at_the_door(harness: Harness):
    page = harness.page(color_scheme="dark")  # the picture must be dark on white all the same
    email = harness.sign_up(page)
    secret, codes = set_up_app(harness, page)
    harness.sign_out(page)

    page.goto(f"{harness.address}/signin")
    harness.sign_in(page, email)
    wrong = page.get_by_label("Authenticator code")
    wrong.fill("000000")  # sent by itself once it is complete
    expect(page.get_by_text(harness.words()["form"]["problems"]["code"]["VALIDATION_ERROR"])).to_be_visible()
    wrong.fill(code(secret, steps=1))  # the one of now was used to set it up
    expect(page).to_have_url(f"{harness.address}/studio")


def test_a_recovery_code_opens_the_door_once(harness: Harness):
    page = harness.page()
    email = harness.sign_up(page)
    _, codes = set_up_app(harness, page)

    def come_back():
        harness.sign_out(page)
        page.goto(f"{harness.address}/signin")
        harness.sign_in(page, email)
        page.get_by_role("button", name="Use a recovery code").click()
        page.get_by_label("Recovery code").fill(codes[0].lower())
        page.get_by_role("button", name="Continue").click()

    come_back()
    expect(page).to_have_url(f"{harness.address}/studio")
    come_back()
    expect(page.get_by_text(harness.words()["form"]["problems"]["recovery_code"]["VALIDATION_ERROR"])).to_be_visible()


def test_turning_the_second_step_off_takes_the_password(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    set_up_app(harness, page)
    page.get_by_role("button", name="Turn off").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Current password", exact=True).fill("not the right one")
    dialog.get_by_role("button", name="Turn off").click()
    expect(dialog.get_by_text(harness.words()["form"]["problems"]["password"]["VALIDATION_ERROR"])).to_be_visible()
    dialog.get_by_label("Current password", exact=True).fill(harness.password)
    dialog.get_by_role("button", name="Turn off").click()

    expect(dialog).to_have_count(0)
    expect(page.locator("second-step").get_by_role("button", name="Set up")).to_be_visible()


def authenticator(page: Page):
    """A finger that is always there."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_named_used_and_removed(harness: Harness):
    page = harness.page()
    harness.sign_up(page, harness.named_address)
    authenticator(page)
    security(harness, page, harness.named_address)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("dialog").get_by_label("Name").fill("The grey laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("passkey-list").get_by_role("heading", name="The grey laptop")).to_be_visible()

    harness.sign_out(page)
    page.goto(f"{harness.named_address}/signin")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{harness.named_address}/studio")

    security(harness, page, harness.named_address)
    row = page.locator("passkey-list .panel-row")
    expect(row).to_contain_text("last used")
    row.get_by_role("button", name="Rename").click()
    row.get_by_label("New title").fill("The old laptop")
    page.keyboard.press("Enter")
    expect(row.get_by_role("heading", name="The old laptop")).to_be_visible()
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)

    harness.sign_out(page)
    page.goto(f"{harness.named_address}/signin")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text(harness.words()["failures"]["PASSKEY_UNKNOWN"]["title"])


def test_another_device_is_signed_out_from_here(harness: Harness):
    here, there = harness.page(), harness.page()
    email = harness.sign_up(here)
    there.goto(f"{harness.address}/signin")
    harness.sign_in(there, email)
    expect(there).to_have_url(f"{harness.address}/studio")

    security(harness, here)
    rows = here.locator("session-list .panel-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("This device")
    rows.last.get_by_role("button", name="Sign out").click()
    expect(rows).to_have_count(1)

    there.goto(f"{harness.address}/library")
    expect(there.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_a_changed_password_signs_other_devices_out_and_is_the_one_that_counts(harness: Harness):
    here, there = harness.page(), harness.page()
    email = harness.sign_up(here)
    there.goto(f"{harness.address}/signin")
    harness.sign_in(there, email)
    expect(there).to_have_url(f"{harness.address}/studio")

    security(harness, here)
    here.locator("sign-in-ways .panel-row", has_text="Password").get_by_role("button", name="Change").click()
    dialog = here.get_by_role("dialog")
    dialog.get_by_label("Current password", exact=True).fill("not the right one")
    dialog.get_by_label("New password", exact=True).fill("another quiet sentence")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text(harness.words()["form"]["problems"]["password"]["VALIDATION_ERROR"])).to_be_visible()
    dialog.get_by_label("Current password", exact=True).fill(harness.password)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(here.locator("session-list .panel-row")).to_have_count(1)

    there.goto(f"{harness.address}/signin")
    harness.sign_in(there, email)
    expect(there.get_by_role("alert")).to_contain_text(harness.words()["failures"]["WRONG_PASSWORD"]["title"])
    harness.sign_in(there, email, "another quiet sentence")
    expect(there).to_have_url(f"{harness.address}/studio")


def test_two_devices_of_one_kind_are_told_apart(harness: Harness):
    page = harness.page()
    email = harness.sign_up(page)
    for _ in range(2):
        other = harness.page()
        other.goto(f"{harness.address}/signin")
        harness.sign_in(other, email)
        expect(other).to_have_url(f"{harness.address}/studio")
    security(harness, page)
    ends = page.locator("session-list .panel-row button[aria-label]")
    expect(ends).to_have_count(2)
    names = ends.evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")
    assert len(set(names)) == 2, names
