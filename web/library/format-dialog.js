import * as api from "../api.js";
import { size, translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon } from "../interface/markup.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { makeFormat } from "./library-api.js";

/** In which order they are offered. */
const formats = ["small", "gif", "webp", "audio", "prores"];

/** Offers a video in other formats, each made when it is asked for; `data-file` names its file. */
class FormatDialog extends ModalDialog {
  #list = null;

  enter() {
    this.#list = el("ul", { class: "rows" });
    this.open(
      { title: translate("formats.title") },
      el("div", { class: "body" }, el("p", { class: "text" }, translate("formats.text")), this.#list),
    );
    loadInto(this, this.#list, () => this.#load());
  }

  async #load() {
    const { audio } = await api.file(this.dataset.file);
    const offered = formats.filter((format) => format !== "audio" || audio);
    this.#list.replaceChildren(...offered.map((format) => this.#row(format)));
  }

  #row(format) {
    const name = translate(`formats.${format}.name`);
    const problem = el("p", { class: "field-problem", role: "alert" });
    const place = el("div", { class: "place" });
    const hint = el("p", { class: "hint" }, translate(`formats.${format}.text`));
    const button = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet", "data-size": "small" },
      icon("download"),
      translate("formats.make"),
    );
    button.setAttribute("aria-label", translate("formats.makeOf", { name }));
    button.onclick = () => this.#make(format, name, place, problem);
    place.append(button);
    return el("li", { class: "format-row" }, el("div", { class: "what" }, el("b", {}, name), hint, problem), place);
  }

  async #make(format, name, place, problem) {
    const [button] = place.children;
    problem.textContent = "";
    place.replaceChildren(
      el("span", { class: "making", role: "status" }, el("span", { class: "spinner" }), translate("formats.busy")),
    );
    try {
      const { url, size_bytes: bytes } = await makeFormat(this.dataset.file, format, this.leaving);
      const link = el(
        "a",
        { class: "button", "data-size": "small", href: url, download: true, "aria-label": translate("formats.saveOf", { name }) },
        icon("download"),
        size(bytes),
      );
      place.replaceChildren(link);
      link.click();
      link.focus();
    } catch (error) {
      if (error.isAborted) return;
      place.replaceChildren(button);
      problem.textContent = inShort(error);
    }
  }
}

customElements.define("format-dialog", FormatDialog);

/** @param file the id of a video's file. */
export const askFormat = (file) => el("format-dialog", { "data-file": file }).ask();
