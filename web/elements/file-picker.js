import * as api from "../api.js";
import { inShort } from "../failures.js";
import { el, icon, iconButton, newId } from "../markup.js";
import { thumbnail } from "../media.js";
import { notify } from "../notices.js";
import { Pager } from "../pager.js";
import { clock, moment, say } from "../words.js";
import { LiveElement } from "./live-element.js";

/** Lets the user take a file that was uploaded earlier; `kind` is `image`, `video` or `audio`. */
class FilePicker extends LiveElement {
  #answer = null;
  #dialog = null;
  #grid = null;
  #more = null;
  #pager = null;
  #chosen = null;

  enter() {
    const id = newId("picker");
    const kind = this.getAttribute("kind");
    const close = iconButton("cross", say("picker.close"), { onclick: () => this.#dialog.close() });
    this.#pager = new Pager((page) => api.files({ ...page, kind }));
    this.#grid = el("ul", { class: "grid" });
    this.#more = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet", hidden: true, onclick: () => this.#fill() },
      say("list.more"),
    );
    const head = el("header", {}, el("h2", { id }, say(`picker.${kind}`)), close);
    this.#dialog = el("dialog", { "aria-labelledby": id }, head, this.#grid, this.#more);
    this.#dialog.onclick = ({ target }) => target === this.#dialog && this.#dialog.close();
    this.#dialog.onclose = () => {
      this.remove();
      this.#answer(this.#chosen);
    };
    this.replaceChildren(this.#dialog);
    this.#dialog.showModal();
    this.#fill();
  }

  /** @returns the file, or null when the dialog was closed. */
  choose() {
    return new Promise((resolve) => {
      this.#answer = resolve;
      document.body.append(this);
    });
  }

  async #fill() {
    try {
      const files = await this.#pager.next();
      this.#grid.append(...files.map((file) => this.#item(file)));
      this.#more.hidden = this.#pager.isAtEnd;
      if (!this.#grid.firstChild) this.#grid.replaceWith(this.#nothing());
    } catch (error) {
      notify(inShort(error), "problem");
      this.#dialog.close();
    }
  }

  #item(file) {
    const image = file.thumbnail_url
      ? el("img", { src: thumbnail(file.thumbnail_url, 200), alt: "", loading: "lazy" })
      : el("span", { class: "blank" }, icon("sound"));
    const facts = [file.duration_ms && clock(file.duration_ms), moment(file.created_at)].filter(Boolean).join(" · ");
    const button = el(
      "button",
      { type: "button" },
      image,
      el("b", { title: file.title }, file.title),
      el("span", { class: "hint" }, facts),
    );
    button.onclick = () => {
      this.#chosen = file;
      this.#dialog.close();
    };
    return el("li", {}, button);
  }

  #nothing() {
    return el("empty-state", { data: { icon: "uploads", title: say("picker.empty"), text: say("picker.emptyText") } });
  }
}

customElements.define("file-picker", FilePicker);
