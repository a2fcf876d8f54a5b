import * as api from "../api.js";
import { translate } from "../i18n.js";
import { selectField } from "../interface/form.js";
import { LiveElement } from "../interface/live-element.js";

/**
 * Which engine shall do the work of a draft, where there is more than one that can; empty otherwise. `draft` is set
 * before it enters and says its `kind`.
 */
class EngineChoice extends LiveElement {
  draft = null;
  #engines = [];
  #shown = null;

  async enter() {
    this.hidden = true;
    this.listen(this.draft, "change", () => this.#show());
    this.#engines = await api.engines().catch(() => []);
    this.#shown = null;
    if (this.isConnected) this.#show();
  }

  #show() {
    const { kind, settings } = this.draft;
    const able = this.#engines.filter(({ kinds, modes }) => kinds.includes(kind) && modes.includes(settings.mode));
    const names = able.map(({ name }) => name).join();
    if (names === this.#shown) return;
    this.#shown = names;
    const isKnown = able.some(({ name }) => name === settings.engine);
    if (!isKnown) this.draft.set("engine", "");
    this.hidden = able.length < 2;
    if (this.hidden) return this.replaceChildren();
    const choices = [["", translate("engine.automatic")], ...able.map(({ name, title }) => [name, title])];
    const value = isKnown ? settings.engine : "";
    const field = selectField(translate("engine.title"), { name: "engine", value, choices });
    field.querySelector("select").onchange = ({ target }) => this.draft.set("engine", target.value);
    this.replaceChildren(field);
  }
}

customElements.define("engine-choice", EngineChoice);
