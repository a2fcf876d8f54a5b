import { moment, translate } from "../i18n.js";
import { el, icon } from "../interface/markup.js";
import { ModelCard } from "./model-card.js";
import { voiceModels } from "./models.js";
import { idOfModel, languageName } from "./voices.js";

/** One cloned voice: how far it is, what it sounds like, and the way to let it speak. */
class VoiceCard extends ModelCard {
  collection = voiceModels;
  words = { title: "voices.deleteTitle", text: "voices.deleteText" };

  content(model) {
    const facts = [languageName(model.language), moment(model.created_at)].filter(Boolean).join(" · ");
    const draft = el("span", { class: "tag", title: translate("voices.draftText") }, translate("voices.draft"));
    return [
      el("span", { class: "mark" }, icon("voices")),
      el(
        "div",
        { class: "text" },
        this.title(),
        el("p", { class: "hint" }, this.state === "ready" ? draft : this.chip(), facts),
      ),
      model.preview_url && el("sound-player", { data: { src: model.preview_url, title: this.calledAs } }),
      this.news(),
      el("footer", {}, this.#use(model), this.retryButton(), this.deleteButton()),
    ];
  }

  #use(model) {
    if (this.state !== "ready") return null;
    const href = `/voices?voice=${encodeURIComponent(idOfModel(model))}`;
    const look = { class: "button", "data-look": "quiet", "data-size": "small" };
    const label = translate("uploads.useOf", { action: translate("voices.use"), title: this.calledAs });
    return el("a", { ...look, href, "aria-label": label }, translate("voices.use"));
  }
}

customElements.define("voice-card", VoiceCard);
