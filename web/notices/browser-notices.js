/** Notifications of the browser, for whoever looks at something else: a choice of this browser alone. */

import { router } from "../router.js";
import { pathOf, words } from "./notice-words.js";

const stored = "greenroom.notifications";

export const isPossible = () => isSecureContext && typeof Notification !== "undefined";
export const isForbidden = () => isPossible() && Notification.permission === "denied";
export const isOn = () => {
  return isPossible() && Notification.permission === "granted" && localStorage.getItem(stored) === "on";
};

/** @returns whether they are on afterwards. */
export async function switchOn() {
  if ((await Notification.requestPermission()) === "granted") localStorage.setItem(stored, "on");
  return isOn();
}

export const switchOff = () => localStorage.removeItem(stored);

/** Several pages of one browser show the same one once, by its tag. */
export function show(notice) {
  if (!isOn() || !document.hidden) return;
  const shown = new Notification(words(notice), { tag: notice.id, icon: "/favicon.svg" });
  shown.onclick = () => {
    window.focus();
    router.go(pathOf(notice));
    shown.close();
  };
}
