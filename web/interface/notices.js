/** Short messages that any part of the app may give. `toast-stack` shows them. */

export const notices = new EventTarget();

/** @param tone `done` or `problem` */
export function notify(text, tone = "done") {
  notices.dispatchEvent(new CustomEvent("notice", { detail: { text, tone } }));
}

/** Tells a screen reader what changed on the page without showing it twice. */
export function announce(text) {
  notices.dispatchEvent(new CustomEvent("announcement", { detail: text }));
}
