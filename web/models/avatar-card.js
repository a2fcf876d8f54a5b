import { router } from "../frame/router.js";
import { presenterDraft } from "../generation/presenter-draft.js";
import { el, icon } from "../interface/markup.js";
import { isSaid, moment, say, size } from "../interface/words.js";
import { thumbnail } from "../uploads/media.js";
import { ModelCard } from "./model-card.js";
import { avatars } from "./models.js";

/** One avatar: how far it is, how good its footage was, and the way to let it speak. */
class AvatarCard extends ModelCard {
  shelf = avatars;
  words = { title: "avatars.deleteTitle", text: "avatars.deleteText" };

  content(model) {
    const image = thumbnail(model.thumbnail_url, 360);
    const face = image ? el("img", { src: image, alt: "", loading: "lazy" }) : icon("avatars");
    const facts = [moment(model.created_at), model.archive_bytes && size(model.archive_bytes)];
    return [
      el("div", { class: "face" }, face, this.chip()),
      this.title(),
      el("p", { class: "hint facts" }, facts.filter(Boolean).join(" · ")),
      this.news(),
      model.report && this.#report(model.report),
      el("footer", {}, this.#use(model), this.retryButton(), this.#archive(model), this.deleteButton()),
    ];
  }

  /** The verdict in a word; why, for whoever opens it. */
  #report({ verdict, findings = [] }) {
    const name = isSaid(`avatars.verdicts.${verdict}`) ? say(`avatars.verdicts.${verdict}`) : verdict;
    const grade = el("span", { class: "grade", "data-verdict": verdict }, name);
    if (findings.length === 0) return el("p", { class: "report" }, grade, say("avatars.noFindings"));
    const lines = findings.map((finding) => el(
      "li",
      {},
      el("b", {}, wordsOf(finding)),
      el("span", { class: "hint" }, finding.message),
    ));
    const count = say("avatars.findings", { count: findings.length });
    return el("details", { class: "report" }, el("summary", {}, grade, count, icon("unfold")), el("ul", {}, lines));
  }

  #use({ id }) {
    if (this.state !== "ready") return null;
    const button = el("button", { type: "button", class: "button", "data-size": "small" }, say("avatars.use"));
    button.onclick = () => {
      presenterDraft.set("avatar", id);
      presenterDraft.set("speaker", "avatar");
      router.go("/presenter");
    };
    return button;
  }

  #archive({ archive_url: address, name }) {
    const label = say("avatars.archiveOf", { name });
    const attributes = { class: "icon-button", href: address, download: true, title: label, "aria-label": label };
    return address && el("a", attributes, icon("download"));
  }
}

/** Codes we have no words for speak for themselves. */
function wordsOf({ code, message }) {
  return isSaid(`avatars.finding.${code}`) ? say(`avatars.finding.${code}`) : message;
}

customElements.define("avatar-card", AvatarCard);
