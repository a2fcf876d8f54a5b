"""A page that goes away in the middle loses nothing."""

from playwright.sync_api import expect

from harness import Harness


def test_a_reload_finds_the_running_task_again(harness: Harness):
    page = harness.member_page()
    harness.choose(page, "image", harness.portrait)
    harness.choose(page, "video", harness.clip)
    harness.expect_ready(page)
    harness.submit(page)
    address = page.url
    expect(page.get_by_role("progressbar")).not_to_have_attribute("aria-valuenow", "0", timeout=60_000)

    page.reload()
    expect(page.locator("task-progress, compare-player").first).to_be_visible()
    page.goto(f"{harness.address}/studio")
    card = page.locator(f'task-card a[href="{address.removeprefix(harness.address)}"]')
    expect(card).to_be_visible()
    expect(page.locator("file-drop .tick")).to_have_count(2)

    card.click()
    expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)


def test_an_interrupted_upload_goes_on_where_it_stopped(harness: Harness):
    page = harness.member_page()
    clip = harness.long_clip(20 * 1024 * 1024)
    offsets = []

    def cut(route):
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0":
            return route.abort()
        return route.continue_()

    page.route("**/api/v1/uploads/**", cut)
    with page.expect_event("requestfailed", lambda request: request.method == "PATCH"):
        harness.choose(page, "video", clip)
    page.reload()
    expect(page.locator('file-drop[kind="video"] .rest')).to_contain_text("long.mp4")

    page.unroute("**/api/v1/uploads/**")
    page.on("request", lambda request: offsets.append(request.headers.get("upload-offset")))
    harness.choose(page, "video", clip)
    expect(page.locator('file-drop[kind="video"] .tick')).to_be_visible(timeout=30_000)
    taken_up = [int(offset) for offset in offsets if offset is not None]
    assert taken_up and taken_up[0] > 0 and sorted(set(taken_up)) == taken_up, taken_up


def test_a_paused_upload_waits_and_a_cancelled_one_is_taken_off_the_server(harness: Harness):
    page = harness.member_page()
    page.route("**/api/v1/uploads/**", lambda route: route.continue_() if route.request.method != "PATCH" else None)
    harness.choose(page, "video", harness.long_clip(2 * 1024 * 1024))  # its piece stays on the way

    page.get_by_role("button", name="Pause upload").click()
    expect(page.locator(".passage")).to_contain_text("Paused")

    with page.expect_response(lambda answer: answer.request.method == "DELETE") as deleted:
        page.get_by_role("button", name="Cancel upload of long.mp4").click()
    assert deleted.value.status == 204
    expect(page.locator('file-drop[kind="video"] .invitation')).to_be_visible()
