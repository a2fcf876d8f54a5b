"""What is done by way of a letter: from the page to the stand-in's mailbox and back."""

from playwright.sync_api import Page, expect

from harness import Harness


def open_letter(harness: Harness, to: str, number: int = 0) -> Page:
    """The newest letter to somebody, in a browser of its own."""
    page = harness.page()
    for _ in range(100):  # a letter is on its way when it was asked for; the page tells of those that have come
        page.goto(f"http://{harness.stand_ins}/mail")
        rows = page.locator("li", has_text=to)
        if rows.count() > number:
            break
    rows.first.get_by_role("link").click()
    return page


def test_a_forgotten_password_is_set_anew_by_a_letter(harness: Harness):
    page = harness.page()
    email = harness.sign_up(page)
    harness.sign_out(page)
    asked = len_of_letters(harness, email)

    page.goto(f"{harness.address}/signin")
    page.get_by_role("link", name=harness.words()["entry"]["forgot"]).click()
    page.get_by_label("Email address").fill(email)
    page.locator("forgot-password button[type=submit]").click()
    letter = open_letter(harness, email, asked)
    letter.locator("p.letter a").click()
    letter.locator("reset-password input[type=password]").first.fill("another long and quiet sentence")
    letter.locator("reset-password button[type=submit]").click()

    expect(letter.locator("reset-password input[type=password]")).to_have_count(0)
    page.goto(f"{harness.address}/signin")
    harness.sign_in(page, email, "another long and quiet sentence")
    expect(page.locator("studio-page")).to_be_visible()


def test_an_address_is_verified_by_the_letter_that_welcomes(harness: Harness):
    page = harness.page()
    email = harness.sign_up(page)
    letter = open_letter(harness, email)
    letter.locator("p.letter a").click()
    expect(letter.locator("verify-email")).to_be_visible()

    verified = harness.words()["security"]["email"]["verified"]
    page.goto(f"{harness.address}/settings/security")
    expect(page.locator("sign-in-ways").get_by_text(verified)).to_be_visible()


def len_of_letters(harness: Harness, to: str) -> int:
    """How many have come so far; the one that welcomes is waited for."""
    open_letter(harness, to)
    page = harness.page()
    page.goto(f"http://{harness.stand_ins}/mail")
    return page.locator("li", has_text=to).count()
