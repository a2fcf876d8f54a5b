import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { router } from "../router.js";
import { uploadBeside } from "../uploads/additions.js";
import { kindOf } from "../uploads/media.js";
import { studioDraft as draft } from "./studio-draft.js";

/** Where a picture and a clip become a task. */
class StudioPage extends LiveElement {
  enter() {
    const title = el(
      "header",
      { class: "page-title" },
      el("h1", {}, translate("studio.title")),
      el("p", { class: "lead" }, translate("studio.text")),
    );
    const file = router.takeQuery().get("file");
    if (file) draft.reuseById(file);
    this.replaceChildren(title, this.#workspace(), el("recent-tasks"));
    this.listen(this, "chosen", ({ detail }) => this.#take(detail.files, detail.place));
    this.listen(document, "paste", (event) => this.#paste(event));
    this.listen(this, "dragover", (event) => event.preventDefault());
    this.listen(this, "drop", (event) => {
      event.preventDefault();
      this.#take(event.dataTransfer.files, null);
    });
  }

  #workspace() {
    const places = Object.keys(draft.places).map((place) => {
      return Object.assign(el("file-drop", { place, kind: place }), { draft });
    });
    const [recipe, mode] = ["recipe", "mode"].map((setting) => {
      return Object.assign(el("option-choice", { setting }), { draft });
    });
    const engine = Object.assign(el("engine-choice"), { draft });
    const sheet = el("order-form", {}, mode, engine, Object.assign(el("title-field"), { draft }));
    const material = el("div", { class: "material" }, recipe, el("div", { class: "places" }, places));
    return el("div", { class: "workspace" }, material, Object.assign(sheet, { draft }));
  }

  /** The first file of each kind goes where it belongs, the others are only uploaded. `meant` is the place chosen. */
  #take(files, meant) {
    const filled = new Set();
    const others = [];
    for (const file of files) {
      const found = kindOf(file);
      const isMedia = Object.hasOwn(draft.places, found ?? "");
      const place = isMedia ? found : (meant ?? "image");
      const fault = !isMedia ? "NOT_MEDIA" : file.size === 0 ? "EMPTY_FILE" : null;
      if (fault) this.#turnAway(place, { code: fault });
      else if (filled.has(place)) others.push({ file, kind: found });
      else draft.choose(place, file);
      if (!fault) filled.add(place);
      if (!fault && meant && found !== meant) notify(translate(`drop.moved.${found}`));
    }
    uploadBeside(others);
  }

  /** A wrong drop leaves alone what lies in the place already. */
  #turnAway(place, error) {
    if (draft.files[place] || draft.uploads[place]) notify(inShort(error), "problem");
    else draft.refuse(place, error);
  }

  #paste(event) {
    const { files } = event.clipboardData;
    if (files.length === 0) return;
    event.preventDefault();
    this.#take(files, null);
  }
}

customElements.define("studio-page", StudioPage);
