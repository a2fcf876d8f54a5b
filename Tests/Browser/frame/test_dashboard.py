"""What somebody has and uses, at a glance: it is asked for when something has turned, and not for ever."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from harness import Harness


def test_the_overview_is_asked_for_again_only_when_a_task_has_turned(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    for text in ("Good morning.", "Good evening."):
        harness.spoken(page, text)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{harness.address}/dashboard")
    expect(page.locator("dashboard-page .counts")).to_be_visible()
    before = asked.count("/api/v1/dashboard")

    with page.expect_request(lambda request: urlsplit(request.url).path == "/api/v1/dashboard"):
        harness.spoken(page, "Good night.")  # is submitted, begins and ends
    with page.expect_response(lambda answer: urlsplit(answer.url).path == "/api/v1/notifications"):
        page.reload()  # what was asked for until now has been asked for
    assert asked.count("/api/v1/dashboard") < before + 8, f"asked {len(asked)} times"
    assert asked.count("/api/v1/tasks") < 16
