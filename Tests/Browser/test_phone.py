"""On a phone, in every language, in both themes: nothing sticks out and nothing is left untranslated."""

import re

from playwright.sync_api import Page, expect

from theatre import Theatre

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


def visit(theatre: Theatre, page: Page, places: dict, language: str):
    for path, element in places.items():
        page.goto(theatre.address + path)
        expect(page.locator(f"{element} h1")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect_to_fit(page, path)
        keys = re.findall(r"\b(?:[a-z][\w-]*\.){1,3}[a-z]\w+\b", page.locator("main").inner_text())
        assert not [key for key in keys if known_root(theatre, key) and not key.endswith(endings)], f"{path} shows bare keys: {keys}"


def known_root(theatre: Theatre, key: str) -> bool:
    return key.split(".")[0] in theatre.words()


def check(theatre: Theatre, language: str, scheme: str):
    visit(theatre, theatre.page(language=language, color_scheme=scheme, **phone), guest_pages, language)
    page = theatre.member_page(language=language, color_scheme=scheme, **phone)
    theatre.choose(page, "image", theatre.make(long_name, theatre.portrait.read_bytes()))
    expect(page.locator('file-drop[kind="image"] .tick')).to_be_visible()
    visit(theatre, page, pages, language)


def test_fits_a_phone_in_english(theatre: Theatre):
    check(theatre, "en", "dark")


def test_fits_a_phone_in_chinese(theatre: Theatre):
    check(theatre, "zh-CN", "light")


def test_fits_a_phone_in_japanese(theatre: Theatre):
    check(theatre, "ja", "dark")


def test_the_language_is_changed_in_place_and_remembered(theatre: Theatre):
    page = theatre.page()
    page.goto(theatre.address)
    page.get_by_label("Language").select_option("ja")
    expect(page.get_by_role("heading", level=1)).to_have_text(theatre.words("ja")["home"]["title"])
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(theatre.words("ja")["home"]["title"])


def test_the_theme_is_switched_and_remembered(theatre: Theatre):
    page = theatre.page(color_scheme="light")
    page.goto(theatre.address)
    ground = lambda: page.locator("html").evaluate("(html) => getComputedStyle(html).backgroundColor")
    expect(page.get_by_role("button", name="Theme: system")).to_be_visible()
    light = ground()

    page.get_by_role("button", name="Theme: system").click()
    page.get_by_role("button", name="Theme: light").click()
    assert ground() != light
    page.reload()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert ground() != light
