"""The door: every way in that a server may offer, and what is said when one does not work."""

import json

from playwright.sync_api import Page, expect

from harness import Harness

password = {"id": "password", "name": "Password", "kind": "password", "start_url": None, "client": None}
google = {"id": "google", "name": "Google", "kind": "redirect", "start_url": "/api/v1/auth/google/start", "client": None}
wechat = {"id": "wechat", "name": "WeChat", "kind": "redirect", "start_url": "/api/v1/auth/wechat/start", "client": None}


def sign_in_page(harness: Harness, path: str = "/signin", **offer) -> Page:
    """A page at the door of a server that offers just this."""
    usual = {"setup_needed": False, "registration": "open", "password_reset": False, "passkeys": False, "country": None}
    data = usual | {"providers": [password]} | offer
    page = harness.page()
    answer = lambda route: route.fulfill(json={"success": True, "data": data})
    page.route("**/api/v1/auth/providers", answer)
    page.goto(harness.address + path)
    return page


def test_a_server_without_accounts_asks_for_its_administrator(harness: Harness):
    page = sign_in_page(harness, "/", setup_needed=True, providers=[password, google])

    expect(page.get_by_role("heading", level=1)).to_have_text(harness.words()["entry"]["setup"]["title"])
    expect(page.locator("sign-in")).to_contain_text("administrator")
    expect(page.get_by_role("button", name="Create account")).to_be_visible()
    expect(page.get_by_role("link", name="Continue with Google")).to_have_count(0)


def test_the_ways_in_stand_in_the_servers_order_and_lead_back_to_the_page_asked_for(harness: Harness):
    page = sign_in_page(harness, "/signin?next=/library", providers=[wechat, password, google])

    links = page.locator("sign-in .service")
    expect(links).to_have_text(["Continue with WeChat", "Continue with Google"])
    first, form = links.first.bounding_box(), page.locator("sign-in form").bounding_box()
    assert first["y"] < form["y"] < links.last.bounding_box()["y"]
    assert links.first.get_attribute("href").endswith("/api/v1/auth/wechat/start?return_to=%2F%23%2Flibrary")


def test_a_closed_house_says_so_and_offers_no_account(harness: Harness):
    page = sign_in_page(harness, "/signin?new", registration="closed")

    expect(page.get_by_role("heading", level=1)).to_have_text(harness.words()["entry"]["closed"]["title"])
    expect(page.get_by_role("button", name="Create account")).to_have_count(0)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Email address")).to_be_focused()
    expect(page.get_by_role("button", name="Create an account")).to_have_count(0)


def test_a_sign_in_service_that_sends_back_bad_news_is_put_into_words(harness: Harness):
    told = harness.words()["entry"]["returned"]
    for code, words in (("ACCESS_DENIED", told["ACCESS_DENIED"]), ("NEVER_HEARD_OF", told["other"])):
        page = sign_in_page(harness, f"/#/sign-in?error={code}", providers=[password, google])
        expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
        assert "error" not in page.url


def test_a_forgotten_password_is_asked_for_by_mail_and_tells_nobody_who_has_an_account(harness: Harness):
    page = sign_in_page(harness, password_reset=True)
    asked = []
    page.route("**/api/v1/auth/password/forgot", lambda route: asked.append(route.request.post_data) or route.fulfill(
        status=202, json={"success": True, "data": None}))
    page.get_by_role("link", name="Forgot password?").click()
    page.get_by_label("Email address").fill("mira@example.com")
    page.get_by_role("button", name="Send link").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(harness.words()["forgot"]["sent"])
    expect(page.locator("forgot-password")).to_contain_text("If there is an account for mira@example.com")
    assert json.loads(asked[0]) == {"email": "mira@example.com"}


def test_the_token_of_a_mail_leaves_the_address_at_once_and_a_stale_one_is_explained(harness: Harness):
    page = harness.page()
    refusal = {"code": "VALIDATION_ERROR", "message": "`token` is not good.", "details": {"field": "token"}}
    sent = []

    def refuse(route):
        sent.append(json.loads(route.request.post_data))
        route.fulfill(status=422, json={"success": False, "error": refusal})

    page.route("**/api/v1/auth/password/reset", refuse)
    page.goto(f"{harness.address}/#/reset?token=of-a-mail")
    expect(page).to_have_url(f"{harness.address}/reset")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Use at least 8 characters.")).to_be_visible()
    page.get_by_label("New password", exact=True).fill(harness.password)
    page.get_by_role("button", name="Set password").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(harness.words()["reset"]["stale"])
    assert sent == [{"token": "of-a-mail", "new_password": harness.password}]
