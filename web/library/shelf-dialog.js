import { translate } from "../i18n.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { inShort } from "../interface/messages/failures.js";
import { form, textField } from "../interface/controls/form.js";
import { newKey } from "../interface/controls/keys.js";
import { el, icon, iconButton } from "../interface/markup.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { notify } from "../interface/messages/notices.js";
import * as api from "./library-api.js";
import { shelves } from "./shelves.js";

/** All folders and tags, to be named anew, made and taken away. */
class ShelfDialog extends ModalDialog {
  #folders = null;
  #tags = null;

  enter() {
    this.#folders = el("ul", { class: "rows" });
    this.#tags = el("ul", { class: "rows" });
    let key = newKey();
    const add = form({
      fields: [textField(translate("library.newFolder"), { name: "name", maxlength: "100", required: true })],
      submit: translate("library.addFolder"),
      look: "quiet",
      send: async ({ name }) => {
        await api.addFolder(name.value.trim(), key);
        key = newKey();
        name.value = "";
        await shelves.load();
      },
    });
    add.classList.add("in-line");
    this.open(
      { title: translate("library.shelves") },
      el(
        "div",
        { class: "body" },
        el("h3", {}, translate("library.folders")),
        this.#folders,
        add,
        el("h3", {}, translate("library.tags")),
        this.#tags,
      ),
    );
    this.listen(shelves, "change", () => this.#show());
    this.listen(this, "rename", ({ target, detail }) => this.#rename(target, detail));
    this.#show();
  }

  #show() {
    const fill = (list, items, isFolder, nothing) => {
      const rows = items.map((item) => this.#row(item, isFolder));
      list.replaceChildren(...(rows.length ? rows : [el("li", { class: "hint" }, translate(nothing))]));
    };
    fill(this.#folders, shelves.folders, true, "library.noFolders");
    fill(this.#tags, shelves.tags, false, "library.noTags");
  }

  #row({ id, name, video_count: count }, isFolder) {
    const remove = iconButton("delete", translate("library.deleteOf", { title: name }));
    remove.onclick = () => this.#delete(id, name, isFolder);
    const title = el("title-editor", { value: name, level: "h4" });
    title.item = { id, isFolder };
    return el(
      "li",
      { class: "shelf" },
      icon(isFolder ? "uploads" : "tag"),
      title,
      el("span", { class: "hint" }, translate("library.count", { count })),
      remove,
    );
  }

  async #rename({ item }, name) {
    const rename = item.isFolder ? api.renameFolder : api.renameTag;
    await rename(item.id, name).catch((error) => notify(inShort(error), "problem"));
    await shelves.load().catch(() => {});
  }

  async #delete(id, name, isFolder) {
    const isSure = await confirmed(
      translate(isFolder ? "library.folderDelete.title" : "library.tagDelete.title", { name }),
      translate(isFolder ? "library.folderDelete.text" : "library.tagDelete.text"),
      translate("result.deleteYes"),
    );
    if (!isSure) return;
    try {
      await (isFolder ? api.deleteFolder(id) : api.deleteTag(id));
      await shelves.load();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("shelf-dialog", ShelfDialog);

/** @returns once it was closed. */
export const askShelves = () => el("shelf-dialog").ask();
