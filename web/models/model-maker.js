import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { kindOf } from "../uploads/media.js";
import { avatarDraft, voiceDraft } from "./model-draft.js";

const makers = {
  avatar: { draft: avatarDraft, back: "/avatars", kind: "video", consent: "face" },
  voice: { draft: voiceDraft, back: "/voices/mine", kind: "audio", consent: "voice" },
};

/** Three steps to an avatar or to a cloned voice: the material, the consent, the name. `of` is `avatar` or `voice`. */
class ModelMaker extends LiveElement {
  #of = null;

  enter() {
    this.#of = this.getAttribute("of");
    const { draft, back, kind, consent } = makers[this.#of];
    const material = Object.assign(el("file-drop", { place: draft.source, kind, bare: true }), { draft });
    const agreement = Object.assign(el("consent-form", { kind: consent }), { draft });
    this.replaceChildren(
      el("a", { class: "back", href: back }, icon("back"), translate(`make.${this.#of}.back`)),
      el(
        "header",
        { class: "page-title" },
        el("h1", {}, translate(`make.${this.#of}.title`)),
        el("p", { class: "lead" }, translate(`make.${this.#of}.text`)),
      ),
      el(
        "ol",
        { class: "steps" },
        this.#step("material", material, this.#advice()),
        this.#step("consent", agreement),
        this.#step("name", this.#sheet(draft)),
      ),
    );
    this.listen(this, "chosen", ({ detail }) => this.#take(draft, detail.files, detail.place));
    this.listen(this, "dragover", (event) => event.preventDefault());
    this.listen(this, "drop", (event) => {
      event.preventDefault();
      this.#take(draft, event.dataTransfer.files, draft.source);
    });
    const mark = () => this.#mark(draft);
    this.listen(draft, "change", mark);
    mark();
  }

  #step(name, content, advice) {
    const heading = el("h2", {}, translate(`make.${this.#of}.steps.${name}.title`));
    const text = el("p", { class: "hint" }, translate(`make.${this.#of}.steps.${name}.text`));
    const head = el("header", {}, heading, text, advice);
    return el("li", { "data-step": name }, head, el("div", { class: "content" }, content));
  }

  #advice() {
    const lines = ["one", "two", "three"].map((line) => {
      return el("li", {}, translate(`make.${this.#of}.advice.${line}`));
    });
    return el("ul", { class: "advice" }, lines);
  }

  #sheet(draft) {
    const input = el("input", { type: "text", id: "model-name", maxlength: "200", autocomplete: "off" });
    input.oninput = () => draft.set("name", input.value);
    const show = () => {
      if (input.value !== draft.settings.name) input.value = draft.settings.name;
    };
    this.listen(draft, "change", show);
    show();
    const label = el("label", { for: "model-name" }, translate(`make.${this.#of}.name`));
    const language = this.#of === "voice" && Object.assign(el("language-choice"), { draft });
    const sheet = el("order-form", {}, el("div", { class: "field" }, label, input), language);
    return Object.assign(sheet, { draft });
  }

  #mark(draft) {
    const done = {
      material: Boolean(draft.files[draft.source]) && !draft.refusals[draft.source],
      consent: draft.isAgreed,
      name: draft.isReady,
    };
    for (const [step, isDone] of Object.entries(done)) {
      this.querySelector(`[data-step="${step}"]`).toggleAttribute("data-done", isDone);
    }
  }

  /** A statement may be filmed or only spoken, whichever is asked for: the server tells what it is worth. */
  #take(draft, files, place) {
    const [file] = files;
    if (!file) return;
    const found = kindOf(file);
    const fits = found === draft.places[place] || (place === "statement" && ["audio", "video"].includes(found));
    const wrong = { video: "NOT_A_CLIP", audio: "NOT_A_SOUND" }[draft.places[place]];
    const fault = file.size === 0 ? "EMPTY_FILE" : !fits && wrong;
    if (!fault) draft.choose(place, file, found);
    else if (draft.files[place] || draft.uploads[place]) notify(inShort({ code: fault }), "problem");
    else draft.refuse(place, { code: fault });
  }
}

customElements.define("model-maker", ModelMaker);
