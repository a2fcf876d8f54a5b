import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { router } from "../router.js";
import { session } from "../session.js";
import { tasks } from "../tasks/tasks.js";

/** Name, address, and the kinds of task that belong there. Five fit the foot of a phone. */
const sections = [
  ["studio", "/studio", ["animate_move", "animate_mix"]],
  ["presenter", "/presenter", ["talking_video", "film"]],
  ["avatars", "/avatars", ["avatar_training"]],
  ["voices", "/voices", ["voice_clone", "speech"]],
  ["library", "/library", []],
];
/** Pages that belong to a section without lying under its address. */
const partsOf = { "/library": ["/uploads", "/trash"], "/presenter": ["/film"] };

/** The logo, the main navigation, and who is signed in. On a phone the navigation is at the foot of the screen. */
class TopBar extends LiveElement {
  enter() {
    this.#show();
    this.listen(session, "change", () => this.#show());
    this.listen(router, "arrive", () => this.#mark());
    this.listen(tasks, "task", ({ detail }) => location.pathname.endsWith(detail.id) && this.#mark());
  }

  #show() {
    const mark = el("img", { src: "/favicon.svg", alt: "", width: "32", height: "32" });
    const brand = el("a", { class: "brand", href: "/", "aria-label": "Greenroom" }, mark, el("span", {}, "Greenroom"));
    const bell = session.user && el("notice-bell");
    const tools = el("div", { class: "tools" }, el("locale-picker"), el("theme-switch"), bell, this.#account());
    this.replaceChildren(el("header", { class: "bar" }, brand, session.user && this.#nav(), tools));
    this.#mark();
  }

  #nav() {
    const links = sections.map(([name, path]) => el(
      "a",
      { href: path },
      icon(name),
      el("span", {}, translate(`nav.${name}`)),
    ));
    return el("nav", { class: "main-nav", "aria-label": translate("nav.label") }, links);
  }

  #account() {
    if (session.user) return el("account-menu");
    return el(
      "a",
      { class: "button sign-in-link", href: "/signin", "data-look": "quiet" },
      translate("account.signIn"),
    );
  }

  #mark() {
    const here = location.pathname;
    const hasItsOwn = ["/", "/signin"].includes(here);
    this.querySelector(".sign-in-link")?.toggleAttribute("hidden", hasItsOwn);
    const task = here.startsWith("/tasks/") && tasks.get(here.slice("/tasks/".length));
    const ofTask = task && sections.find(([, , kinds]) => kinds.includes(task.kind))?.[1];
    for (const link of this.querySelectorAll(".main-nav a")) {
      const path = link.getAttribute("href");
      const isHere = here === path || here.startsWith(`${path}/`);
      const isPart = partsOf[path]?.includes(here);
      if (isHere || isPart || path === ofTask) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

customElements.define("top-bar", TopBar);
