import { moment, size, translate, translateOr } from "../i18n.js";
import { el, icon, picture } from "../interface/markup.js";
import { thumbnail } from "../uploads/media.js";
import { ModelCard } from "./model-card.js";
import { avatars } from "./models.js";

/** One avatar: how far it is, how good its footage was, and the way to let it speak. */
class AvatarCard extends ModelCard {
  collection = avatars;
  words = { title: "avatars.deleteTitle", text: "avatars.deleteText" };

  content(model) {
    const image = thumbnail(model.thumbnail_url, 360);
    const face = image ? picture(image, { loading: "lazy" }) : icon("avatars");
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
    const name = translateOr(verdict, `avatars.verdicts.${verdict}`);
    const grade = el("span", { class: "grade", "data-verdict": verdict }, name);
    if (findings.length === 0) return el("p", { class: "report" }, grade, translate("avatars.noFindings"));
    const lines = findings.map((finding) => el(
      "li",
      {},
      el("b", {}, translateOr(finding.message, `avatars.finding.${finding.code}.title`)),
      el("span", { class: "hint" }, translateOr("", `avatars.finding.${finding.code}.text`)),
    ));
    const count = translate("avatars.findings", { count: findings.length });
    return el("details", { class: "report" }, el("summary", {}, grade, count, icon("unfold")), el("ul", {}, lines));
  }

  #use({ id }) {
    if (this.state !== "ready") return null;
    const href = `/presenter?avatar=${encodeURIComponent(id)}`;
    const label = translate("uploads.useOf", { action: translate("avatars.use"), title: this.calledAs });
    return el("a", { class: "button", "data-size": "small", href, "aria-label": label }, translate("avatars.use"));
  }

  #archive({ archive_url: address }) {
    const label = translate("avatars.archiveOf", { name: this.calledAs });
    const attributes = { class: "icon-button", href: address, download: true, title: label, "aria-label": label };
    return address && el("a", attributes, icon("download"));
  }
}

customElements.define("avatar-card", AvatarCard);
