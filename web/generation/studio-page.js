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
    this.listen(this, "more", ({ detail }) => this.#addMore(detail.files));
    this.listen(document, "paste", (event) => this.#paste(event));
    this.listen(this, "dragover", (event) => event.preventDefault());
    this.listen(this, "drop", (event) => {
      event.preventDefault();
      this.#take(event.dataTransfer.files, null);
    });
  }

  #workspace() {
    const places = Object.keys(draft.places).map((place) => {
      const drop = Object.assign(el("file-drop", { place, kind: place, cuts: true }), { draft });
      return el("div", {}, drop, el("more-files", { kind: place }));
    });
    const [recipe, mode] = ["recipe", "mode"].map((setting) => {
      return Object.assign(el("option-choice", { setting }), { draft });
    });
    const engine = Object.assign(el("engine-choice"), { draft });
    const look = Object.assign(el("first-look"), { draft });
    const sheet = el("order-form", {}, mode, engine, Object.assign(el("title-field"), { draft }), look);
    const material = el("div", { class: "material" }, recipe, el("div", { class: "places" }, places));
    return el("div", { class: "workspace" }, material, Object.assign(sheet, { draft }));
  }

  /** Files beside those in the places: each picture is animated with each clip. */
  #addMore(files) {
    const isMedia = (file) => Object.hasOwn(draft.places, kindOf(file) ?? "") && file.size > 0;
    const wrong = files.find((file) => !isMedia(file));
    if (wrong) notify(`${wrong.name}: ${inShort({ code: wrong.size === 0 ? "EMPTY_FILE" : "NOT_MEDIA" })}`, "problem");
    const others = files.filter(isMedia).map((file) => ({ file, kind: kindOf(file) }));
    if (others.length > 0) notify(translate("studio.adding", { count: others.length }));
    uploadBeside(others, (file) => draft.addMore(file));
  }

  /** The first file of each kind goes where it belongs, the others beside it. `meant` is the place chosen. */
  #take(files, meant) {
    const filled = new Set();
    const others = [];
    for (const file of files) {
      const found = kindOf(file);
      const isMedia = Object.hasOwn(draft.places, found ?? "");
      const place = isMedia ? found : (meant ?? "image");
      const fault = !isMedia ? "NOT_MEDIA" : file.size === 0 ? "EMPTY_FILE" : null;
      if (fault) this.#turnAway(place, { code: fault });
      else if (filled.has(place)) others.push(file);
      else draft.choose(place, file);
      if (!fault) filled.add(place);
      if (!fault && meant && found !== meant) notify(translate(`drop.moved.${found}`));
    }
    this.#addMore(others);
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
