/** Short messages that any part of the app may give. `toast-stack` shows them. */

export const notices = new EventTarget();

/**
 * @param tone `done` or `problem`
 * @param action `{label, act}`: what can be done about it.
 */
export function notify(text, tone = "done", action = null) {
  notices.dispatchEvent(new CustomEvent("notice", { detail: { text, tone, action } }));
}

/** Tells a screen reader what changed on the page without showing it twice. */
export function announce(text) {
  notices.dispatchEvent(new CustomEvent("announcement", { detail: text }));
}
