import { LiveElement } from "./live-element.js";
import { el, icon } from "./markup.js";
import { say } from "./words.js";

const shelves = {
  library: [["library", "/library"], ["uploads", "/uploads"]],
  voices: [["speech", "/voices"], ["mine", "/voices/mine"]],
};

const drawings = { library: "library", uploads: "uploads", speech: "speech", mine: "voices" };

/** The two halves of a room; `room` is `library` or `voices`. */
class ShelfTabs extends LiveElement {
  enter() {
    const room = this.getAttribute("room");
    const links = shelves[room].map(([name, path]) => el(
      "a",
      { href: path, "aria-current": location.pathname === path && "page" },
      icon(drawings[name]),
      say(`shelves.${name}`),
    ));
    this.replaceChildren(el("nav", { "aria-label": say(`rooms.${room}`) }, links));
  }
}

customElements.define("shelf-tabs", ShelfTabs);
