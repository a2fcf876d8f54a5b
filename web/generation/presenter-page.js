import { segments, choose } from "../interface/choices.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { say } from "../interface/words.js";
import { kindOf } from "../uploads/media.js";
import { presenterDraft as draft } from "./presenter-draft.js";

const sides = {
  speaker: { values: ["image", "video", "avatar"], icons: { image: "picture", video: "clip", avatar: "avatars" } },
  speech: { values: ["script", "audio"], icons: { script: "script", audio: "sound" } },
};

/** Where somebody is made to say something: who on the left, what on the right. */
class PresenterPage extends LiveElement {
  enter() {
    const title = el(
      "header",
      { class: "page-title" },
      el("h1", {}, say("presenter.title")),
      el("p", { class: "lead" }, say("presenter.text")),
    );
    const places = el("div", { class: "places" }, this.#side("speaker"), this.#side("speech"));
    this.replaceChildren(title, el("div", { class: "bench" }, places, this.#sheet()), el("task-board"));
    this.listen(this, "chosen", ({ detail }) => this.#take(detail.files, detail.place));
    this.listen(this, "dragover", (event) => event.preventDefault());
    this.listen(this, "drop", (event) => {
      event.preventDefault();
      this.#take(event.dataTransfer.files, null);
    });
  }

  #side(setting) {
    const { values, icons } = sides[setting];
    const options = values.map((value) => ({
      value,
      label: say(`presenter.${setting}.${value}`),
      icon: icons[value],
    }));
    const legend = say(`presenter.${setting}.title`);
    const taken = (value) => draft.set(setting, value);
    const choice = segments({ legend, options, value: draft.settings[setting], choose: taken });
    const slot = el("div", { class: "slot" });
    const side = el("section", { class: "side" }, el("h2", {}, legend), choice, slot);
    let shown = null;
    const show = () => {
      const value = draft.settings[setting];
      if (value === shown) return;
      shown = value;
      choose(choice, value);
      slot.replaceChildren(this.#place(value));
    };
    this.listen(draft, "change", show);
    show();
    return side;
  }

  #place(value) {
    const elements = { script: "script-well", avatar: "avatar-choice" };
    const place = elements[value] ? el(elements[value]) : el("file-drop", { place: value, kind: value, bare: true });
    return Object.assign(place, { draft });
  }

  #sheet() {
    const subtitles = Object.assign(el("option-choice", { setting: "subtitles", look: "segments" }), { draft });
    const mode = Object.assign(el("option-choice", { setting: "mode" }), { draft });
    const heed = () => subtitles.toggleAttribute("hidden", draft.settings.speech === "audio"); // there is no script
    this.listen(draft, "change", heed);
    heed();
    const sheet = el("work-sheet", {}, subtitles, mode, Object.assign(el("title-field"), { draft }));
    return Object.assign(sheet, { draft });
  }

  /** Whatever is dropped finds its side: pictures and clips speak, sounds are spoken. */
  #take(files, meant) {
    for (const file of files) {
      const found = kindOf(file);
      const fault = !found ? "NOT_SPEAKABLE" : file.size === 0 ? "EMPTY_FILE" : null;
      if (fault) {
        if (meant && !draft.files[meant] && !draft.uploads[meant]) draft.refuse(meant, { code: fault });
        else notify(inShort({ code: fault }), "problem");
        continue;
      }
      draft.choose(found, file);
      draft.set(found === "audio" ? "speech" : "speaker", found);
    }
  }
}

customElements.define("presenter-page", PresenterPage);
