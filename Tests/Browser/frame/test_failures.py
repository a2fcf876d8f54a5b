"""What people are told when something cannot work."""

import re

from playwright.sync_api import expect

from harness import Harness


def test_a_picture_without_a_face_is_refused_with_advice(harness: Harness):
    page = harness.member_page()
    told = harness.words()["failures"]["no_subject_in_source"]

    harness.choose(page, "image", harness.gradient())
    harness.choose(page, "video", harness.clip)

    note = page.locator('file-drop[kind="image"] failure-note')
    expect(note).to_contain_text(told["title"], timeout=30_000)
    expect(note).to_contain_text(told["advice"])
    expect(page.get_by_role("button", name="Generate")).to_be_disabled()
    page.get_by_role("button", name="Remove gradient.png").click()
    expect(note).to_have_count(0)


def test_a_file_that_is_no_picture_is_refused_by_the_server_and_can_be_replaced(harness: Harness):
    page = harness.member_page()
    told = harness.words()["failures"]["UNSUPPORTED_MEDIA"]

    harness.choose(page, "image", harness.make("letter.png", b"Dear audience, this is no picture.\n" * 40))

    expect(page.locator('file-drop[kind="image"] failure-note')).to_contain_text(told["title"], timeout=30_000)
    harness.choose(page, "image", harness.portrait)
    expect(page.locator('file-drop[kind="image"] .tick')).to_be_visible()
    expect(page.locator("failure-note")).to_have_count(0)


def test_what_is_neither_picture_nor_clip_is_not_even_sent(harness: Harness):
    page = harness.member_page()
    sent = []
    page.on("request", lambda request: "/uploads" in request.url and sent.append(request.url))

    harness.choose(page, "video", harness.make("script.txt", b"Enter the ghost."))

    told = harness.words()["failures"]["NOT_MEDIA"]
    expect(page.locator('file-drop[kind="video"] failure-note')).to_contain_text(told["title"])
    assert sent == []


def test_a_wrong_password_is_told_in_the_form_and_keeps_the_address(harness: Harness):
    page = harness.page()
    email = harness.new_email()
    page.goto(f"{harness.address}/signin")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill("not the right one")
    page.get_by_role("button", name="Sign in").click()

    told = harness.words()["failures"]["WRONG_PASSWORD"]
    expect(page.get_by_role("alert")).to_contain_text(told["title"])
    expect(page.get_by_label("Email address")).to_have_value(email)


def test_a_lost_connection_is_said_and_mended(harness: Harness):
    page = harness.member_page()
    expect(page.locator("studio-page")).to_be_visible()

    page.context.set_offline(True)
    expect(page.locator("connection-banner")).to_contain_text(harness.words()["frame"]["offline"])

    page.context.set_offline(False)
    expect(page.locator("connection-banner")).to_be_empty(timeout=30_000)


def test_an_address_that_leads_nowhere_says_so(harness: Harness):
    page = harness.member_page()
    page.goto(f"{harness.address}/tasks/does-not-exist")
    expect(page.get_by_text(re.compile("Page not found"))).to_be_visible()


def test_a_proxy_that_takes_small_bodies_only_gets_smaller_pieces(harness: Harness):
    page = harness.member_page()
    limit = 1024 * 1024
    sizes = []

    def refuse_large(route):
        if route.request.method != "PATCH":
            return route.continue_()
        size = int(route.request.headers.get("content-length") or len(route.request.post_data_buffer or b""))
        sizes.append(size)
        if size > limit:
            return route.fulfill(status=413, content_type="text/html", body="<html>413 Request Entity Too Large</html>")
        return route.continue_()

    page.route("**/uploads/**", refuse_large)
    harness.choose(page, "video", harness.long_clip(9 * 1024 * 1024))

    expect(page.locator('file-drop[kind="video"] .tick')).to_be_visible(timeout=60_000)
    assert max(sizes) > limit and sizes[-1] <= limit
