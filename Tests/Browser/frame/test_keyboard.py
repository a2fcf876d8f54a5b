"""The whole way without a mouse."""

from playwright.sync_api import Locator, Page, expect

from harness import Harness


def tab_to(page: Page, target: Locator):
    """Goes on with the Tab key until the target has the focus, and sees that it shows."""
    expect(target).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not lead to {target}")


def expect_ring(target: Locator):
    outline = target.evaluate("(element) => getComputedStyle(element).outlineStyle")
    shadow = target.evaluate("(element) => getComputedStyle(element).boxShadow")
    assert outline != "none" or shadow != "none", f"nothing shows that {target} has the focus"


def press(page: Page, target: Locator):
    tab_to(page, target)
    expect_ring(target)
    page.keyboard.press("Enter")


def choose(page: Page, kind: str, path):
    field = page.locator(f'input[name="{kind}"]')
    for _ in range(40):
        page.keyboard.press("Tab")
        if field.evaluate("(element) => element === document.activeElement"):
            break
    expect_ring(page.locator(f'file-drop[kind="{kind}"] .drop-area'))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(path)


def test_signs_up_submits_cancels_and_signs_out_by_keyboard(harness: Harness):
    page = harness.page()
    page.on("filechooser", lambda _: None)  # from here on: who listens only when the key is pressed may be late
    page.goto(harness.address)
    press(page, page.get_by_role("link", name="Create an account"))

    tab_to(page, page.get_by_label("Email address"))
    page.keyboard.type(harness.new_email())
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(harness.password)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{harness.address}/studio")

    choose(page, "image", harness.portrait)
    choose(page, "video", harness.clip)
    harness.expect_ready(page)
    tab_to(page, page.get_by_role("radio", name="Draft"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Pro")).to_be_checked()
    expect(page.locator("cost-estimate .time")).to_be_visible(timeout=30_000)
    press(page, page.get_by_role("button", name="Generate"))

    expect(page.locator("task-page .actions button").first).to_be_visible()
    press(page, page.get_by_role("button", name="Cancel"))
    press(page, page.get_by_role("dialog").get_by_role("button", name="Cancel task"))
    expect(page.get_by_role("button", name="Try again")).to_be_visible()

    press(page, page.get_by_role("button", name="Account:"))
    press(page, page.get_by_role("button", name="Sign out"))
    expect(page.locator("home-page")).to_be_visible()


def test_the_first_tab_leads_past_the_header_and_escape_closes_what_is_open(harness: Harness):
    page = harness.member_page()
    expect(page.locator("studio-page")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    opener = page.get_by_role("button", name="Choose from uploads").first
    press(page, opener)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_voice_is_found_and_chosen_by_keyboard(harness: Harness):
    page = harness.member_page()
    page.goto(f"{harness.address}/voices")
    tab_to(page, page.get_by_role("textbox", name="Script"))
    page.keyboard.type("Guten Abend.")
    opener = page.locator("voice-choice .open")
    press(page, opener)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("german")
    page.keyboard.press("ArrowDown")
    first = page.locator("voice-picker .take").first
    expect(first).to_be_focused()
    expect_ring(first)
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    expect(opener).to_contain_text("German")
    press(page, page.get_by_role("button", name="Generate"))
    expect(page.locator("speech-row").first).to_contain_text("Guten Abend.")
