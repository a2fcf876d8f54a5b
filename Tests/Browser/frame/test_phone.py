"""On a phone, in every language, in both themes: nothing sticks out and nothing is left untranslated."""

import re

from playwright.sync_api import Page, expect

from harness import Harness

pages = {
    "/studio": "studio-page",
    "/dashboard": "dashboard-page",
    "/presenter": "presenter-page",
    "/avatars": "avatars-page",
    "/avatars/new": "model-maker",
    "/voices": "speech-page",
    "/voices/mine": "voices-page",
    "/voices/new": "model-maker",
    "/library": "library-page",
    "/uploads": "uploads-page",
    "/trash": "trash-page",
    "/settings": "settings-page",
    "/settings/security": "settings-page",
    "/settings/notifications": "settings-page",
    "/settings/keys": "settings-page",
    "/settings/webhooks": "settings-page",
    "/settings/shares": "settings-page",
    "/settings/privacy": "settings-page",
}
admin_pages = {
    f"/admin/{name}": "settings-page" for name in ("users", "consents", "engines", "outbox", "storage", "audit")
}
endings = (".png", ".mp4", ".wav", ".weba")  # a file's name may look like a key
guest_pages = {
    "/": "home-page",
    "/signin": "sign-in",
    "/signin?new": "sign-in",
    "/forgot": "forgot-password",
    "/#/reset?token=none": "reset-password",
    "/nowhere": "not-found",
}
phone = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
smallest = {"width": 320, "height": 568}
long_name = "an-extraordinarily-long-name-of-a-portrait-" * 3 + ".png"


def expect_to_fit(page: Page, path: str):
    width, room = page.locator("html").evaluate("(html) => [html.scrollWidth, html.clientWidth]")
    assert width <= room, f"{path} is {width} px wide in {room} px"


#: Controls that have the name of another one and do something else, as far as addresses and titles tell.
alike = """() => {
    const found = new Map();
    for (const control of document.querySelectorAll("button, a[href], input, select, textarea")) {
        if (!control.checkVisibility() || control.type === "radio") continue;
        const labels = [...(control.labels ?? [])].map((label) => label.innerText).join(" ");
        const name = (control.getAttribute("aria-label") || labels || control.innerText || "").trim();
        const same = found.get(`${control.localName} ${name}`) ?? new Set();
        found.set(`${control.localName} ${name}`, same.add(control.getAttribute("href") || control.title || control));
    }
    return [...found].filter(([, targets]) => targets.size > 1).map(([name]) => name);
}"""


def visit(harness: Harness, page: Page, places: dict, language: str):
    for path, element in places.items():
        page.goto(harness.address + path)
        expect(page.locator(f"{element} h1")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect_to_fit(page, path)
        page.set_viewport_size(smallest)
        expect_to_fit(page, path)
        page.set_viewport_size(phone["viewport"])
        assert page.locator("h1").count() == 1, f"{path} has {page.locator('h1').count()} headings of the first level"
        # Every language, and other tests, upload the same files again.
        again = (long_name, harness.portrait.name, harness.clip.name)
        names = [name for name in page.evaluate(alike) if not any(file in name for file in again)]
        assert not names, f"{path}: {names}"
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


def test_what_administrators_see_fits_a_phone(harness: Harness):
    harness.sign_up(harness.page())
    visit(harness, harness.first_page(**phone), admin_pages, "en")


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


def test_the_language_chosen_is_the_accounts_everywhere(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    page.get_by_label("Page language").select_option("zh-CN")
    told = harness.words("zh-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text(told["studio"]["title"])

    page.goto(f"{harness.address}/voices/new")
    page.get_by_label(told["consent"]["who"]["voice"]).fill("Grace")
    page.get_by_role("button", name=told["consent"]["get"]).click()
    expect(page.locator("consent-form blockquote")).to_contain_text("同意")

    email = page.locator("account-menu .face").get_attribute("title")
    elsewhere = harness.page(language="ja")
    elsewhere.goto(f"{harness.address}/signin")
    form = elsewhere.locator("sign-in form")
    form.locator("[name=email]").fill(email)
    form.locator("[name=password]").fill(harness.password)
    form.locator("[type=submit]").click()
    expect(elsewhere.locator("html")).to_have_attribute("lang", "zh-CN")


def test_touch_is_told_to_choose_and_not_to_drop(harness: Harness):
    page = harness.member_page(**phone)
    place = page.locator('file-drop[kind="image"] .invitation')
    expect(place.get_by_text(harness.words()["drop"]["image"]["tap"])).to_be_visible()
    expect(place.get_by_text(harness.words()["drop"]["image"]["invite"])).to_be_hidden()


def test_bars_do_not_stay_on_a_page_at_400_percent(harness: Harness):
    page = harness.member_page(viewport={"width": 320, "height": 256})
    expect(page.locator("studio-page")).to_be_visible()
    page.mouse.wheel(0, 900)
    page.wait_for_function("() => scrollY > 500")
    for bar in ("top-bar", ".main-nav"):
        assert page.locator(bar).bounding_box()["y"] < 0, f"{bar} stays in view"
