import { moment, number, size, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { inLine, logged } from "../interface/messages/logged.js";
import { mirrorName } from "../interface/mirror-name.js";
import { chip, panel, panelRow, smallButton } from "../interface/lists/panels.js";
import * as api from "./admin-api.js";

/** How much of the media is on the disk, the buckets that they are copied to, and how far each is. */
class MirrorList extends LiveElement {
  #rows = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    const action = smallButton(translate("storage.reload"), () => this.#load(), { drawing: "retry" });
    const head = { title: translate("storage.mirrors"), text: translate("storage.mirrorsText"), action };
    this.replaceChildren(panel(head, this.#rows));
    this.#load();
  }

  #load() {
    return loadInto(this, this.#rows, async () => {
      const { local, mirrors } = await api.storage();
      const none = el("p", { class: "hint padded" }, translate("storage.noMirrors"));
      const rows = mirrors.length > 0 ? mirrors.map((each) => this.#row(each)) : [none];
      this.#rows.replaceChildren(this.#disk(local), ...rows);
    });
  }

  #disk(local) {
    const [rule, amount] = local.keeps.split(":");
    const facts = [
      translate(`storage.keeps.${rule}`, { count: Number(amount) }),
      translate("storage.copied", { count: local.files, size: size(local.bytes) }),
      local.away > 0 && translate("storage.away", { count: local.away, size: size(local.away_bytes) }),
    ];
    return panelRow({ icon: "archive", title: translate("storage.disk"), text: facts.filter(Boolean).join(" · ") });
  }

  #row(mirror) {
    const facts = [
      translate(`storage.rules.${mirror.rule}`),
      translate("storage.copied", { count: mirror.copies, size: size(mirror.copied_bytes) }),
      mirror.active && mirror.waiting > 0 && translate("storage.waiting", {
        count: mirror.waiting,
        size: size(mirror.waiting_bytes),
        time: moment(mirror.oldest_at),
      }),
      mirror.leaving > 0 && translate("storage.leaving", { count: mirror.leaving }),
      !mirror.active && mirror.place && el("code", {}, mirror.place),
      logged(mirror.trouble),
    ];
    return panelRow({
      icon: "globe",
      title: mirrorName(mirror.name),
      note: this.#standing(mirror),
      text: inLine(facts),
    });
  }

  #standing({ active, next_attempt_at: next, waiting, leaving }) {
    if (!active) return chip(translate("storage.inactive"));
    if (next) return chip(translate("storage.resting"), "bad");
    const open = waiting + leaving;
    return open > 0 ? chip(translate("storage.behind", { count: number(open) })) : chip(translate("storage.current"), "good");
  }
}

customElements.define("mirror-list", MirrorList);
