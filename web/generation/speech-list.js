import * as api from "../api.js";
import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { Names } from "../interface/lists/names.js";
import { Pager } from "../interface/lists/pager.js";
import { isVoicePreview } from "../tasks/preview-lines.js";
import { tasks } from "../tasks/tasks.js";

/** What has been spoken and is being spoken, newest first. */
class SpeechList extends LiveElement {
  #pager = null;
  #names = new Names();
  #rows = null;
  #more = null;

  enter() {
    this.#rows = el("ul", { class: "rows" });
    this.#more = moreButton(() => this.#fill());
    this.replaceChildren(el("h2", {}, translate("speech.list")), this.#rows, this.#more);
    this.listen(tasks, "task", ({ detail }) => this.#hear(detail));
    loadInto(this, this.#rows, () => {
      this.#pager = new Pager((page) => api.tasks({ ...page, kind: "speech" }), 20);
      return this.#fill();
    });
  }

  async #fill() {
    do {
      for (const task of await this.#pager.next()) this.#place(task, false);
    } while (!this.#rows.firstChild && !this.#pager.isAtEnd); // a page may hold nothing but previews of voices
    this.#more.hidden = this.#pager.isAtEnd;
    if (!this.#rows.firstChild) this.#empty();
  }

  /** A task of which the list does not know is newer than all it shows. */
  #hear(task) {
    const newest = this.#rows.querySelector("speech-row")?.task.created_at ?? "";
    if (task.created_at > newest) this.#place(task, true);
  }

  #place(task, isNew) {
    const isHere = this.#rows.querySelector(`[data-id="${CSS.escape(task.id)}"]`);
    if (task.kind !== "speech" || isVoicePreview(task) || isHere) return;
    this.#rows.querySelector("empty-state")?.parentElement.remove();
    const row = Object.assign(el("speech-row", { "data-id": task.id }), { task, names: this.#names });
    this.#rows[isNew ? "prepend" : "append"](el("li", {}, row));
  }

  #empty() {
    const data = { icon: "speech", title: translate("speech.empty"), text: translate("speech.emptyText") };
    this.#rows.replaceChildren(el("li", {}, el("empty-state", { data })));
  }
}

customElements.define("speech-list", SpeechList);
