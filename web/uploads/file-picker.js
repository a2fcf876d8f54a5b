import * as api from "../api.js";
import { clock, moment, translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { el, icon, picture } from "../interface/markup.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { notify } from "../interface/messages/notices.js";
import { Pager } from "../interface/lists/pager.js";
import { thumbnail } from "./media.js";

/** Lets the user take a file that was uploaded earlier; `kind` is `image`, `video` or `audio`. Answers it. */
class FilePicker extends ModalDialog {
  #grid = null;
  #more = null;
  #pager = null;

  enter() {
    const kind = this.getAttribute("kind");
    this.#pager = new Pager((page) => api.files({ ...page, kind }));
    this.#grid = el("ul", { class: "grid" });
    this.#more = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet", hidden: true, onclick: () => this.#fill() },
      translate("list.more"),
    );
    this.open({ title: translate(`picker.${kind}`) }, this.#grid, this.#more);
    this.#fill();
  }

  async #fill() {
    try {
      const files = await this.#pager.next();
      this.#grid.append(...files.map((file) => this.#item(file)));
      this.#more.hidden = this.#pager.isAtEnd;
      if (!this.#grid.firstChild) this.#grid.replaceWith(this.#nothing());
    } catch (error) {
      notify(inShort(error), "problem");
      this.answer(null);
    }
  }

  #item(file) {
    const image = file.thumbnail_url
      ? picture(thumbnail(file.thumbnail_url, 200), { loading: "lazy" })
      : el("span", { class: "blank" }, icon("sound"));
    const facts = [file.duration_ms && clock(file.duration_ms), moment(file.created_at)].filter(Boolean).join(" · ");
    const button = el(
      "button",
      { type: "button" },
      image,
      el("b", { title: file.title }, file.title),
      el("span", { class: "hint" }, facts),
    );
    button.onclick = () => this.answer(file);
    return el("li", {}, button);
  }

  #nothing() {
    return el(
      "empty-state",
      { data: { icon: "uploads", title: translate("picker.empty"), text: translate("picker.emptyText") } },
    );
  }
}

customElements.define("file-picker", FilePicker);
