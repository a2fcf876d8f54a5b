import { exactMoment, fullMoment, translate } from "../i18n.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto, moreButton } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { Names } from "../interface/lists/names.js";
import { notify } from "../interface/messages/notices.js";
import { Pager } from "../interface/lists/pager.js";
import { panel, panelRow, smallButton } from "../interface/lists/panels.js";
import * as api from "./library-api.js";

/** Every link by which others see a video of the account. */
class ShareList extends LiveElement {
  #pager = null;
  #names = new Names();
  #rows = null;
  #more = null;
  #all = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    this.#more = moreButton(() => this.#add(this.#pager));
    this.#all = smallButton(translate("share.revokeAll"), () => this.#revokeAll(), { look: "danger" });
    this.#all.hidden = true;
    const head = { title: translate("share.all"), text: translate("share.allText"), action: this.#all };
    this.replaceChildren(panel(head, this.#rows, this.#more));
    this.#load();
  }

  #load() {
    this.#pager = new Pager(api.allShares, 50);
    this.#names = new Names();
    this.#rows.replaceChildren();
    return loadInto(this, this.#rows, () => this.#add(this.#pager));
  }

  async #add(pager) {
    const links = await pager.next();
    if (pager !== this.#pager) return; // it was read anew meanwhile
    this.#rows.append(...links.map((link) => this.#row(link)));
    this.#more.hidden = pager.isAtEnd;
    const data = { icon: "link", title: translate("share.none"), text: translate("share.noneText") };
    this.#all.hidden = !this.#rows.firstChild;
    if (!this.#rows.firstChild) this.#rows.append(el("empty-state", { data }));
  }

  #row({ id, video_id: video, video_title: title, has_password: isLocked, created_at: made, expires_at: expires }) {
    const name = this.#names.of(id, `${title}: ${translate("share.revokeOf", { moment: fullMoment(made) })}`, exactMoment(made));
    const facts = [
      translate("share.made", { moment: fullMoment(made) }),
      expires ? translate("share.until", { moment: fullMoment(expires) }) : translate("share.forever"),
      isLocked && translate("share.locked"),
    ];
    return panelRow({
      icon: isLocked ? "lock" : "link",
      title: el("a", { href: `/library/${encodeURIComponent(video)}` }, el("b", {}, title)),
      text: facts.filter(Boolean).join(" · "),
      actions: [smallButton(translate("share.revoke"), () => this.#revoke(() => api.revokeShare(id)), { name })],
    });
  }

  async #revoke(work) {
    try {
      await work();
      notify(translate("share.revoked"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
    await this.#load();
  }

  async #revokeAll() {
    const words = [translate("share.revokeAllTitle"), translate("share.revokeAllText"), translate("share.revokeAll")];
    if (await confirmed(...words)) await this.#revoke(api.revokeAllShares);
  }
}

customElements.define("share-list", ShareList);
