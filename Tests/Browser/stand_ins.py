"""The pages of the services that an offline server plays."""

from playwright.sync_api import Page, expect


def walk(page: Page, service: str, person: str):
    """From the door to the service's page and back as somebody it knows."""
    page.get_by_role("link", name=f"Continue with {service}").click()
    expect(page.get_by_text("A stand-in of Greenroom's sandbox.")).to_be_visible()
    page.get_by_role("button", name=person).click()
