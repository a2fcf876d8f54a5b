import * as api from "../api.js";
import { fullMoment, translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { Pager } from "../interface/lists/pager.js";
import { panel, smallButton } from "../interface/lists/panels.js";
import { reasonsOf } from "./consent-reasons.js";

const looks = {
  verified: "succeeded",
  approved: "succeeded",
  waived: "succeeded",
  needs_review: "running",
  refused: "failed",
  expired: "cancelled",
  pending: "queued",
};

/** Who agreed to be copied, and how; newest first. */
class ConsentList extends LiveElement {
  #pager = null;
  #rows = null;
  #more = null;

  enter() {
    this.#pager = new Pager(api.consents);
    this.#rows = el("ul", { class: "rows" }, el("li", { class: "ghost" }));
    this.#more = el("div", { class: "padded", hidden: true }, smallButton(translate("list.more"), () => this.#fill()));
    this.replaceChildren(panel(
      { title: translate("consents.title"), text: translate("consents.text") },
      this.#rows,
      this.#more,
    ));
    loadInto(this, this.#rows, () => this.#fill());
  }

  async #fill() {
    const consents = await this.#pager.next();
    this.#rows.querySelector(".ghost")?.remove();
    this.#rows.append(...consents.map((consent) => this.#row(consent)));
    this.#more.hidden = this.#pager.isAtEnd;
    if (!this.#rows.firstChild) this.#rows.append(el("li", { class: "nothing hint" }, translate("consents.empty")));
  }

  #row({ kind, subject, status, checks, created_at: created, recording_file_id: recording, ...notes }) {
    const said = [notes.waiver_reason, notes.review_note];
    const facts = [translate(`consents.kinds.${kind}`), fullMoment(created), ...said].filter(Boolean).join(" · ");
    const open = status === "needs_review" ? reasonsOf(checks).join(" ") : "";
    return el(
      "li",
      {},
      el("span", { class: "mark" }, icon(kind === "face" ? "avatars" : "voices")),
      el("div", { class: "text" }, el("b", {}, subject), el("span", { class: "hint" }, facts), open && el("span", { class: "hint" }, open)),
      el("span", { class: "chip", "data-status": looks[status] }, translate(`consents.statuses.${status}`)),
      recording && this.#listen(recording, subject),
    );
  }

  /** The address is asked for only when somebody wants to hear it. */
  #listen(id, subject) {
    const label = translate("player.of", { action: translate("consents.hear"), title: subject });
    const button = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet", "data-size": "small", "aria-label": label },
      icon("play"),
      translate("consents.hear"),
    );
    button.onclick = async () => {
      try {
        const { url } = await api.file(id);
        const player = el("sound-player", { data: { src: url, title: subject } });
        button.replaceWith(player);
        player.querySelector(".play").focus();
      } catch (error) {
        notify(inShort(error), "problem");
      }
    };
    return button;
  }
}

customElements.define("consent-list", ConsentList);
