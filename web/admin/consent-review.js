import { fullMoment, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { Pager } from "../interface/lists/pager.js";
import { panel, smallButton } from "../interface/lists/panels.js";
import { checkList } from "../models/consent-reasons.js";
import * as api from "./admin-api.js";

/** The consents that a person has to hear: what was to be said, what was heard, and the decision. */
class ConsentReview extends LiveElement {
  #pager = null;
  #rows = null;
  #more = null;

  enter() {
    this.#pager = new Pager(api.consentsToReview);
    this.#rows = el("ul", { class: "rows" }, el("li", { class: "ghost" }));
    this.#more = el("div", { class: "padded", hidden: true }, smallButton(translate("list.more"), () => this.#fill()));
    this.replaceChildren(panel({ title: translate("review.title"), text: translate("review.text") }, this.#rows, this.#more));
    loadInto(this, this.#rows, () => this.#fill());
  }

  async #fill() {
    const lines = await this.#pager.next();
    this.#rows.querySelector(".ghost")?.remove();
    this.#rows.append(...lines.map((line) => this.#row(line)));
    this.#more.hidden = this.#pager.isAtEnd;
    this.#markEmpty();
  }

  #markEmpty() {
    const isEmpty = !this.#rows.querySelector("li:not(.nothing)");
    this.#rows.querySelector(".nothing")?.remove();
    if (isEmpty) this.#rows.append(el("li", { class: "nothing hint" }, translate("review.empty")));
  }

  #row(line) {
    const { consent, user_email: email, recording_url: src, sample_url: sample } = line;
    const { heard_code: heard, heard_sentence: understood } = line;
    const { id, kind, subject, sentence, code, checks, recorded_at: recorded } = consent;
    const facts = [translate(`consents.kinds.${kind}`), email, fullMoment(recorded)].filter(Boolean).join(" · ");
    const codes = heard
      ? translate("review.codes", { expected: spaced(code), heard: spaced(heard) })
      : translate("review.code", { expected: spaced(code) });
    return el(
      "li",
      { "data-id": id },
      el(
        "header",
        {},
        el("span", { class: "mark" }, icon(kind === "face" ? "avatars" : "voices")),
        el("div", { class: "text" }, el("b", {}, subject), el("span", { class: "hint" }, facts)),
      ),
      el("blockquote", {}, sentence),
      src && player(kind, src, subject),
      sample && el("p", { class: "hint" }, translate(`review.sample.${kind}`)),
      sample && player(kind, sample, subject),
      el("p", { class: "codes" }, codes),
      understood && el("p", { class: "hint" }, translate("review.understood", { text: understood })),
      checkList(checks),
      this.#decision(consent),
    );
  }

  #decision({ id, subject }) {
    const attributes = { type: "text", maxlength: "200", autocomplete: "off", placeholder: translate("review.note") };
    const note = el("input", { ...attributes, "aria-label": translate("review.note") });
    const decide = (isApproved) => async () => {
      const said = note.value.trim();
      await api.reviewConsent(id, isApproved, said || null);
      notify(translate(isApproved ? "review.approved" : "review.refused", { name: subject }));
      this.#rows.querySelector(`[data-id="${CSS.escape(id)}"]`)?.remove();
      this.#markEmpty();
    };
    const named = (word) => translate(`review.${word}Of`, { name: subject });
    return el(
      "div",
      { class: "decision" },
      note,
      smallButton(translate("review.approve"), decide(true), { look: "", drawing: "check", name: named("approve") }),
      smallButton(translate("review.refuse"), decide(false), { drawing: "cross", name: named("refuse") }),
    );
  }
}

/** A face has to be seen, a voice to be heard. */
function player(kind, src, title) {
  if (kind === "voice") return el("sound-player", { data: { src, title } });
  return el("video", { src, controls: true, playsinline: true, preload: "metadata", "aria-label": title });
}

/** Digits that are read one by one. */
const spaced = (code) => Array.from(code).join(" ");

customElements.define("consent-review", ConsentReview);
