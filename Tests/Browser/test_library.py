"""A library that somebody works in: found, sorted, thrown away and brought back."""

import re

from playwright.sync_api import Locator, Page, expect

from harness import Harness


def stocked(harness: Harness, titles: list[str], **options) -> Page:
    """A page of a new account with short videos of these titles, made by the server."""
    page = harness.page(**options)
    harness.sign_up(page)
    own = {"Origin": harness.address}
    ids = {}
    for kind, path in ("image", harness.portrait), ("video", harness.clip):
        sent = {"name": path.name, "mimeType": "application/octet-stream", "buffer": path.read_bytes()}
        answer = page.request.post(f"{harness.address}/api/v1/files", multipart={"file": sent}, headers=own)
        ids[kind] = answer.json()["data"]["id"]
    talk = {"voice": "espeak:en-us", "image_file_id": ids["image"], "script": "Good morning."}
    for title in titles:
        answer = page.request.post(
            f"{harness.address}/api/v1/generate",
            data=talk | {"title": title},
            headers=own | {"Prefer": "wait=60"},
            timeout=harness.work_limit,
        )
        assert answer.json()["data"]["status"] == "succeeded", answer.text()
    return page


def cards(page: Page):
    return page.locator("video-card h2")


def test_videos_are_found_by_words_and_sorted_into_folders_and_tags(harness: Harness):
    page = stocked(harness, ["Spring campaign", "東京の夜景"])
    page.goto(f"{harness.address}/library")
    expect(cards(page)).to_have_text(["東京の夜景", "Spring campaign"])

    search = page.get_by_label("Search titles, scripts and tags")
    search.fill("夜")
    expect(cards(page)).to_have_text(["東京の夜景"])
    search.fill("good morn spr")
    expect(cards(page)).to_have_text(["Spring campaign"])
    page.reload()
    expect(cards(page)).to_have_text(["Spring campaign"])

    page.get_by_role("button", name="Add Spring campaign to favorites").click()
    expect(page.get_by_role("button", name="Remove Spring campaign from favorites")).to_be_focused()
    page.get_by_role("button", name="More actions for Spring campaign").click()
    page.get_by_role("button", name="Edit tags").click()
    page.get_by_label("Tags", exact=True).fill("client, 春、client")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Show all tagged 春")).to_be_visible()
    page.get_by_role("button", name="More actions for Spring campaign").click()
    page.get_by_role("button", name="Move to a folder").click()
    page.get_by_label("New folder").fill("Clients")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("video-card .folder")).to_have_text("Clients")

    search.fill("nothing like this")
    page.get_by_role("button", name="Clear filters").click()
    expect(cards(page)).to_have_count(2)
    page.get_by_label("Folder", exact=True).select_option("Clients (1)")
    expect(cards(page)).to_have_text(["Spring campaign"])
    page.get_by_label("Folder", exact=True).select_option("All folders")
    expect(cards(page)).to_have_count(2)
    page.get_by_text("Favorites", exact=True).click()
    expect(cards(page)).to_have_text(["Spring campaign"])

    page.get_by_role("button", name="Folders and tags").click()
    page.get_by_role("button", name="Delete Clients").click()
    page.get_by_role("dialog").last.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No folders yet.")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("video-card .folder")).to_be_empty()


def test_videos_of_one_title_have_buttons_that_are_told_apart(harness: Harness):
    page = stocked(harness, ["Take", "Take"])
    page.goto(f"{harness.address}/library")
    expect(cards(page)).to_have_text(["Take", "Take"])
    names = called(page.locator("video-card"))
    assert len(names) >= 10 and len(set(names)) == len(names), names
    # By what somebody knows of them: one by its title, the other by title and time.
    assert any(re.search(r"Take, .*\d:\d\d:\d\d", name) for name in names), names

    page.get_by_role("checkbox", name="Select Take", exact=True).check()
    page.get_by_role("button", name="Select all shown").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("2 videos moved to the trash.")).to_be_visible()
    page.goto(f"{harness.address}/trash")
    expect(page.locator("trash-page .trashed")).to_have_count(2)
    names = called(page.locator("trash-page .trashed"))
    assert len(names) == 4 and len(set(names)) == 4, names


def test_uploads_of_one_title_have_buttons_that_are_told_apart(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    page.goto(f"{harness.address}/studio")
    for count in range(2):
        harness.choose(page, "image", harness.gradient("same.png"))
        expect(page.locator("file-drop .tick")).to_have_count(1)
        # What was chosen would be chosen still.
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.reload()
    page.goto(f"{harness.address}/uploads")
    expect(page.locator("file-row")).to_have_count(2)
    names = called(page.locator("file-row"))
    assert len(names) >= 6 and len(set(names)) == len(names), names


def called(place: Locator) -> list[str]:
    """What those who hear a place are told of its controls."""
    return place.locator("button, input, a").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-label')).filter(Boolean)"
    )


def test_several_videos_are_downloaded_thrown_away_and_brought_back_together(harness: Harness):
    page = stocked(harness, ["One", "Two", "Three"], viewport={"width": 390, "height": 844})
    page.goto(f"{harness.address}/library")
    page.get_by_role("checkbox", name="Select One").check()
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.get_by_role("button", name="Select all shown").click()
    expect(page.get_by_text("3 selected")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    assert download.value.suggested_filename == "Greenroom.zip"
    assert open(download.value.path(), "rb").read(2) == b"PK"

    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("3 videos moved to the trash.")).to_be_visible()
    expect(page.locator("library-page empty-state")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(cards(page)).to_have_count(3)

    page.get_by_role("button", name="Delete Two").click()
    expect(cards(page)).to_have_count(2)
    page.get_by_role("link", name="Trash", exact=True).click()
    expect(page.locator("trash-page h2")).to_have_text(["Two"])
    expect(page.locator("trash-page")).to_contain_text("30 days left")
    page.get_by_role("button", name="Restore Two").click()
    expect(page.locator("trash-page empty-state")).to_be_visible()


def test_a_stranger_sees_what_was_shared_until_the_link_is_revoked(harness: Harness):
    page = stocked(harness, ["For the client"])
    page.goto(f"{harness.address}/library")
    page.get_by_role("link", name="For the client", exact=True).click()
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("No links yet.")).to_be_visible()
    dialog.get_by_label("Password", exact=True).fill("open sesame")
    dialog.get_by_role("button", name="Create link").click()
    address = dialog.get_by_label("Link", exact=True).input_value()
    expect(dialog.get_by_text("With a password")).to_be_visible()

    stranger = harness.page(viewport={"width": 390, "height": 844}, language="ja")
    words = harness.words("ja")
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(words["shared"]["lockedTitle"])
    stranger.get_by_label(words["share"]["password"], exact=True).fill("wrong")
    stranger.get_by_role("button", name=words["shared"]["open"]).click()
    expect(stranger.get_by_role("alert")).to_contain_text(words["failures"]["share_password_wrong"]["title"])
    stranger.get_by_label(words["share"]["password"], exact=True).fill("open sesame")
    stranger.get_by_role("button", name=words["shared"]["open"]).click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("For the client")
    video = stranger.locator("compare-player video")
    stranger.wait_for_function("() => document.querySelector('compare-player video').readyState >= 2")
    assert video.get_attribute("poster")
    with stranger.expect_download() as download:
        stranger.get_by_role("link", name=words["result"]["download"]).click()
    assert download.value.suggested_filename == "For the client.mp4"

    dialog.get_by_role("button", name="Revoke the link").click()
    expect(dialog.get_by_text("No links yet.")).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text(words["shared"]["nothing"])


def test_a_video_is_had_in_other_formats(harness: Harness):
    page = stocked(harness, ["Morning"])
    page.goto(f"{harness.address}/library")
    page.get_by_role("link", name="Morning", exact=True).click()
    page.get_by_role("button", name="Other formats").click()
    dialog = page.get_by_role("dialog", name="Other formats")
    for name, ending, start in ("GIF", ".gif", b"GIF89a"), ("MP3", ".mp3", b"ID3"), ("ProRes 422", ".mov", None):
        with page.expect_download(timeout=60_000) as saved:
            dialog.get_by_role("button", name=f"Make and save as {name}").click()
        assert saved.value.suggested_filename.endswith(ending), saved.value.suggested_filename
        content = open(saved.value.path(), "rb").read()
        assert content.startswith(start) if start else content[4:8] == b"ftyp", content[:16]
        expect(dialog.get_by_role("link", name=f"Save as {name} again")).to_be_focused()


def test_two_videos_are_compared(harness: Harness):
    page = stocked(harness, ["First take", "Second take"])
    page.goto(f"{harness.address}/library")
    for title in "First take", "Second take":
        page.get_by_label(f"Select {title}").check()
    page.get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog", name="Compare two videos")
    expect(dialog.locator("figcaption")).to_have_text(["Second take", "First take"])
    dialog.get_by_role("button", name="Play").click()
    expect(dialog.locator(".clock")).to_have_text(re.compile(r"^0:0[1-9]"))
    dialog.get_by_text("Left", exact=True).click()
    muted = "(player) => [...player.querySelectorAll('video')].map((video) => video.muted)"
    assert dialog.locator("compare-player").evaluate(muted) == [False, True]
