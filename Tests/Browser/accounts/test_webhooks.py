"""Programs and people are told how tasks end: webhooks are made, tried and read about; the bell rings; links are ended."""

import http.server
import json
import threading

from playwright.sync_api import Page, expect

from harness import Harness
from server import Server, free_port


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes what it is sent, and answers what it is told to."""

    heard: list[dict] = []
    answer = 200

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.heard.append({"headers": dict(self.headers), "body": json.loads(body)})
        self.send_response(Receiver.answer)
        self.end_headers()

    def log_message(self, *_):
        pass


def make(page: Page, address: str, name: str) -> str:
    """A webhook by the page. Answers its secret."""
    page.get_by_role("button", name="New webhook").click()
    dialog = page.locator("webhook-maker")
    dialog.get_by_label("Address").fill(address)
    dialog.get_by_label("Description").fill(name)
    dialog.get_by_role("button", name="Create webhook").click()
    secret = page.locator("webhook-secret code").inner_text()
    page.locator("webhook-secret").get_by_role("button", name="Done").click()
    return secret


def test_a_webhook_is_made_tried_fails_and_is_sent_again(harness: Harness):
    if not harness.binaries:
        return  # a server that runs elsewhere calls nobody on this machine
    port = int(free_port())
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", port), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{port}"
    with Server(harness.binaries, {"AVATAR_CALLBACK_HOSTS": address}) as server:
        context = harness.browser.new_context()
        page = context.new_page()
        page.goto(f"{server.address}/signin?new")
        page.get_by_label("Email address").fill("ada@example.com")
        page.get_by_label("Password", exact=True).fill(harness.password)
        page.locator("sign-in button[type=submit]").click()
        expect(page.locator("studio-page")).to_be_visible()
        page.goto(f"{server.address}/settings/webhooks")
        expect(page.get_by_text("No webhooks yet")).to_be_visible()
        secret = make(page, f"{address}/hook", "CRM")
        assert secret.startswith("whsec_")

        page.get_by_role("button", name="Send a test to CRM").click()
        log = page.locator("webhook-log")
        expect(log.get_by_text("Delivered")).to_be_visible()
        assert Receiver.heard[-1]["body"]["type"] == "webhook.test"

        Receiver.answer = 500
        page.get_by_role("button", name="Send a test to CRM").click()
        expect(log.get_by_text("answered 500")).to_be_visible()
        expect(page.locator("webhook-settings").get_by_text("Failing since")).to_be_visible()
        Receiver.answer = 200
        log.get_by_role("button", name="Send again").first.click()
        expect(log.get_by_text("Delivered")).to_have_count(2)

        page.get_by_role("button", name="More for CRM").click()
        page.get_by_role("button", name="Switch off").click()
        expect(page.locator("webhook-settings .chip")).to_have_text("Off")
        page.get_by_role("button", name="More for CRM").click()
        page.get_by_role("button", name="Delete", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.get_by_text("No webhooks yet")).to_be_visible()
        context.close()
    receiver.shutdown()


def test_quiet_hours_are_kept(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    page.goto(f"{harness.address}/settings/notifications")
    page.get_by_label("Send an email").select_option("5")
    page.get_by_role("switch").check()
    page.get_by_label("Until", exact=True).fill("08:30")
    page.get_by_label("Until", exact=True).blur()
    expect(page.get_by_text("Saved.").last).to_be_visible()

    page.reload()
    expect(page.get_by_label("Send an email")).to_have_value("5")
    expect(page.get_by_label("From", exact=True)).to_have_value("22:00")
    expect(page.get_by_label("Until", exact=True)).to_have_value("08:30")


def test_the_bell_has_nothing_to_tell_a_newcomer(harness: Harness):
    page = harness.page()
    harness.sign_up(page)
    bell = page.locator("notice-bell")
    bell.get_by_role("button", name="Notifications").click()
    expect(bell.get_by_text("Nothing new.")).to_be_visible()
    bell.get_by_role("link", name="Notification settings").click()
    expect(page.locator("notice-settings")).to_be_visible()
