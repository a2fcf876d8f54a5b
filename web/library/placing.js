/** The questions by which videos are put somewhere else. */

import { listed, translate } from "../i18n.js";
import { field, selectField, textField } from "../interface/controls/form.js";
import { askForm } from "../interface/dialogs/form-dialog.js";
import { newKey } from "../interface/controls/keys.js";
import { el } from "../interface/markup.js";
import * as api from "./library-api.js";
import { shelves } from "./shelves.js";

/**
 * Asks for a folder; a new one is made on the way.
 * @param folder the id of the one that it lies in.
 * @returns `{folder}` with an id or null for none; null when nothing was chosen.
 */
export async function askFolder(folder = null) {
  const key = newKey();
  const choices = [["", translate("library.noFolder")], ...shelves.folders.map(({ id, name }) => [id, name])];
  return askForm({
    title: translate("library.move"),
    fields: [
      selectField(translate("library.folder"), { name: "folder", value: folder ?? "", choices }),
      textField(
        translate("library.newFolder"),
        { name: "name", maxlength: "100" },
        { hint: translate("library.newFolderHint") },
      ),
    ],
    submit: translate("library.moveYes"),
    send: async ({ folder, name }) => {
      if (!name.value.trim()) return { folder: folder.value || null };
      const made = await api.addFolder(name.value.trim(), key);
      return { folder: made.id };
    },
  });
}

/**
 * Asks for tags.
 * @param names those that are there.
 * @returns all names that shall be there; null when nothing was changed.
 */
export async function askTags(names, title = translate("library.editTags")) {
  const input = el("input", { type: "text", name: "tags", value: listed(names), autocomplete: "off" });
  const known = shelves.tags.map(({ name }) => {
    const button = el("button", { type: "button", class: "tag", "data-tone": "plain" }, name);
    button.onclick = () => {
      const written = namesIn(input.value);
      input.value = listed(written.includes(name) ? written.filter((one) => one !== name) : [...written, name]);
    };
    return button;
  });
  const group = { class: "tags", role: "group", "aria-label": translate("library.knownTags") };
  const suggestions = known.length > 0 && el("div", group, known);
  const answer = await askForm({
    title,
    fields: [
      field(translate("library.tags"), input, { hint: translate("library.tagsHint") }),
      suggestions,
    ].filter(Boolean),
    submit: translate("library.tagsYes"),
    send: async ({ tags }) => ({ tags: namesIn(tags.value) }),
  });
  return answer?.tags ?? null;
}

/** Commas as each language writes them. */
function namesIn(text) {
  const names = text.split(/[,，、]/).map((name) => name.trim()).filter(Boolean);
  return [...new Set(names)];
}
