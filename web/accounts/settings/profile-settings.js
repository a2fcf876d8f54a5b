import * as api from "../../api.js";
import { currentLanguage, languages, setLanguage, translate } from "../../i18n.js";
import { inShort } from "../../interface/messages/failures.js";
import { form, selectField, textField } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el } from "../../interface/markup.js";
import { notify } from "../../interface/messages/notices.js";
import { panel } from "../../interface/lists/panels.js";
import { session } from "../../session.js";
import { countries } from "./countries.js";

/** What a user is called, reads and where; and the mark on the videos. */
class ProfileSettings extends LiveElement {
  #profile = null;
  #settings = null;

  enter() {
    this.replaceChildren(el("div", { class: "ghost" }), el("div", { class: "ghost" }));
    this.#load();
  }

  async #load() {
    try {
      [this.#profile, this.#settings] = await Promise.all([api.profile(), api.settings()]);
      this.replaceChildren(this.#name(), this.#place(), this.#mark());
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  #name() {
    const name = { name: "name", value: this.#profile.name, maxlength: "100", autocomplete: "name", required: true };
    const sheet = form({
      fields: [textField(translate("settings.name"), name, { hint: translate("settings.nameHint") })],
      submit: translate("rename.save"),
      look: "quiet",
      send: ({ name: input }) => this.#save({ name: input.value.trim() }),
    });
    sheet.classList.add("in-line");
    return panel({ title: translate("settings.you") }, el("div", { class: "padded" }, sheet));
  }

  #place() {
    const { language, country } = this.#settings;
    const tongues = { name: "language", value: language, choices: Object.entries(languages) };
    const tongue = selectField(translate("settings.language"), tongues, { hint: translate("settings.languageHint") });
    const all = [["", translate("settings.anywhere")], ...countries(currentLanguage())];
    const places = { name: "country", value: country ?? "", choices: all };
    const home = selectField(translate("settings.country"), places, { hint: translate("settings.countryHint") });
    tongue.querySelector("select").onchange = ({ target }) => this.#change({ language: target.value });
    home.querySelector("select").onchange = ({ target }) => this.#change({ country: target.value || null });
    return panel({ title: translate("settings.place") }, el("div", { class: "padded pair" }, tongue, home));
  }

  async #change(change) {
    try {
      this.#settings = { ...this.#settings, ...(await api.saveSettings({ ...this.#settings, ...change })) };
      notify(translate("settings.saved"));
      if (change.language) await setLanguage(change.language);
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  #mark() {
    const attributes = { type: "checkbox", role: "switch", "aria-describedby": "mark-text" };
    const input = el("input", { ...attributes, checked: Boolean(this.#profile.visible_mark) });
    input.onchange = async () => {
      input.disabled = true;
      await this.#save({ visible_mark: input.checked }).catch((error) => notify(inShort(error), "problem"));
      input.disabled = false;
      input.checked = Boolean(this.#profile.visible_mark);
    };
    const words = el(
      "span",
      { class: "text" },
      el("b", {}, translate("settings.mark")),
      el("span", { class: "hint", id: "mark-text" }, translate("settings.markText")),
    );
    return panel({ title: translate("settings.videos") }, el("label", { class: "switch" }, words, input));
  }

  async #save(change) {
    const { name, visible_mark: mark } = this.#profile;
    this.#profile = { ...this.#profile, ...(await api.saveProfile({ name, visible_mark: Boolean(mark), ...change })) };
    session.update(this.#profile);
    notify(translate("settings.saved"));
  }
}

customElements.define("profile-settings", ProfileSettings);
