import { session } from "../accounts/session.js";
import { tasks } from "../generation/tasks.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { say } from "../interface/words.js";
import { router } from "./router.js";

/** Name, address, and what else belongs to the room. Five fit the foot of a phone. */
const rooms = [
  ["studio", "/studio", ["animate_move", "animate_mix"]],
  ["presenter", "/presenter", ["talking_video"]],
  ["avatars", "/avatars", ["avatar_training"]],
  ["voices", "/voices", ["voice_clone", "speech"]],
  ["library", "/library", []],
];
const shelf = "/uploads"; // in the library

/** The name of the house, the way to its rooms, and who is in. On a phone the rooms lie at the foot of the screen. */
class TopBar extends LiveElement {
  enter() {
    this.#show();
    this.listen(session, "change", () => this.#show());
    this.listen(router, "arrive", () => this.#mark());
    this.listen(tasks, "task", ({ detail }) => location.pathname.endsWith(detail.id) && this.#mark());
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
    const here = location.pathname;
    const task = here.startsWith("/tasks/") && tasks.get(here.slice("/tasks/".length));
    const ofTask = task && rooms.find(([, , kinds]) => kinds.includes(task.kind))?.[1];
    for (const link of this.querySelectorAll(".rooms a")) {
      const path = link.getAttribute("href");
      const isHere = here === path || here.startsWith(`${path}/`);
      const isShelf = path === "/library" && here === shelf;
      if (isHere || isShelf || path === ofTask) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

customElements.define("top-bar", TopBar);
