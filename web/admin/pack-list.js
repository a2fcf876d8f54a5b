import { listed, percent, size, translate, translateOr } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { chip, panel, panelRow, smallButton } from "../interface/lists/panels.js";
import { packName, packs } from "../models/packs.js";
import { languageName } from "../models/voices.js";

/** Models for more voices: what each is, what it weighs, and whether it is here. */
class PackList extends LiveElement {
  #rows = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    this.replaceChildren(panel({ title: translate("packs.title"), text: translate("packs.text") }, this.#rows));
    this.listen(packs, "change", () => this.#show());
    loadInto(this, this.#rows, () => packs.load());
  }

  #show() {
    this.#rows.replaceChildren(...packs.all.filter((pack) => !pack.basic).map((pack) => this.#row(pack)));
  }

  #row(pack) {
    const { languages, licences, work } = pack;
    const failure = work?.status === "failed" &&
      translateOr(work.detail ?? "", `packs.failures.${work.reason}`, { detail: work.detail ?? "" });
    const facts = [
      listed(languages.map(languageName)),
      translate("packs.size", { size: size(pack.download_bytes) }),
      licences.join("; "),
      failure,
    ];
    return panelRow({
      icon: "voices",
      title: packName(pack),
      note: this.#standing(pack),
      text: facts.filter(Boolean).join(" · "),
      actions: this.#actions(pack),
    });
  }

  #standing({ state, work }) {
    if (work?.status === "waiting") return chip(translate("packs.waiting"), "wait");
    if (work?.status === "adding") return chip(translate("packs.adding", { share: percent(work.progress) }), "wait");
    if (work?.status === "failed") return chip(translate("packs.failed"), "bad");
    return chip(translate(`packs.states.${state}`), { installed: "good", incomplete: "bad", damaged: "bad" }[state]);
  }

  #actions(pack) {
    const { id, state, work } = pack;
    if (["waiting", "adding"].includes(work?.status)) return [];
    const name = packName(pack);
    const add = (label) => smallButton(label, () => packs.add(id), { name: `${label}: ${name}` });
    const drop = smallButton(translate("packs.remove"), () => this.#remove(id), {
      name: `${translate("packs.remove")}: ${name}`,
    });
    if (state === "installed") return [drop];
    if (state === "absent") return [add(translate("packs.add"))];
    return [add(translate("packs.mend")), drop];
  }

  async #remove(id) {
    await packs.remove(id);
    notify(translate("packs.removed"));
  }
}

customElements.define("pack-list", PackList);
