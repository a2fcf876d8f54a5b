import { call } from "../../api.js";
import { translate } from "../../i18n.js";
import { form, textField } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { loadInto } from "../../interface/lists/loading.js";
import { el } from "../../interface/markup.js";
import { panel, panelRow, smallButton } from "../../interface/lists/panels.js";

const route = "/settings/pronunciations";

/** How the user wants words read: names above all. */
class PronunciationList extends LiveElement {
  #rows = null;
  #words = {};

  enter() {
    this.#rows = el("div", { class: "rows" });
    const sheet = form({
      fields: [
        textField(translate("pronunciations.word"), { name: "word", maxlength: "60", required: true }),
        textField(translate("pronunciations.reading"), { name: "reading", maxlength: "200", required: true }),
      ],
      submit: translate("pronunciations.add"),
      look: "quiet",
      send: ({ word, reading }) => this.#add(word, reading),
    });
    sheet.classList.add("in-line");
    const head = { title: translate("pronunciations.title"), text: translate("pronunciations.text") };
    this.replaceChildren(panel(head, this.#rows, el("div", { class: "padded" }, sheet)));
    loadInto(this, this.#rows, async () => this.#show(await call("GET", route)));
  }

  async #add(word, reading) {
    await this.#save({ ...this.#words, [word.value.trim()]: reading.value.trim() });
    word.value = reading.value = "";
    word.focus();
  }

  async #save(words) {
    this.#show(await call("PUT", route, { body: { words } }));
  }

  #show({ words }) {
    this.#words = words;
    const names = Object.keys(words).sort(new Intl.Collator().compare);
    this.#rows.replaceChildren(...names.map((word) => panelRow({
      icon: "voices",
      title: word,
      text: words[word],
      actions: [this.#remover(word)],
    })));
  }

  #remover(word) {
    const label = translate("pronunciations.remove");
    const { [word]: _, ...others } = this.#words;
    return smallButton(label, () => this.#save(others), { name: `${label}: ${word}` });
  }
}

customElements.define("pronunciation-list", PronunciationList);
