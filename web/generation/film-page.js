import { translate } from "../i18n.js";
import { choose, segments } from "../interface/controls/choices.js";
import { inShort } from "../interface/messages/failures.js";
import { selectField } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon, replaceContents } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { kindOf } from "../uploads/media.js";
import { filmDraft as draft } from "./film-draft.js";

const volumes = ["0.12", "0.25", "0.5"];
const formats = ["landscape", "portrait", "square"];

/** Makes a film: its scenes one below the other, and what the whole takes. */
class FilmPage extends LiveElement {
  #list = null;
  #cards = new Map();

  enter() {
    const title = el(
      "header",
      { class: "page-title" },
      el("h1", {}, translate("film.title")),
      el("p", { class: "lead" }, translate("film.text")),
      el("p", { class: "hint saved", role: "status" }),
      el("div", { class: "conflict", role: "alert" }),
    );
    this.#list = el("div", { class: "scenes" });
    const add = el(
      "button",
      { type: "button", class: "button add", "data-look": "quiet" },
      icon("add"),
      translate("film.add"),
    );
    add.onclick = () => this.#add();
    const places = el("div", { class: "places" }, this.#list, add);
    this.replaceChildren(title, el("div", { class: "workspace" }, places, this.#sheet()), el("recent-tasks"));
    this.listen(this, "chosen", ({ detail }) => this.#takeMusic(detail.files));
    this.listen(draft, "order", () => this.#show());
    this.listen(draft, "state", () => this.#tellState());
    loadInto(this, this.#list, () => draft.open());
    this.#tellState();
  }

  #show() {
    for (const scene of this.#cards.keys()) if (!draft.scenes.includes(scene)) this.#cards.delete(scene);
    const cards = draft.scenes.map((scene) => {
      if (!this.#cards.has(scene)) this.#cards.set(scene, Object.assign(el("scene-card"), { draft: scene }));
      return this.#cards.get(scene);
    });
    replaceContents(this.#list, cards);
    this.querySelector(".add").disabled = !draft.canGrow;
  }

  #add() {
    const scene = draft.add();
    const card = this.#cards.get(scene);
    card.scrollIntoView({ block: "nearest" });
    card.querySelector("textarea").focus();
  }

  #sheet() {
    const legend = translate("film.format");
    const options = formats.map((value) => ({ value, label: translate(`film.formats.${value}`) }));
    const choice = segments({
      legend, options, value: draft.settings.format, choose: (value) => draft.set("format", value),
    });
    const format = el("div", { class: "format" }, el("p", { class: "label", "aria-hidden": "true" }, legend), choice);
    const place = el("file-drop", { place: "music", kind: "audio" });
    const volume = selectField(translate("film.volume"), {
      name: "volume",
      value: draft.settings.volume,
      choices: volumes.map((value) => [value, translate(`film.volumes.${value.replace(".", "_")}`)]),
    });
    const loudness = volume.querySelector("select");
    loudness.onchange = () => draft.set("volume", loudness.value);
    const music = el("div", { class: "music" }, Object.assign(place, { draft }), volume);
    const heed = () => {
      volume.hidden = !draft.files.music;
      loudness.value = draft.settings.volume;
      choose(choice, draft.settings.format);
    };
    this.listen(draft, "change", heed);
    heed();
    const subtitles = Object.assign(el("option-choice", { setting: "subtitles", look: "segments" }), { draft });
    const mode = Object.assign(el("option-choice", { setting: "mode" }), { draft });
    const sheet = el("order-form", {}, format, subtitles, music, mode, Object.assign(el("title-field"), { draft }));
    return Object.assign(sheet, { draft });
  }

  #takeMusic([file]) {
    if (!file) return;
    if (kindOf(file) === "audio") draft.choose("music", file);
    else draft.refuse("music", { code: "NOT_A_SOUND" });
  }

  #tellState() {
    const { state } = draft;
    const isTold = ["saved", "saving", "unsaved"].includes(state);
    this.querySelector(".saved").textContent = isTold ? translate(`film.draft.${state}`) : "";
    this.querySelector(".conflict").replaceChildren(...(state === "conflict" ? this.#conflict() : []));
  }

  #conflict() {
    const take = el("button", { type: "button", class: "button" }, translate("film.draft.take"));
    take.onclick = () => this.#settle(() => draft.load());
    const keep = el("button", { type: "button", class: "button", "data-look": "quiet" }, translate("film.draft.keep"));
    keep.onclick = () => this.#settle(() => draft.keepMine());
    return [icon("warning"), el("p", {}, translate("film.draft.conflict")), take, keep];
  }

  async #settle(work) {
    try {
      await work();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("film-page", FilmPage);
