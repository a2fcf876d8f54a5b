import { translate } from "../i18n.js";
import { form, textField } from "../interface/controls/form.js";
import { el } from "../interface/markup.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { newKey } from "../interface/controls/keys.js";
import * as api from "./webhook-api.js";

const events = ["task.succeeded", "task.failed", "task.cancelled"];
const kinds = ["animate_move", "animate_mix", "talking_video", "film", "speech", "avatar_training", "voice_clone"];

/** Makes a webhook; with `webhook` set before it enters, changes that one. */
class WebhookMaker extends ModalDialog {
  webhook = null;
  #key = newKey();

  enter() {
    const { url = "", description = "", events: wanted = [], kinds: some = [] } = this.webhook ?? {};
    const address = { name: "url", spellcheck: "false", maxlength: "2000", required: true, inputmode: "url", value: url };
    const sheet = form({
      fields: [
        textField(translate("webhooks.url"), { ...address, placeholder: "https://" }, { hint: translate("webhooks.urlHint") }),
        textField(translate("webhooks.description"), { name: "description", maxlength: "200", value: description }),
        this.#choices("events", events, wanted, (event) => translate(`webhooks.events.${event.replace(".", "_")}`)),
        this.#choices("kinds", kinds, some, (kind) => translate(`kinds.${kind}`)),
      ],
      submit: translate(this.webhook ? "webhooks.save" : "webhooks.make"),
      cancel: () => this.answer(null),
      send: async (elements) => this.answer(await this.#send(elements)),
    });
    this.open({ title: translate(this.webhook ? "webhooks.edit" : "webhooks.add") }, el("div", { class: "body" }, sheet));
    sheet.elements.url.focus();
  }

  /** Nothing chosen is everything. */
  #choices(name, values, chosen, wordsOf) {
    const lines = values.map((value) => {
      const isChosen = chosen.length === 0 || chosen.includes(value);
      return el("label", {}, el("input", { type: "checkbox", name, value, checked: isChosen }), el("b", {}, wordsOf(value)));
    });
    return el("fieldset", { class: "checks" }, el("legend", {}, translate(`webhooks.which.${name}`)), lines);
  }

  #send({ url, description }) {
    const fields = { url: url.value.trim(), description: description.value.trim() };
    for (const [name, values] of Object.entries({ events, kinds })) {
      const chosen = [...this.querySelectorAll(`[name=${name}]:checked`)].map(({ value }) => value);
      fields[name] = chosen.length === values.length ? [] : chosen;
    }
    return this.webhook ? api.changeWebhook(this.webhook.id, fields) : api.createWebhook(fields, this.#key);
  }
}

customElements.define("webhook-maker", WebhookMaker);
