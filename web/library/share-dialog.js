import { exactMoment, fullMoment, translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { form, passwordField, selectField } from "../interface/controls/form.js";
import { newKey } from "../interface/controls/keys.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon, iconButton } from "../interface/markup.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { notify } from "../interface/messages/notices.js";
import * as api from "./library-api.js";

/** How long links may stay, in days; the empty one stays until it is revoked. */
const lives = ["1", "7", "30", ""];

/** Makes links to a video, shows each once, and takes them back; `data-id` names the video. */
class ShareDialog extends ModalDialog {
  #list = null;
  #fresh = null;
  #key = newKey();

  enter() {
    this.#list = el("ul", { class: "rows" });
    this.#fresh = el("div", { class: "fresh", role: "status" });
    const choices = lives.map((days) => {
      return [days, days ? translate("share.days", { count: Number(days) }) : translate("share.forever")];
    });
    const password = passwordField(
      translate("share.password"),
      { required: false, autocomplete: "new-password", maxlength: "200" },
      { hint: translate("share.passwordHint") },
    );
    password.querySelector("input").check = () => "";
    const make = form({
      fields: [selectField(translate("share.life"), { name: "days", value: "7", choices }), password],
      submit: translate("share.make"),
      send: (fields) => this.#make(fields),
    });
    this.open(
      { title: translate("share.title") },
      el(
        "div",
        { class: "body" },
        el("p", { class: "text" }, translate("share.text")),
        make,
        this.#fresh,
        el("h3", {}, translate("share.links")),
        this.#list,
      ),
    );
    loadInto(this, this.#list, () => this.#load());
  }

  async #load() {
    const links = await api.shares(this.dataset.id);
    const rows = links.map((link) => this.#row(link));
    this.#list.replaceChildren(...(rows.length ? rows : [el("li", { class: "hint" }, translate("share.none"))]));
  }

  #row({ id, has_password: isLocked, created_at: created, expires_at: expires }) {
    const made = translate("share.made", { moment: fullMoment(created) });
    const end = expires ? translate("share.until", { moment: fullMoment(expires) }) : translate("share.forever");
    const lock = isLocked && translate("share.locked");
    const revoke = iconButton("delete", translate("share.revokeOf", { moment: exactMoment(created) }));
    revoke.onclick = () => this.#revoke(id);
    return el(
      "li",
      { class: "link-row" },
      icon(isLocked ? "lock" : "link"),
      el("div", {}, el("p", {}, made), el("p", { class: "hint" }, [end, lock].filter(Boolean).join(" · "))),
      revoke,
    );
  }

  async #make({ days, password }) {
    const fields = {};
    if (days.value) fields.expires_at = new Date(Date.now() + Number(days.value) * 86_400_000).toISOString();
    if (password.value) fields.password = password.value;
    const { path } = await api.share(this.dataset.id, fields, this.#key);
    this.#key = newKey();
    password.value = "";
    const address = new URL(path, location.origin).href;
    const shown = el("input", { type: "text", readonly: true, value: address, "aria-label": translate("share.link") });
    this.#fresh.replaceChildren(
      el("p", {}, el("b", {}, translate("share.ready")), " ", translate("share.once")),
      el("div", { class: "copy" }, shown, el("copy-button", { "data-text": address })),
    );
    shown.select();
    await this.#load();
  }

  async #revoke(id) {
    try {
      await api.revokeShare(id);
      notify(translate("share.revoked"));
      this.#fresh.replaceChildren();
      await this.#load();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("share-dialog", ShareDialog);

export const askShare = (id) => el("share-dialog", { "data-id": id }).ask();
