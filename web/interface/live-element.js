/** An element that stops listening to everything once it has left the page. */
export class LiveElement extends HTMLElement {
  #leaving = null;

  connectedCallback() {
    this.#leaving = new AbortController();
    this.enter();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.leave?.();
  }

  /** Aborted when the element leaves. */
  get leaving() {
    return this.#leaving.signal;
  }

  listen(target, type, handler) {
    target.addEventListener(type, handler, { signal: this.leaving });
  }

  /** Tells whoever contains this element. */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
