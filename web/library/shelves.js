import * as api from "./library-api.js";

/** The folders and tags of the account, shared by all that show them. Fires `change`. */
class Shelves extends EventTarget {
  folders = [];
  tags = [];

  async load() {
    [this.folders, this.tags] = await Promise.all([api.folders(), api.tags()]);
    this.dispatchEvent(new Event("change"));
  }

  folder(id) {
    return this.folders.find((folder) => folder.id === id);
  }
}

export const shelves = new Shelves();
