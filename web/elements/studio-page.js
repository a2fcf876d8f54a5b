import { draft } from "../draft.js";
import { explain, inShort } from "../failures.js";
import { newKey } from "../keys.js";
import { el, icon } from "../markup.js";
import { kindOf, placeOf } from "../media.js";
import { notify } from "../notices.js";
import { router } from "../router.js";
import { tasks } from "../tasks.js";
import { say } from "../words.js";
import { LiveElement } from "./live-element.js";

/** Where a picture and a clip become a task. */
class StudioPage extends LiveElement {
  #submit = null;
  #hint = null;
  #problem = null;
  /** The key of the last submit, kept while the same job is tried again. */
  #sent = { job: null, key: null };

  enter() {
    this.#hint = el("p", { class: "hint", id: "submit-hint" });
    this.#problem = el("div", { class: "problem", role: "alert" });
    this.#submit = el(
      "button",
      { type: "submit", class: "button", "data-size": "large", "aria-describedby": "submit-hint" },
    );
    const title = el(
      "header",
      { class: "page-title" },
      el("h1", {}, say("studio.title")),
      el("p", { class: "lead" }, say("studio.text")),
    );
    this.replaceChildren(title, this.#bench(), el("task-board"));
    this.listen(draft, "change", () => this.#show());
    this.listen(this, "chosen", ({ detail }) => this.#take(detail.files, detail.kind));
    this.listen(document, "paste", (event) => this.#paste(event));
    this.listen(this, "dragover", (event) => event.preventDefault());
    this.listen(this, "drop", (event) => {
      event.preventDefault();
      this.#take(event.dataTransfer.files, null);
    });
    this.#show();
  }

  #bench() {
    const name = el(
      "input",
      { type: "text", id: "title", maxlength: "200", placeholder: say("studio.namePlaceholder"), autocomplete: "off" },
    );
    name.value = draft.title;
    name.oninput = () => draft.setTitle(name.value);
    const sheet = el(
      "form",
      { class: "sheet", "aria-label": say("studio.sheet"), novalidate: true },
      el("mode-choice"),
      el("div", { class: "field" }, el("label", { for: "title" }, say("studio.name")), name),
      el("cost-estimate"),
      this.#problem,
      this.#submit,
      this.#hint,
    );
    sheet.onsubmit = (event) => {
      event.preventDefault();
      this.#send();
    };
    const places = el(
      "div",
      { class: "places" },
      el("file-drop", { kind: "image" }),
      el("file-drop", { kind: "video" }),
    );
    return el("div", { class: "bench" }, places, sheet);
  }

  #show() {
    const missing = ["image", "video"].filter((kind) => !draft.files[kind]);
    const isOnItsWay = missing.some((kind) => draft.uploads[kind]?.isActive);
    const reason = missing.length === 2 ? "both" : missing[0];
    const isRefused = ["image", "video"].some((kind) => draft.files[kind] && draft.refusals[kind]);
    const hint = isRefused ? "refused" : isOnItsWay ? "arriving" : reason;
    this.#hint.textContent = hint ? say(`studio.missing.${hint}`) : "";
    this.#submit.disabled = !draft.isReady || isRefused;
    if (!this.#submit.ariaBusy) this.#submit.replaceChildren(icon("spark"), say("studio.submit"));
  }

  /** Puts each file where its kind belongs, wherever it was dropped. `kind` is the place that was meant. */
  #take(files, kind) {
    for (const file of files) {
      const found = kindOf(file);
      const place = found ?? kind ?? "image";
      const fault = !found ? "NOT_MEDIA" : file.size === 0 ? "EMPTY_FILE" : null;
      if (fault) this.#turnAway(place, { code: fault });
      else draft.choose(place, file);
      if (!fault && kind && found !== kind) notify(say(`drop.moved.${found}`));
    }
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

  async #send() {
    if (this.#submit.disabled || this.#submit.ariaBusy) return;
    this.#problem.replaceChildren();
    this.#setBusy(true);
    try {
      const task = await tasks.submit(draft.job, this.#key());
      draft.setTitle("");
      router.go(`/tasks/${task.id}`);
    } catch (error) {
      this.#setBusy(false);
      this.#refuse(error);
    }
  }

  #key() {
    const job = JSON.stringify(draft.job);
    if (this.#sent.job !== job) this.#sent = { job, key: newKey() };
    return this.#sent.key;
  }

  #refuse(error) {
    if (error.code !== "NETWORK") this.#sent = { job: null, key: null };
    const failure = explain(error);
    const place = placeOf(failure);
    if (place) draft.refuse(place, error);
    else this.#problem.replaceChildren(
      el("failure-note", { data: { failure: failure.code, title: failure.title, text: failure.advice } }),
    );
  }

  #setBusy(isBusy) {
    this.#submit.ariaBusy = isBusy ? "true" : null;
    if (isBusy) this.#submit.replaceChildren(el("span", { class: "spinner" }), say("studio.submitting"));
    else this.#show();
  }
}

customElements.define("studio-page", StudioPage);
