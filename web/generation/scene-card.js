import { translate } from "../i18n.js";
import { segments, choose } from "../interface/controls/choices.js";
import { inShort } from "../interface/messages/failures.js";
import { field, selectField } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el, iconButton } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { kindOf } from "../uploads/media.js";
import { filmDraft } from "./film-draft.js";

const speakers = { image: "picture", video: "clip", avatar: "avatars" };
const backdrops = ["black", "color", "image", "video"];
const positions = ["full", "left", "right", "corner"];
const pauses = ["0", "500", "1000", "2000", "5000"];

/** One scene of the film, with what can be done with it; `draft` is the scene's, set before it enters. */
class SceneCard extends LiveElement {
  draft = null;

  enter() {
    const slot = el("div", { class: "slot" });
    const script = Object.assign(el("script-field"), { draft: this.draft });
    this.replaceChildren(
      el(
        "section",
        {},
        el("header", { class: "head" }, el("h2", { tabindex: "-1" }), this.#tools()),
        el("div", { class: "parts" }, el("div", { class: "speaker" }, this.#speaker(slot), slot), script),
        el(
          "details",
          { class: "more-of-scene" },
          el("summary", {}, translate("film.more")),
          el(
            "div",
            { class: "joint" },
            this.#select("transition", ["cut", "fade"]),
            this.#select("pause", pauses),
            this.#select("position", positions),
            this.#select("backdrop", backdrops),
          ),
          this.#backdrop(),
        ),
      ),
    );
    this.listen(filmDraft, "order", () => this.#number());
    this.listen(this, "chosen", (event) => {
      event.stopPropagation();
      this.#take(event.detail.files, event.detail.place);
    });
    this.#number();
  }

  /** Its place in the film, which is also what its buttons can do. */
  #number() {
    const at = filmDraft.scenes.indexOf(this.draft);
    if (at < 0) return;
    const name = translate("film.scene", { number: String(at + 1) });
    this.querySelector("h2").textContent = name;
    this.querySelector("section").setAttribute("aria-label", name);
    this.querySelector(".earlier").disabled = at === 0;
    this.querySelector(".later").disabled = at === filmDraft.scenes.length - 1;
    this.querySelector(".remove").disabled = filmDraft.scenes.length === 1;
    this.querySelector("[data-of=transition]").hidden = at === 0;
  }

  #tools() {
    const earlier = iconButton("up", translate("film.earlier"), { class: "icon-button earlier" });
    earlier.onclick = () => this.#move(-1);
    const later = iconButton("down", translate("film.later"), { class: "icon-button later" });
    later.onclick = () => this.#move(1);
    const remove = iconButton("delete", translate("film.remove"), { class: "icon-button remove" });
    remove.onclick = () => filmDraft.remove(this.draft);
    return el("div", { class: "tools" }, earlier, later, remove);
  }

  #move(steps) {
    filmDraft.move(this.draft, steps);
    this.querySelector("h2").focus();
  }

  #speaker(slot) {
    const options = Object.entries(speakers).map(([value, icon]) => {
      return { value, label: translate(`presenter.speaker.${value}`), icon };
    });
    const legend = translate("presenter.speaker.title");
    const taken = (value) => this.draft.set("speaker", value);
    const choice = segments({ legend, options, value: this.draft.settings.speaker, choose: taken });
    let shown = null;
    const show = () => {
      const { speaker } = this.draft.settings;
      if (speaker === shown) return;
      shown = speaker;
      choose(choice, speaker);
      const place = speaker === "avatar"
        ? el("avatar-choice")
        : el("file-drop", { place: speaker, kind: speaker, bare: true, cuts: true });
      slot.replaceChildren(Object.assign(place, { draft: this.draft }));
    };
    this.listen(this.draft, "change", show);
    show();
    return choice;
  }

  #select(setting, values) {
    const choices = values.map((value) => [value, translate(`film.${setting}s.${value}`)]);
    const choice = selectField(
      translate(`film.${setting}`),
      { name: setting, value: this.draft.settings[setting], choices },
    );
    choice.dataset.of = setting;
    const select = choice.querySelector("select");
    select.onchange = () => this.draft.set(setting, select.value);
    return choice;
  }

  /** The colour, the picture or the clip behind the speaker, where one is chosen. */
  #backdrop() {
    const color = el("input", { type: "color", value: this.draft.settings.color });
    color.oninput = () => this.draft.set("color", color.value);
    const tint = field(translate("film.color"), color);
    const [image, video] = [["background", "image"], ["footage", "video"]].map(([place, kind]) => {
      const words = kind === "video" ? "backdrop" : null;
      const drop = el("file-drop", { place, kind, words, bare: true, cuts: true });
      return el("div", { class: "backdrop" }, Object.assign(drop, { draft: this.draft }));
    });
    const show = () => {
      const { backdrop } = this.draft.settings;
      tint.hidden = backdrop !== "color";
      image.hidden = backdrop !== "image";
      video.hidden = backdrop !== "video";
    };
    this.listen(this.draft, "change", show);
    show();
    return el("div", {}, tint, image, video);
  }

  #take([file], place) {
    if (!file) return;
    const found = kindOf(file);
    if (place === "background") {
      if (found === "image") this.draft.choose(place, file);
      else this.draft.refuse(place, { code: "NOT_A_PICTURE" });
    } else if (place === "footage") {
      if (found === "video") this.draft.choose(place, file);
      else this.draft.refuse(place, { code: "NOT_A_CLIP" });
    } else if (found === "image" || found === "video") {
      this.draft.choose(found, file);
      this.draft.set("speaker", found);
    } else if (this.draft.files[place]) {
      notify(inShort({ code: "NOT_SPEAKABLE" }), "problem");
    } else {
      this.draft.refuse(place, { code: "NOT_SPEAKABLE" });
    }
  }
}

customElements.define("scene-card", SceneCard);
