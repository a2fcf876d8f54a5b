"""What a person's desktop does to a page."""

import base64

from playwright.sync_api import Locator


def drop(target: Locator, *files: tuple[str, str, bytes]):
    """Files with their names and media types, dropped from the desktop at once."""
    given = [{"name": name, "type": kind, "bytes": base64.b64encode(data).decode()} for name, kind, data in files]
    target.evaluate(
        """(target, files) => {
            const dataTransfer = new DataTransfer();
            for (const { bytes, name, type } of files) {
                const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
                dataTransfer.items.add(new File([content], name, { type }));
            }
            for (const step of ["dragenter", "dragover", "drop"]) {
                target.dispatchEvent(new DragEvent(step, { dataTransfer, bubbles: true, cancelable: true }));
            }
        }""",
        given,
    )
