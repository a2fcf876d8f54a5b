import { waysIn } from "../accounts/entry/ways-in.js";
import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";

const steps = ["picture", "clip", "play"];
const offers = { recast: "animate_mix", present: "presenter", voice: "voices" };
const promises = ["own", "resume", "marked"];

/** What a guest sees: what this is, and the way in. */
class HomePage extends LiveElement {
  enter() {
    const hero = el(
      "section",
      { class: "hero" },
      el(
        "div",
        { class: "pitch" },
        el("h1", {}, translate("home.title")),
        el("p", { class: "lead" }, translate("home.text")),
        this.#ways(),
      ),
      el("portrait-drawing", { "data-clip": true }),
    );
    this.replaceChildren(hero, this.#steps(), this.#offers(), this.#promises());
  }

  #ways() {
    const join = el(
      "a",
      { class: "button", "data-size": "large", href: "/signin?new" },
      translate("home.join"),
      icon("forward"),
    );
    const enter = el(
      "a",
      { class: "button", "data-size": "large", "data-look": "quiet", href: "/signin" },
      translate("account.signIn"),
    );
    return el("div", { class: "ways" }, !waysIn.isClosed && join, enter);
  }

  #steps() {
    const list = steps.map((name) => {
      return el(
        "li",
        {},
        icon(name),
        el("h2", {}, translate(`home.steps.${name}.title`)),
        el("p", {}, translate(`home.steps.${name}.text`)),
      );
    });
    return el("ol", { class: "steps" }, list);
  }

  #offers() {
    const list = Object.entries(offers).map(([name, drawing]) => {
      const title = el("h2", {}, translate(`home.offers.${name}.title`));
      return el("li", {}, icon(drawing), el("div", {}, title, el("p", {}, translate(`home.offers.${name}.text`))));
    });
    return el("ul", { class: "offers" }, list);
  }

  #promises() {
    return el(
      "ul",
      { class: "promises" },
      promises.map((name) => el("li", {}, icon("check"), translate(`home.promises.${name}`))),
    );
  }
}

customElements.define("home-page", HomePage);
