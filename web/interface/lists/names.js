/** Rows that are called alike, told apart for whoever hears their buttons instead of seeing where they stand. */

import { listed } from "../../i18n.js";

/** What the rows of a list are called: the first of a title by that alone, the others by title and mark. */
export class Names {
  #owners = new Map();

  /** A name that no other row has. @param id the row's; @param mark what tells it from the others, such as a time. */
  of(id, title, mark) {
    const full = listed([title, mark].filter(Boolean));
    const isFree = (name) => (this.#owners.get(name) ?? id) === id;
    let name = isFree(title) ? title : full;
    for (let count = 2; !isFree(name); count += 1) name = `${full} (${count})`;
    this.#owners.set(name, id);
    return name;
  }
}
