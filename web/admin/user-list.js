import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { filter } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { Pager } from "../interface/lists/pager.js";
import { panel, smallButton } from "../interface/lists/panels.js";
import * as api from "./admin-api.js";

const pause = 250;

/** Everybody with an account: found by name or address, by role, by state. */
class UserList extends LiveElement {
  #filter = { query: "", role: "", status: "" };
  #pager = null;
  #rows = null;
  #more = null;
  #timer = null;

  enter() {
    this.#rows = el("ul", { class: "rows" });
    const next = smallButton(translate("list.more"), () => this.#fill(this.#pager));
    this.#more = el("div", { class: "padded", hidden: true }, next);
    this.replaceChildren(panel({ title: translate("users.title") }, this.#search(), this.#rows, this.#more));
    this.#restart();
  }

  leave() {
    clearTimeout(this.#timer);
  }

  #search() {
    const words = { type: "search", placeholder: translate("users.search"), "aria-label": translate("users.search") };
    const search = el("input", { ...words, autocomplete: "off", spellcheck: "false" });
    search.oninput = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#set("query", search.value.trim()), pause);
    };
    const roles = ["admin", "member"].map((role) => [role, translate(`users.roles.${role}`)]);
    const states = ["active", "suspended"].map((state) => [state, translate(`users.statuses.${state}`)]);
    const everyRole = ["", translate("users.everyRole")];
    const everyState = ["", translate("users.everyStatus")];
    const role = filter(translate("users.role"), [everyRole, ...roles], (value) => this.#set("role", value));
    const status = filter(translate("users.status"), [everyState, ...states], (value) => this.#set("status", value));
    return el("div", { class: "filters" }, el("div", { class: "search" }, icon("search"), search), role, status);
  }

  #set(name, value) {
    if (this.#filter[name] === value) return;
    this.#filter[name] = value;
    this.#restart();
  }

  #restart() {
    this.#pager = new Pager((page) => api.users({ ...page, ...this.#filter }));
    this.#rows.ariaBusy = "true";
    this.#fill(this.#pager, true);
  }

  async #fill(pager, isNew = false) {
    try {
      const users = await pager.next();
      if (pager !== this.#pager) return; // something else was typed meanwhile
      const rows = users.map((user) => el("li", {}, Object.assign(el("user-row"), { user })));
      if (isNew) this.#rows.replaceChildren(...rows);
      else this.#rows.append(...rows);
      this.#more.hidden = pager.isAtEnd;
      if (!this.#rows.firstChild) this.#rows.append(el("li", { class: "nothing hint" }, translate("users.nobody")));
    } catch (error) {
      notify(inShort(error), "problem");
    }
    this.#rows.ariaBusy = null;
  }
}

customElements.define("user-list", UserList);
