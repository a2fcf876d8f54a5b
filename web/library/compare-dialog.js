import * as api from "../api.js";
import { translate } from "../i18n.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { thumbnail } from "../uploads/media.js";

/** Plays two videos of the library side by side, as one; `ids` are set before it enters. */
class CompareDialog extends ModalDialog {
  ids = [];
  #stage = null;

  enter() {
    this.#stage = el("div", { class: "stage" });
    this.open({ title: translate("library.compareTitle") }, el("div", { class: "body" }, this.#stage));
    this.listen(this, "stale", () => loadInto(this, this.#stage, () => this.#load()));
    loadInto(this, this.#stage, () => this.#load());
  }

  async #load() {
    const [left, right] = await Promise.all(this.ids.map((id) => api.video(id)));
    if (!this.isConnected) return;
    const data = {
      result: right.url,
      source: left.url,
      poster: thumbnail(right.thumbnail_url, 640),
      resultName: right.title,
      sourceName: left.title,
    };
    this.#stage.replaceChildren(el("compare-player", { data }));
  }
}

customElements.define("compare-dialog", CompareDialog);

/** @param ids of two videos. */
export const compare = (ids) => Object.assign(el("compare-dialog"), { ids }).ask();
