import { clock, fullMoment, translate } from "../i18n.js";
import { form, passwordField } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el, icon } from "../interface/markup.js";
import { openShare } from "./library-api.js";

/**
 * A video that somebody shared, for whoever has the link. What stands behind the `#` is its secret: no server logs it.
 */
class SharedPage extends LiveElement {
  #password = null;
  #renewed = 0;

  enter() {
    this.listen(window, "hashchange", () => this.#load());
    this.listen(this, "stale", () => this.#renew());
    this.#load();
  }

  get #token() {
    return location.hash.slice(1);
  }

  #load() {
    this.replaceChildren(el("div", { class: "waiting" }, el("span", { class: "spinner" })));
    loadInto(this, this, () => this.#open());
  }

  async #open() {
    try {
      if (!this.#token) return this.#showNothing();
      this.#show(await openShare(this.#token, this.#password ?? undefined));
    } catch (error) {
      const { reason } = error.details ?? {};
      if (reason === "share_password" || reason === "share_password_wrong") return this.#ask();
      if (error.status !== 404) throw error;
      this.#showNothing();
    }
  }

  /** Signed addresses expire. */
  #renew() {
    if (Date.now() - this.#renewed < 60_000) return;
    this.#renewed = Date.now();
    this.#load();
  }

  #ask() {
    const sheet = form({
      fields: [passwordField(translate("share.password"), { autocomplete: "off" })],
      submit: translate("shared.open"),
      send: async ({ password }) => {
        const video = await openShare(this.#token, password.value);
        this.#password = password.value;
        this.#show(video);
      },
    });
    this.tell("retitle", translate("shared.lockedTitle"));
    this.replaceChildren(
      el(
        "div",
        { class: "card gate" },
        el("span", { class: "mark" }, icon("lock")),
        el("h1", {}, translate("shared.lockedTitle")),
        el("p", { class: "hint" }, translate("shared.lockedText")),
        sheet,
      ),
    );
    sheet.querySelector("input").focus();
  }

  #show(video) {
    const { title, url, thumbnail_url: poster, subtitles_url: subtitles, duration_ms: length } = video;
    const data = { result: url, poster };
    if (subtitles) data.subtitles = subtitles;
    const end = video.expires_at && translate("share.until", { moment: fullMoment(video.expires_at) });
    const facts = [clock(length), end].filter(Boolean).join(" · ");
    this.tell("retitle", title);
    this.replaceChildren(
      el("header", { class: "page-title" }, el("h1", {}, title), el("p", { class: "facts hint" }, facts)),
      el("compare-player", { data }),
      el(
        "div",
        { class: "actions" },
        el(
          "a",
          { class: "button", href: video.download_url, download: true },
          icon("download"),
          translate("result.download"),
        ),
      ),
    );
  }

  #showNothing() {
    const title = translate("shared.nothing");
    const data = { icon: "link", level: "h1", title, text: translate("shared.nothingText") };
    this.tell("retitle", title);
    this.replaceChildren(el("empty-state", { data }));
  }
}

customElements.define("shared-page", SharedPage);
