import { moment, translate } from "../i18n.js";
import { DropMenu } from "../interface/controls/drop-menu.js";
import { inShort } from "../interface/messages/failures.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { feed } from "../tasks/feed.js";
import { show } from "./browser-notices.js";
import * as api from "./notice-api.js";
import { drawingOf, pathOf, words } from "./notice-words.js";

/** What has happened while nobody looked, with a mark for as long as it is unread. */
class NoticeBell extends DropMenu {
  /** Those that this page has met; null until it has asked once. */
  #known = null;
  #count = null;
  #list = null;
  #readAll = null;

  enter() {
    this.#count = el("span", { class: "count", hidden: true, "aria-hidden": "true" });
    this.#list = el("div", { class: "notices" }, el("p", { class: "hint" }, translate("notifications.empty")));
    this.#readAll = el("button", { type: "button", class: "item", hidden: true }, icon("check"), translate("notifications.readAll"));
    this.#readAll.onclick = () => this.#read();
    const settings = el(
      "a",
      { class: "item", href: "/settings/notifications", onclick: () => this.toggle(false) },
      icon("settings"),
      translate("notifications.settings"),
    );
    const face = el("span", { class: "face" }, icon("bell"), this.#count);
    this.build(
      { class: "icon-button", "aria-label": translate("notifications.none"), title: translate("notifications.title") },
      face,
      this.#list,
      this.#readAll,
      settings,
    );
    this.listen(feed, "notices", () => this.#load());
    this.listen(feed, "open", () => this.#load());
    this.#load();
  }

  /** An outage is told elsewhere; once it is over, the feed opens anew. */
  async #load() {
    const { items, unread_count: unread } = await api.notices({ limit: 20 }).catch(() => ({}));
    if (!items || !this.isConnected) return;
    const fresh = items.filter(({ id, read_at: read }) => !read && this.#known && !this.#known.has(id));
    this.#known = new Set(items.map(({ id }) => id));
    fresh.reverse().forEach(show);
    this.#count.textContent = unread > 99 ? "99+" : String(unread);
    this.#count.hidden = unread === 0;
    this.#readAll.hidden = unread === 0;
    const label = translate(unread ? "notifications.button" : "notifications.none", { count: unread });
    this.querySelector("button").setAttribute("aria-label", label);
    if (items.length > 0) this.#list.replaceChildren(...items.map((notice) => this.#item(notice)));
  }

  #item(notice) {
    const link = el(
      "a",
      { class: "item", href: pathOf(notice), "data-unread": String(!notice.read_at) },
      icon(drawingOf(notice)),
      el("span", {}, words(notice), el("time", { class: "hint", datetime: notice.created_at }, moment(notice.created_at))),
    );
    link.onclick = () => {
      this.toggle(false);
      if (!notice.read_at) this.#read([notice.id]);
    };
    return link;
  }

  async #read(ids) {
    try {
      await api.markRead(ids);
      await this.#load();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("notice-bell", NoticeBell);
