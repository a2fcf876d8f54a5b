/** Walks through a list of the server's, page by page. */
export class Pager {
  /** Whether the last page has been read. */
  isAtEnd = false;
  #cursor = null;
  #read;

  /** @param read takes `{limit, cursor}` and answers `{items, next_cursor}`. */
  constructor(read, limit = 24) {
    this.#read = read;
    this.limit = limit;
  }

  async next() {
    const { items, next_cursor: cursor } = await this.#read({ limit: this.limit, cursor: this.#cursor });
    this.#cursor = cursor;
    this.isAtEnd = !cursor;
    return items;
  }
}
