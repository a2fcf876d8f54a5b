"""On a phone, in every language, in both themes: nothing sticks out and nothing is left untranslated."""

import re

from playwright.sync_api import Page, expect

from harness import Harness

pages = {
    "/studio": "studio-page",
    "/presenter": "presenter-page",
    "/avatars": "avatars-page",
    "/avatars/new": "model-maker",
    "/voices": "speech-page",
    "/voices/mine": "voices-page",
    "/voices/new": "model-maker",
    "/library": "library-page",
    "/uploads": "uploads-page",
    "/settings": "settings-page",
    "/settings/security": "settings-page",
    "/settings/keys": "settings-page",
    "/settings/privacy": "settings-page",
}
endings = (".png", ".mp4", ".wav", ".weba")  # a file's name may look like a key
guest_pages = {
    "/": "home-page",
    "/signin": "sign-in",
    "/signin?new": "sign-in",
    "/forgot": "forgot-password",
    "/#/reset?token=none": "reset-password",
}
phone = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
long_name = "an-extraordinarily-long-name-of-a-portrait-" * 3 + ".png"


def expect_to_fit(page: Page, path: str):
    width, room = page.locator("html").evaluate("(html) => [html.scrollWidth, html.clientWidth]")
    assert width <= room, f"{path} is {width} px wide in {room} px"


def visit(harness: Harness, page: Page, places: dict, language: str):
    for path, element in places.items():
        page.goto(harness.address + path)
        expect(page.locator(f"{element} h1")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect_to_fit(page, path)
        keys = re.findall(r"\b(?:[a-z][\w-]*\.){1,3}[a-z]\w+\b", page.locator("main").inner_text())
        assert not [key for key in keys if known_root(harness, key) and not key.endswith(endings)], f"{path} shows bare keys: {keys}"


def known_root(harness: Harness, key: str) -> bool:
    return key.split(".")[0] in harness.words()


def check(harness: Harness, language: str, scheme: str):
    visit(harness, harness.page(language=language, color_scheme=scheme, **phone), guest_pages, language)
    page = harness.member_page(language=language, color_scheme=scheme, **phone)
    harness.choose(page, "image", harness.make(long_name, harness.portrait.read_bytes()))
    expect(page.locator('file-drop[kind="image"] .tick')).to_be_visible()
    with harness.reading(page, language):
        visit(harness, page, pages, language)


def test_fits_a_phone_in_english(harness: Harness):
    check(harness, "en", "dark")


def test_fits_a_phone_in_chinese(harness: Harness):
    check(harness, "zh-CN", "light")


def test_fits_a_phone_in_japanese(harness: Harness):
    check(harness, "ja", "dark")


def test_the_language_is_changed_in_place_and_remembered(harness: Harness):
    page = harness.page()
    page.goto(harness.address)
    page.get_by_label("Language").select_option("ja")
    expect(page.get_by_role("heading", level=1)).to_have_text(harness.words("ja")["home"]["title"])
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(harness.words("ja")["home"]["title"])


def test_the_theme_is_switched_and_remembered(harness: Harness):
    page = harness.page(color_scheme="light")
    page.goto(harness.address)
    ground = lambda: page.locator("html").evaluate("(html) => getComputedStyle(html).backgroundColor")
    expect(page.get_by_role("button", name="Theme: system")).to_be_visible()
    light = ground()

    page.get_by_role("button", name="Theme: system").click()
    page.get_by_role("button", name="Theme: light").click()
    assert ground() != light
    page.reload()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert ground() != light
