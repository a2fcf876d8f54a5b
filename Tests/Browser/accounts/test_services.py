"""Signing in with Google and WeChat, as the stand-ins of an offline server play them."""

from playwright.sync_api import expect

from harness import Harness
from stand_ins import walk


def test_somebody_new_comes_in_with_google_and_finds_the_way_back(harness: Harness):
    page = harness.page()
    page.goto(f"{harness.address}/signin?next=/library")
    walk(page, "Google", "Ada Example")
    expect(page.locator("library-page")).to_be_visible()
    page.get_by_role("button", name="Account: ada@example.com").click()

    page.get_by_role("button", name="Sign out").click()
    again = harness.page()
    again.goto(f"{harness.address}/signin")
    walk(again, "Google", "Ada Example")
    expect(again.locator("studio-page")).to_be_visible()


def test_a_member_links_wechat_and_comes_in_with_it(harness: Harness):
    page = harness.page()
    email = harness.sign_up(page)
    page.goto(f"{harness.address}/settings/security")
    ways = page.locator("sign-in-ways")
    ways.get_by_role("link", name="WeChat").click()
    page.get_by_role("button", name="Kenji Rei").click()
    expect(ways).to_contain_text("Kenji Rei")

    later = harness.page()
    later.goto(f"{harness.address}/signin")
    walk(later, "WeChat", "Kenji Rei")
    expect(later.locator("studio-page")).to_be_visible()
    expect(later.get_by_role("button", name=f"Account: {email}")).to_be_visible()


def test_an_address_that_google_knows_opens_nobodys_account(harness: Harness):
    """Whoever made an account with it, and never showed that it is theirs, keeps the account without the address."""
    page = harness.page()
    page.goto(f"{harness.address}/signin?new")
    page.get_by_label("Email address").fill("lin@example.org")
    page.get_by_label("Password", exact=True).fill(harness.password)
    page.get_by_role("button", name="Create account").click()
    expect(page.locator("studio-page")).to_be_visible()

    other = harness.page()
    other.goto(f"{harness.address}/signin")
    walk(other, "Google", "林晓")
    expect(other.locator("studio-page")).to_be_visible()
    expect(other.get_by_role("button", name="Account: lin@example.org")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Account:")).to_be_visible()
    expect(page.get_by_role("button", name="Account: lin@example.org")).to_have_count(0)
    again = harness.page()
    again.goto(f"{harness.address}/signin")
    harness.sign_in(again, "lin@example.org")
    expect(again.locator("studio-page")).to_be_visible()
    expect(again.get_by_role("button", name="Account: lin@example.org")).to_have_count(0)
