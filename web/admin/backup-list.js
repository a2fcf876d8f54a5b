import { moment, size, translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { chip, panel, panelRow, smallButton } from "../interface/lists/panels.js";
import * as api from "./admin-api.js";

/** The backups in the backup folder, and the way to make one now. */
class BackupList extends LiveElement {
  #rows = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    const action = smallButton(translate("storage.backUp"), () => this.#make(), { drawing: "archive" });
    const head = { title: translate("storage.backups"), text: translate("storage.backupsText"), action };
    this.replaceChildren(panel(head, this.#rows));
    this.#load();
  }

  #load() {
    return loadInto(this, this.#rows, async () => {
      const { items } = await api.backups();
      const none = el("p", { class: "hint padded" }, translate("storage.noBackups"));
      this.#rows.replaceChildren(...(items.length > 0 ? items.map((each) => this.#row(each)) : [none]));
    });
  }

  #row({ name, created_at: made, size_bytes: bytes, sealed, restore_point: isPoint }) {
    const kind = isPoint ? "point" : sealed ? "sealed" : "open";
    return panelRow({
      icon: "archive",
      title: moment(made),
      note: chip(translate(`storage.kinds.${kind}`), kind === "sealed" ? "good" : null),
      text: `${size(bytes)} · ${name}`,
    });
  }

  async #make() {
    try {
      await api.makeBackup();
      notify(translate("storage.asked"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
    await this.#load();
  }
}

customElements.define("backup-list", BackupList);
