import { translate } from "../i18n.js";
import { segments, choose } from "../interface/controls/choices.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { router } from "../router.js";
import { uploadBeside } from "../uploads/additions.js";
import { kindOf } from "../uploads/media.js";
import { presenterDraft as draft } from "./presenter-draft.js";

const sides = {
  speaker: { values: ["image", "video", "avatar"], icons: { image: "picture", video: "clip", avatar: "avatars" } },
  speech: { values: ["script", "audio"], icons: { script: "script", audio: "sound" } },
};

/** Makes a presenter: who speaks on the left, what they say on the right. */
class PresenterPage extends LiveElement {
  enter() {
    const title = el(
      "header",
      { class: "page-title" },
      el("h1", {}, translate("presenter.title")),
      el("p", { class: "lead" }, translate("presenter.text")),
      el("a", { class: "more", href: "/film" }, icon("film"), translate("film.link")),
    );
    this.#followLink(router.takeQuery());
    const places = el("div", { class: "places" }, this.#side("speaker"), this.#side("speech"));
    this.replaceChildren(title, el("div", { class: "workspace" }, places, this.#sheet()), el("recent-tasks"));
    this.listen(this, "chosen", ({ detail }) => this.#take(detail.files, detail.place));
    this.listen(this, "dragover", (event) => event.preventDefault());
    this.listen(this, "drop", (event) => {
      event.preventDefault();
      this.#take(event.dataTransfer.files, null);
    });
  }

  /** A card of an avatar or an uploaded sound leads here. */
  async #followLink(query) {
    const avatar = query.get("avatar");
    if (avatar) {
      draft.set("avatar", avatar);
      draft.set("speaker", "avatar");
    }
    const file = query.get("file");
    const kind = file && (await draft.reuseById(file));
    if (kind) draft.set(kind === "audio" ? "speech" : "speaker", kind);
  }

  #side(setting) {
    const { values, icons } = sides[setting];
    const options = values.map((value) => ({
      value,
      label: translate(`presenter.${setting}.${value}`),
      icon: icons[value],
    }));
    const legend = translate(`presenter.${setting}.title`);
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
    const elements = { script: "script-field", avatar: "avatar-choice" };
    const place = elements[value] ? el(elements[value]) : el("file-drop", { place: value, kind: value, bare: true, cuts: value !== "audio" });
    return Object.assign(place, { draft });
  }

  #sheet() {
    const subtitles = Object.assign(el("option-choice", { setting: "subtitles", look: "segments" }), { draft });
    const mode = Object.assign(el("option-choice", { setting: "mode" }), { draft });
    const heed = () => {
      mode.toggleAttribute("hidden", draft.settings.speaker !== "image"); // a clip keeps its own size
    };
    this.listen(draft, "change", heed);
    heed();
    const sheet = el("order-form", {}, subtitles, mode, Object.assign(el("title-field"), { draft }));
    return Object.assign(sheet, { draft });
  }

  /** Pictures and clips become the speaker, sounds the speech. One of each is used; others are only uploaded. */
  #take(files, meant) {
    const filled = new Set();
    const others = [];
    for (const file of files) {
      const found = kindOf(file);
      const fault = !found ? "NOT_SPEAKABLE" : file.size === 0 ? "EMPTY_FILE" : null;
      if (fault) {
        if (meant && !draft.files[meant] && !draft.uploads[meant]) draft.refuse(meant, { code: fault });
        else notify(inShort({ code: fault }), "problem");
        continue;
      }
      const side = found === "audio" ? "speech" : "speaker";
      if (filled.has(side)) {
        others.push({ file, kind: found });
        continue;
      }
      filled.add(side);
      draft.choose(found, file);
      draft.set(side, found);
    }
    uploadBeside(others);
  }
}

customElements.define("presenter-page", PresenterPage);
