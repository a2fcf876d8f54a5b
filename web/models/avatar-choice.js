import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon, newId, picture } from "../interface/markup.js";
import { thumbnail } from "../uploads/media.js";
import { avatars } from "./models.js";

/** One of the prepared avatars for a draft; `draft` is set before it enters. */
class AvatarChoice extends LiveElement {
  draft = null;

  enter() {
    this.listen(avatars, "change", () => this.#show());
    this.replaceChildren(el("div", { class: "ghost" }));
    if (avatars.isLoaded) this.#show();
    else loadInto(this, this, () => avatars.load());
  }

  #show() {
    const ready = avatars.ready;
    const chosen = this.draft.settings.avatar;
    if (chosen && !avatars.get(chosen)) this.draft.set("avatar", null);
    if (!chosen && ready.length === 1) this.draft.set("avatar", ready[0].id);
    if (ready.length === 0) return this.replaceChildren(this.#nothing());
    const name = newId("avatar");
    const options = ready.map((avatar) => this.#option(avatar, name));
    const more = el("a", { class: "more", href: "/avatars/new" }, icon("add"), translate("avatars.prepare"));
    const legend = el("legend", { class: "visually-hidden" }, translate("avatars.choose"));
    this.replaceChildren(el("fieldset", {}, legend, options, more));
  }

  #option(avatar, name) {
    const isOn = avatar.id === this.draft.settings.avatar;
    const input = el("input", { type: "radio", name, value: avatar.id, checked: isOn, class: "visually-hidden" });
    input.onchange = () => this.draft.set("avatar", avatar.id);
    const image = thumbnail(avatar.thumbnail_url, 200);
    const face = image ? picture(image) : icon("avatars");
    return el("label", {}, input, el("span", { class: "face" }, face), el("b", {}, avatar.name));
  }

  #nothing() {
    const data = { icon: "avatars", title: translate("avatars.empty"), text: translate("avatars.emptyText") };
    const way = el("a", { class: "button", "data-look": "quiet", href: "/avatars/new" }, translate("avatars.prepare"));
    return el("empty-state", { data }, way);
  }
}

customElements.define("avatar-choice", AvatarChoice);
