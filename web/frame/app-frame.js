import { returnMessage } from "../accounts/entry/entry-card.js";
import { adoptLanguage } from "../accounts/settings/language.js";
import { waysIn } from "../accounts/entry/ways-in.js";
import { language, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { avatars, voiceModels } from "../models/models.js";
import { voices } from "../models/voices.js";
import { money } from "../money/money.js";
import { router } from "../router.js";
import { session } from "../session.js";
import { feed } from "../tasks/feed.js";
import { tasks } from "../tasks/tasks.js";
import { forgetDrafts, restoreDrafts } from "../uploads/draft.js";

/**
 * Who may see a page: `guest` pages send users on to the studio, `user` pages send guests to the sign-in
 * page, `admin` pages exist for administrators only, and those without `for` are open to all.
 */
const pages = [
  { path: /^\/$/, element: "home-page", title: "home", for: "guest" },
  { path: /^\/sign-?in$/, element: "sign-in", title: "signIn", for: "guest" },
  { path: /^\/forgot$/, element: "forgot-password", title: "forgot", for: "guest" },
  { path: /^\/reset$/, element: "reset-password", title: "reset" },
  { path: /^\/verify$/, element: "verify-email", title: "verify" },
  { path: /^\/studio$/, element: "studio-page", title: "studio", for: "user" },
  { path: /^\/dashboard$/, element: "dashboard-page", title: "dashboard", for: "user" },
  { path: /^\/presenter$/, element: "presenter-page", title: "presenter", for: "user" },
  { path: /^\/film$/, element: "film-page", title: "film", for: "user" },
  { path: /^\/avatars$/, element: "avatars-page", title: "avatars", for: "user" },
  { path: /^\/avatars\/new$/, element: "model-maker", of: "avatar", title: "avatars", for: "user" },
  { path: /^\/voices$/, element: "speech-page", title: "voices", for: "user" },
  { path: /^\/voices\/mine$/, element: "voices-page", title: "voices", for: "user" },
  { path: /^\/voices\/new$/, element: "model-maker", of: "voice", title: "voices", for: "user" },
  { path: /^\/settings$/, element: "settings-page", of: "profile", title: "settings", for: "user" },
  { path: /^\/settings\/security$/, element: "settings-page", of: "security", title: "security", for: "user" },
  { path: /^\/settings\/keys$/, element: "settings-page", of: "keys", title: "keys", for: "user" },
  { path: /^\/settings\/notifications$/, element: "settings-page", of: "notifications", title: "notifications", for: "user" },
  { path: /^\/settings\/webhooks$/, element: "settings-page", of: "webhooks", title: "webhooks", for: "user" },
  { path: /^\/settings\/shares$/, element: "settings-page", of: "shares", title: "shares", for: "user" },
  { path: /^\/settings\/privacy$/, element: "settings-page", of: "privacy", title: "privacy", for: "user" },
  { path: /^\/billing$/, element: "settings-page", of: "billing", title: "billing", for: "user" },
  { path: /^\/billing\/orders\/(?<id>[^/]+)$/, element: "order-page", title: "billing", for: "user" },
  { path: /^\/admin\/users$/, element: "settings-page", of: "users", title: "users", for: "admin" },
  { path: /^\/admin\/consents$/, element: "settings-page", of: "review", title: "review", for: "admin" },
  { path: /^\/admin\/engines$/, element: "settings-page", of: "engines", title: "engines", for: "admin" },
  { path: /^\/admin\/outbox$/, element: "settings-page", of: "outbox", title: "outbox", for: "admin" },
  { path: /^\/admin\/money$/, element: "settings-page", of: "money", title: "money", for: "admin" },
  { path: /^\/admin\/storage$/, element: "settings-page", of: "storage", title: "storage", for: "admin" },
  { path: /^\/admin\/audit$/, element: "settings-page", of: "audit", title: "audit", for: "admin" },
  { path: /^\/library$/, element: "library-page", title: "library", for: "user" },
  { path: /^\/library\/(?<id>[^/]+)$/, element: "video-page", title: "video", for: "user" },
  { path: /^\/uploads$/, element: "uploads-page", title: "uploads", for: "user" },
  { path: /^\/shared$/, element: "shared-page", title: "shared" },
  { path: /^\/trash$/, element: "trash-page", title: "trash", for: "user" },
  { path: /^\/tasks\/(?<id>[^/]+)$/, element: "task-page", title: "task", for: "user" },
];

/** The whole app: the frame that stays, and the page that the address asks for. */
class AppFrame extends LiveElement {
  #outlet = null;
  #shown = null;
  #isStarted = false;

  enter() {
    this.#build();
    this.listen(this, "retitle", ({ detail }) => this.#title(detail));
    this.listen(language, "change", () => this.#build());
    this.listen(router, "arrive", () => this.#arrive());
    this.listen(session, "change", () => this.#changeUser());
    this.listen(tasks, "turn", ({ detail }) => money.isSold && detail.status !== "running" && money.load());
    this.listen(session, "ended", () => notify(translate("account.ended"), "problem"));
    // A browser may keep a page that is left and show it again on "back", when its user has long signed out.
    this.listen(window, "pagehide", () => this.replaceChildren());
    this.listen(window, "pageshow", ({ persisted }) => persisted && location.reload());
    this.#begin();
  }

  async #begin() {
    try {
      await session.start();
      await (session.user ? adoptLanguage() : waysIn.load());
    } catch {
      this.#outlet.replaceChildren(this.#silence());
      return;
    }
    router.start();
  }

  #build() {
    this.#shown = null;
    this.#outlet = el("main", { class: "outlet", tabindex: "-1" });
    const skip = el(
      "button",
      { type: "button", class: "skip-link", onclick: () => this.#outlet.focus() },
      translate("frame.skip"),
    );
    this.replaceChildren(
      skip,
      el("top-bar"),
      el("connection-banner"),
      el("balance-notice"),
      this.#outlet,
      el("page-foot"),
      el("toast-stack"),
    );
    if (this.#isStarted) this.#arrive();
  }

  #changeUser() {
    if (session.user) this.#moveIn();
    else this.#moveOut();
    if (this.#isStarted) this.#arrive(); // else the router is about to say where
  }

  #moveIn() {
    feed.open();
    money.load();
    restoreDrafts();
    if (this.#isStarted) adoptLanguage();
  }

  #moveOut() {
    feed.close();
    tasks.forget();
    money.forget();
    forgetDrafts();
    avatars.forget();
    voiceModels.forget();
    voices.forget();
  }

  #arrive() {
    this.#isStarted = true;
    const page = pages.find(({ path }) => path.test(location.pathname));
    const isOfUsers = page?.for === "user" || page?.for === "admin";
    if (isOfUsers && !session.user) return router.go(signInFor(location.pathname), { replace: true });
    const hasBadNews = session.user && this.#hearReturn();
    if (page?.for === "guest" && session.user) {
      return router.go(hasBadNews ? "/settings/security" : destination(), { replace: true });
    }
    if (page?.element === "home-page" && waysIn.isSetUpNeeded) return router.go("/signin", { replace: true });
    const isClosed = page?.for === "admin" && session.user.role !== "admin";
    this.#show(page && !isClosed ? page : { element: "not-found", title: "notFound", path: /^.*$/ });
  }

  /** A user may come back from a sign-in service that would not be linked. */
  #hearReturn() {
    const code = router.handed.get("error");
    if (!code) return false;
    router.take();
    notify(returnMessage(code), "problem");
    return true;
  }

  #show(page) {
    const address = location.pathname;
    if (this.#shown === address) return;
    const isFirst = this.#shown === null;
    this.#shown = address;
    const { id } = page.path.exec(address).groups ?? {};
    this.#title(translate(`titles.${page.title}`));
    this.#outlet.replaceChildren(el(page.element, { class: "page", "data-id": id, of: page.of }));
    this.tell("turned");
    if (isFirst) return;
    scrollTo(0, 0);
    this.#outlet.focus({ preventScroll: true });
  }

  #title(text) {
    document.title = text ? `${text} · Greenroom` : "Greenroom";
  }

  #silence() {
    const again = el(
      "button",
      { type: "button", class: "button", onclick: () => location.reload() },
      translate("frame.tryAgain"),
    );
    const state = el(
      "empty-state",
      { "data-icon": "unplugged", "data-title": translate("frame.silent"), "data-text": translate("frame.silentText") },
    );
    state.append(again);
    return el("div", { class: "page" }, state);
  }
}

const signInFor = (path) => `/signin?next=${encodeURIComponent(path)}`;

/** Where a user wanted to go before signing in, if that is a page of ours. */
function destination() {
  const next = new URLSearchParams(location.search).get("next") ?? "";
  return pages.some(({ path, for: who }) => who === "user" && path.test(next)) ? next : "/studio";
}

customElements.define("app-frame", AppFrame);
