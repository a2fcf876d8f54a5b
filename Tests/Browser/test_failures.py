"""What people are told when something cannot work."""

import re

from playwright.sync_api import expect

from theatre import Theatre


def test_a_picture_without_a_face_is_refused_with_advice(theatre: Theatre):
    page = theatre.member_page()
    told = theatre.words()["failures"]["no_subject_in_source"]

    theatre.choose(page, "image", theatre.gradient())
    theatre.choose(page, "video", theatre.clip)

    note = page.locator('file-drop[kind="image"] failure-note')
    expect(note).to_contain_text(told["title"], timeout=30_000)
    expect(note).to_contain_text(told["advice"])
    expect(page.get_by_role("button", name="Animate")).to_be_disabled()
    page.get_by_role("button", name="Remove gradient.png").click()
    expect(note).to_have_count(0)


def test_a_file_that_is_no_picture_is_refused_by_the_server_and_can_be_replaced(theatre: Theatre):
    page = theatre.member_page()
    told = theatre.words()["failures"]["UNSUPPORTED_MEDIA"]

    theatre.choose(page, "image", theatre.make("letter.png", b"Dear audience, this is no picture.\n" * 40))

    expect(page.locator('file-drop[kind="image"] failure-note')).to_contain_text(told["title"], timeout=30_000)
    theatre.choose(page, "image", theatre.portrait)
    expect(page.locator('file-drop[kind="image"] .tick')).to_be_visible()
    expect(page.locator("failure-note")).to_have_count(0)


def test_what_is_neither_picture_nor_clip_is_not_even_sent(theatre: Theatre):
    page = theatre.member_page()
    sent = []
    page.on("request", lambda request: "/uploads" in request.url and sent.append(request.url))

    theatre.choose(page, "video", theatre.make("script.txt", b"Enter the ghost."))

    told = theatre.words()["failures"]["NOT_MEDIA"]
    expect(page.locator('file-drop[kind="video"] failure-note')).to_contain_text(told["title"])
    assert sent == []


def test_a_wrong_password_is_told_in_the_form_and_keeps_the_address(theatre: Theatre):
    page = theatre.page()
    email = theatre.new_email()
    page.goto(f"{theatre.address}/signin")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill("not the right one")
    page.get_by_role("button", name="Sign in").click()

    told = theatre.words()["failures"]["WRONG_PASSWORD"]
    expect(page.get_by_role("alert")).to_contain_text(told["title"])
    expect(page.get_by_label("E-mail address")).to_have_value(email)


def test_a_lost_connection_is_said_and_mended(theatre: Theatre):
    page = theatre.member_page()
    expect(page.locator("studio-page")).to_be_visible()

    page.context.set_offline(True)
    expect(page.locator("connection-banner")).to_contain_text(theatre.words()["frame"]["offline"])

    page.context.set_offline(False)
    expect(page.locator("connection-banner")).to_be_empty(timeout=30_000)


def test_an_address_that_leads_nowhere_says_so(theatre: Theatre):
    page = theatre.member_page()
    page.goto(f"{theatre.address}/tasks/does-not-exist")
    expect(page.get_by_text(re.compile("nothing behind this door"))).to_be_visible()


def test_a_proxy_that_takes_small_bodies_only_gets_smaller_pieces(theatre: Theatre):
    page = theatre.member_page()
    limit = 1024 * 1024
    sizes = []

    def refuse_large(route):
        size = int(route.request.headers.get("content-length") or len(route.request.post_data_buffer or b""))
        if route.request.method != "PATCH":
            return route.continue_()
        sizes.append(size)
        if size > limit:
            return route.fulfill(status=413, content_type="text/html", body="<html>413 Request Entity Too Large</html>")
        return route.continue_()

    page.route("**/uploads/**", refuse_large)
    theatre.choose(page, "video", theatre.long_clip(9 * 1024 * 1024))

    expect(page.locator('file-drop[kind="video"] .tick')).to_be_visible(timeout=60_000)
    assert max(sizes) > limit and sizes[-1] <= limit
