/** Pages by path, without a reload. Fires `arrive` after the address has changed. */

class Router extends EventTarget {
  /**
   * What came behind the `#` with `/#/page?…`, as links in mails and sign-in services write it: a server never sees
   * it. It is taken out of the address at once, so that no token stays in the browser's history.
   */
  handed = new URLSearchParams();

  /** Answers what was handed over, once. */
  take() {
    const { handed } = this;
    this.handed = new URLSearchParams();
    return handed;
  }

  /** The query of the address, once: a link may say what a page begins with. */
  takeQuery() {
    const query = new URLSearchParams(location.search);
    history.replaceState(null, "", location.pathname);
    return query;
  }

  start() {
    addEventListener("popstate", () => this.#arrive());
    document.addEventListener("click", (event) => this.#follow(event));
    this.#arrive();
  }

  go(path, { replace = false } = {}) {
    this.handed = new URLSearchParams();
    if (path !== location.pathname + location.search) history[replace ? "replaceState" : "pushState"](null, "", path);
    this.#arrive();
  }

  #arrive() {
    if (location.hash.startsWith("#/")) {
      const meant = new URL(location.hash.slice(1), location.origin);
      this.handed = meant.searchParams;
      history.replaceState(null, "", meant.pathname);
    }
    this.dispatchEvent(new Event("arrive"));
  }

  /** Takes over plain clicks on links into the app; the server's own addresses and downloads stay the browser's. */
  #follow(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname.startsWith("/api/") || link.pathname === "/docs" || link.hash) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export const router = new Router();
