import { translate } from "../i18n.js";
import { filter } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { shelves } from "./shelves.js";

const kinds = ["talking_video", "film", "animate_move", "animate_mix"];
const orders = ["newest", "oldest", "title", "longest"];
const names = ["q", "kind", "folder", "tag", "favorite", "from", "to", "sort"];

/**
 * What of the library is shown, and in which order. Tells `choose` when something else is wanted; the address keeps it,
 * so that going back comes back to it.
 */
class LibraryFilter extends LiveElement {
  #wanted = {};
  #timer = null;
  #shelves = null;
  #search = null;
  #isOpen = false;

  enter() {
    const asked = new URLSearchParams(location.search);
    this.#wanted = Object.fromEntries(names.filter((name) => asked.get(name)).map((name) => [name, asked.get(name)]));
    this.#isOpen = names.some((name) => name !== "q" && this.#wanted[name]);
    this.#build();
    this.listen(shelves, "change", () => this.#showShelves());
  }

  leave() {
    clearTimeout(this.#timer);
  }

  /** For `GET /videos`: days are those of the reader's clock. */
  get query() {
    const { from, to, ...rest } = this.#wanted;
    return { ...rest, from: from && dayAt(from, 0), to: to && dayAt(to, 1) };
  }

  /** Whether only a part of the library is asked for. */
  get isNarrow() {
    return names.some((name) => name !== "sort" && this.#wanted[name]);
  }

  clear() {
    this.#wanted = { sort: this.#wanted.sort };
    this.#build();
    this.#tell();
  }

  set(name, value) {
    this.#wanted[name] = value;
    this.#build();
    this.#tell();
  }

  #build() {
    const { q, kind, favorite, sort } = this.#wanted;
    this.#search = el("input", {
      type: "search", value: q, maxlength: "200", placeholder: translate("library.search"),
      "aria-label": translate("library.search"), autocomplete: "off",
    });
    this.#search.oninput = () => this.#type();
    const star = el("input", { type: "checkbox", checked: favorite === "true", class: "visually-hidden" });
    star.onchange = () => this.#choose("favorite", star.checked ? "true" : "");
    const stars = el("label", { class: "toggle" }, star, el("span", {}, icon("star"), translate("library.favorites")));
    const kindNames = kinds.map((name) => [name, translate(`kinds.${name}`)]);
    const order = orders.map((name) => [name, translate(`library.orders.${name}`)]);
    this.#shelves = el("span", { class: "shelves" });
    this.replaceChildren(
      el("div", { class: "search" }, icon("search"), this.#search),
      this.#more(),
      el(
        "div",
        { class: "choices" },
        this.#filter("library.kind", [["", translate("library.allKinds")], ...kindNames], "kind", kind),
        this.#shelves,
        this.#day("from"),
        this.#day("to"),
        stars,
        this.#filter("library.order", order, "sort", sort ?? "newest"),
      ),
    );
    this.#showShelves();
  }

  /** On a phone the choices stay folded until they are wanted. */
  #more() {
    const look = { type: "button", class: "button more", "data-look": "quiet", "aria-expanded": String(this.#isOpen) };
    const button = el("button", look, icon("settings"), translate("library.filters"));
    button.onclick = () => {
      this.#isOpen = !this.#isOpen;
      this.toggleAttribute("data-open", this.#isOpen);
      button.setAttribute("aria-expanded", String(this.#isOpen));
    };
    this.toggleAttribute("data-open", this.#isOpen);
    return button;
  }

  #filter(label, choices, name, value) {
    const select = filter(translate(label), choices, (chosen) => this.#choose(name, chosen));
    select.value = value ?? "";
    return select;
  }

  #showShelves() {
    const counted = ({ id, name, video_count: count }) => [id, `${name} (${count})`];
    const choices = (all, items) => [["", all], ...items.map(counted)];
    const { folder, tag } = this.#wanted;
    const folders = choices(translate("library.allFolders"), shelves.folders);
    const tags = choices(translate("library.allTags"), shelves.tags);
    this.#shelves.replaceChildren(
      ...(shelves.folders.length ? [this.#filter("library.folder", folders, "folder", folder)] : []),
      ...(shelves.tags.length ? [this.#filter("library.tag", tags, "tag", tag)] : []),
    );
  }

  #day(name) {
    const input = el("input", { type: "date", value: this.#wanted[name] });
    input.onchange = () => this.#choose(name, input.value);
    return el("label", { class: "day" }, el("span", {}, translate(`library.${name}`)), input);
  }

  /** Not at every letter. */
  #type() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#choose("q", this.#search.value.trim()), 250);
  }

  #choose(name, value) {
    this.#wanted[name] = value;
    this.#tell();
  }

  #tell() {
    const query = new URLSearchParams();
    for (const name of names) if (this.#wanted[name]) query.set(name, this.#wanted[name]);
    const text = query.toString();
    history.replaceState(null, "", location.pathname + (text ? `?${text}` : ""));
    this.tell("choose");
  }
}

/** The beginning of a day here, or of the one after it, as the server reads it. */
function dayAt(text, after) {
  const [year, month, day] = text.split("-").map(Number);
  const moment = new Date(year, month - 1, day + after);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

customElements.define("library-filter", LibraryFilter);
