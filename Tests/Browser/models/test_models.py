"""Voices and faces are learnt, and never without the word of whom they belong to."""

import re
import tarfile

from playwright.sync_api import Page, expect

from harness import Harness

speech = (
    "When I was young I used to sit in the last row of the harness. Nobody looked at me there, and I looked at "
    "everybody. The actors came and went, the lamps grew dim, and somewhere a door was closed very quietly. I have "
    "kept that silence ever since, and whenever I speak I try to leave a little of it between the words."
)


def listen(harness: Harness, page: Page, sound):
    """What the microphone of the browser hears from now on."""
    harness.microphone.write_bytes(sound.read_bytes())
    page.context.grant_permissions(["microphone"], origin=harness.address)


def record(page: Page, place: str, seconds: float):
    drop = page.locator(f'file-drop[place="{place}"]')
    drop.get_by_role("button", name="Record now").click()
    expect(drop.locator(".clock")).to_have_text(f"0:{round(seconds):02d}", timeout=60_000)
    drop.get_by_role("button", name="Stop and use").click()


def ask(page: Page, name: str) -> str:
    """@returns the sentence that the person is to speak."""
    page.get_by_label(re.compile("Whose (voice|face)")).fill(name)
    page.get_by_role("button", name="Show statement").click()
    sentence = page.locator("consent-form blockquote")
    expect(sentence).to_contain_text(name)
    expect(page.locator("consent-form .time")).to_have_text(re.compile(r"^(30:00|29:5\d) left$"))
    assert len(page.locator("consent-form mark").inner_text()) >= 6
    return sentence.inner_text()


def test_a_voice_is_cloned_with_consent_speaks_and_is_deleted(harness: Harness):
    page = harness.member_page()
    listen(harness, page, harness.spoken(page, speech, "espeak:en-gb"))
    page.goto(f"{harness.address}/voices/mine")
    page.get_by_role("link", name="Clone a voice").first.click()
    record(page, "sample", 14)
    expect(page.locator('file-drop[place="sample"] .tick')).to_be_visible()
    ask(page, "Grace")
    expect(page.get_by_role("button", name="Clone voice")).to_be_disabled()
    expect(page.locator("order-form")).to_contain_text("The consent is missing.")
    record(page, "statement", 4)
    expect(page.get_by_text("Statement of Grace recorded")).to_be_visible(timeout=60_000)
    expect(page.locator("consent-form .checks")).to_contain_text("The code was not recognised.")
    page.get_by_label("Name of the voice").fill("Grace’s voice")
    expect(page.locator("cost-estimate .time")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Clone voice").click()

    expect(page).to_have_url(f"{harness.address}/voices/mine")
    card = page.locator("voice-card", has_text="Grace’s voice")
    expect(card).to_contain_text("Waiting for the consent to be approved")
    approve(harness, "Grace")
    expect(card.locator("sound-player")).to_be_visible(timeout=harness.work_limit)
    expect(card.get_by_text("Draft", exact=True)).to_be_visible()
    card.get_by_role("button", name="Rename").click()
    page.get_by_label("New title").fill("Admiral")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Renamed.")).to_be_visible()
    page.reload()

    page.get_by_role("link", name="Use this voice").click()
    expect(page.locator("voice-choice")).to_contain_text("Admiral")
    page.get_by_role("textbox", name="Script").fill("A ship in port is safe.")
    page.get_by_role("button", name="Generate").click()
    row = page.locator("speech-row", has_text="A ship in port")
    expect(row).to_contain_text("Admiral")
    expect(row.locator("sound-player")).to_be_visible(timeout=harness.work_limit)

    page.get_by_role("link", name="Cloned voices", exact=True).click()
    page.get_by_role("button", name="Delete Admiral").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator("voice-card")).to_have_count(0)
    page.reload()
    expect(page.locator("voices-page empty-state")).to_be_visible()


def approve(harness: Harness, name: str):
    """An administrator listens to what the machine did not understand."""
    page = harness.first_page()
    page.goto(f"{harness.address}/admin/consents")
    line = page.locator("consent-review li", has_text=name)
    expect(line.locator("blockquote")).to_contain_text(f"I, {name}, agree")
    expect(line.locator("sound-player").first).to_be_visible()
    page.get_by_role("button", name=f"Approve the consent of {name}").click()
    expect(page.get_by_text(f"Consent of {name} approved.")).to_be_visible()
    expect(line).to_have_count(0)


def test_a_sample_without_speech_is_refused_with_what_was_measured(harness: Harness):
    page = harness.first_page()
    page.goto(f"{harness.address}/voices/new")
    harness.choose(page, "sample", harness.tone(8))
    ask(page, "Nobody")
    waive(page)

    note = page.locator('file-drop[place="sample"] failure-note')
    expect(note).to_be_visible(timeout=60_000)
    titles = harness.words()["failures"]
    known = [titles[code]["title"] for code in ("no_speech_in_sample", "sample_too_short", "sample_too_noisy")]
    expect(note.locator("b")).to_have_text(re.compile("|".join(re.escape(title) for title in known)))
    expect(note.locator("p")).to_contain_text(re.compile(r"\d"))
    expect(page.get_by_role("button", name="Clone voice")).to_be_disabled()


def waive(page: Page):
    page.get_by_text("Skip (admin)").click()
    page.get_by_label(re.compile("Why no statement is needed")).fill("A test; nobody is copied")
    page.get_by_role("button", name="Skip", exact=True).click()
    expect(page.get_by_text(re.compile("Statement skipped for"))).to_be_visible()


def test_an_avatar_is_prepared_reported_on_speaks_and_is_deleted(harness: Harness):
    page = harness.first_page(viewport={"width": 1280, "height": 900})
    page.get_by_role("link", name="Avatars", exact=True).click()
    page.get_by_role("link", name="Create an avatar").first.click()
    harness.choose(page, "footage", harness.clip)
    ask(page, "Frank")
    waive(page)
    expect(page.get_by_label("Name of the avatar")).to_have_value("Frank")
    expect(page.locator("cost-estimate .time")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Create avatar").click()

    card = page.locator("avatar-card", has_text="Frank")
    expect(card.locator('.chip[data-status="succeeded"]')).to_have_text("Ready", timeout=harness.work_limit)
    expect(card.locator(".grade")).to_have_text(re.compile("^(Good|Usable|Poor) footage$"))
    with page.expect_download() as download:
        card.get_by_role("link", name="Download the archive of Frank").click()
    with tarfile.open(download.value.path()) as archive:
        assert any(name.endswith("coords.pkl") for name in archive.getnames()), archive.getnames()[:5]

    card.get_by_role("link", name="Use in Presenter").click()
    expect(page.locator("avatar-choice :checked")).to_have_count(1)
    page.get_by_role("textbox", name="Script").fill("I am on tape, and still I speak.")
    expect(page.locator("cost-estimate .time")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("compare-player")).to_be_visible(timeout=harness.work_limit)

    page.get_by_role("link", name="Avatars", exact=True).click()
    page.get_by_role("button", name="Delete Frank").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator("avatars-page empty-state")).to_be_visible()


def test_a_sentence_whose_time_has_run_out_is_asked_for_anew(harness: Harness):
    page = harness.member_page()
    page.clock.install()
    page.goto(f"{harness.address}/voices/new")
    before = ask(page, "Grace")

    page.clock.fast_forward("31:00")
    expect(page.get_by_text(re.compile("has expired"))).to_be_visible()
    expect(page.locator("consent-form blockquote")).to_have_count(0)
    page.clock.resume()
    page.get_by_role("button", name="Show statement").click()
    expect(page.locator("consent-form blockquote")).to_be_visible()
    assert page.locator("consent-form blockquote").inner_text() != before


def test_a_microphone_that_is_not_allowed_is_explained(harness: Harness):
    page = harness.member_page()
    page.goto(f"{harness.address}/voices/new")
    page.get_by_role("button", name="Record now").click()

    told = harness.words()["recorder"]["denied"]
    expect(page.locator("sound-recorder failure-note")).to_contain_text(told["title"])
    page.get_by_role("button", name="Choose a file instead").click()
    expect(page.locator('file-drop[place="sample"] .invitation')).to_be_visible()
