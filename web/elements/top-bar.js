import { el, icon } from "../markup.js";
import { router } from "../router.js";
import { session } from "../session.js";
import { say } from "../words.js";
import { LiveElement } from "./live-element.js";

const rooms = [
  ["studio", "/studio"],
  ["library", "/library"],
  ["uploads", "/uploads"],
];

/** The name of the house, the way to its rooms, and who is in. On a phone the rooms lie at the foot of the screen. */
class TopBar extends LiveElement {
  enter() {
    this.#show();
    this.listen(session, "change", () => this.#show());
    this.listen(router, "arrive", () => this.#mark());
  }

  #show() {
    const mark = el("img", { src: "/favicon.svg", alt: "", width: "32", height: "32" });
    const brand = el("a", { class: "brand", href: "/" }, mark, el("span", {}, "Greenroom"));
    const tools = el("div", { class: "tools" }, el("locale-picker"), el("theme-switch"), this.#door());
    this.replaceChildren(el("header", { class: "bar" }, brand, session.user && this.#rooms(), tools));
    this.#mark();
  }

  #rooms() {
    const links = rooms.map(([name, path]) => el(
      "a",
      { href: path },
      icon(name),
      el("span", {}, say(`rooms.${name}`)),
    ));
    return el("nav", { class: "rooms", "aria-label": say("rooms.label") }, links);
  }

  #door() {
    if (session.user) return el("account-menu");
    return el("a", { class: "button sign-in-link", href: "/signin", "data-look": "quiet" }, say("account.signIn"));
  }

  #mark() {
    for (const link of this.querySelectorAll(".rooms a")) {
      const path = link.getAttribute("href");
      const isHere = location.pathname === path || location.pathname.startsWith(`${path}/`);
      const isStudio = path === "/studio" && location.pathname.startsWith("/tasks/");
      if (isHere || isStudio) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

customElements.define("top-bar", TopBar);
