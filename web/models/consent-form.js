import { clock, translate } from "../i18n.js";
import { explain } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { session } from "../session.js";
import { checkList } from "./consent-reasons.js";

/**
 * The consent of the person whose face or voice is copied: a name, a sentence with a code, the sentence spoken.
 * `kind` is `face` or `voice`, `draft` a model's, set before it enters.
 */
class ConsentForm extends LiveElement {
  draft = null;
  #shape = null;
  #timer = null;
  #given = null;

  enter() {
    this.#shape = null;
    this.listen(this.draft, "change", () => this.#show());
    this.#timer = setInterval(() => this.#tick(), 1000);
    this.#show();
  }

  leave() {
    clearInterval(this.#timer);
  }

  get #consent() {
    return this.draft.settings.consent;
  }

  get #state() {
    if (!this.#consent) return "nobody";
    if (this.draft.isAgreed) return this.#consent.status;
    return this.draft.timeLeft > 0 ? "pending" : "expired";
  }

  #show() {
    const state = this.#state;
    const shape = `${state} ${this.#consent?.id}`;
    if (shape !== this.#shape) this.#rebuild(state);
    this.#shape = shape;
    const { statement } = this.draft.files;
    if (state === "pending" && statement && statement.id !== this.#given) this.#give(statement);
  }

  #rebuild(state) {
    const hadFocus = this.contains(document.activeElement);
    this.dataset.state = state;
    const parts = { nobody: () => this.#name(), expired: () => this.#name(), pending: () => this.#sentence() };
    this.replaceChildren(...(parts[state]?.() ?? this.#agreed(state)).filter(Boolean));
    if (hadFocus) this.querySelector("input, button, [tabindex]")?.focus();
    this.#tick();
  }

  #name() {
    const expired = this.#consent && el("p", { class: "late" }, icon("clock"), translate("consent.expired"));
    const attributes = { type: "text", maxlength: "200", required: true, autocomplete: "off" };
    const input = el("input", { ...attributes, id: "consent-name", value: this.#consent?.subject });
    const get = el("button", { type: "submit", class: "button" }, translate("consent.get"));
    const kind = this.getAttribute("kind");
    const form = el(
      "form",
      { class: "ask" },
      el("div", { class: "field" }, el("label", { for: "consent-name" }, translate(`consent.who.${kind}`)), input),
      get,
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#work(get, () => this.draft.ask(kind, input.value.trim()));
    };
    return [expired, form, problem()];
  }

  #sentence() {
    const { sentence, code, subject } = this.#consent;
    const words = el("blockquote", { tabindex: "-1" }, marked(sentence, code));
    const films = this.getAttribute("kind") === "face";
    const filmed = { kind: "video", words: "film", camera: true };
    const attributes = { place: "statement", bare: true, ...(films ? filmed : { kind: "audio" }) };
    const place = Object.assign(el("file-drop", attributes), { draft: this.draft });
    return [
      el("p", {}, translate(films ? "consent.film" : "consent.read", { name: subject })),
      el("div", { class: "card" }, words, el("p", { class: "left" }, icon("clock"), el("span", { class: "time" }))),
      place,
      el("p", { class: "hint" }, translate("consent.guide")),
      el("p", { class: "heard", role: "status" }),
      problem(),
      el("div", { class: "ways" }, this.#sameFile(), this.#waiver(), this.#again()),
    ];
  }

  /** The sentence may be spoken in the sample itself. */
  #sameFile() {
    const { source } = this.draft;
    const link = el("button", { type: "button", class: "link" }, translate(`consent.same.${source}`));
    link.onclick = () => {
      const file = this.draft.files[source];
      if (file) this.#work(link, () => this.draft.give(file));
      else this.#complain({ title: translate(`order.${this.draft.name}.missing.${source}`), advice: "" });
    };
    return link;
  }

  #waiver() {
    if (session.user.role !== "admin") return null;
    const attributes = { type: "text", maxlength: "200", required: true, autocomplete: "off" };
    const reason = el("input", { ...attributes, id: "waiver", placeholder: translate("consent.waiver.example") });
    const send = el(
      "button",
      { type: "submit", class: "button", "data-look": "quiet" },
      translate("consent.waiver.send"),
    );
    const form = el(
      "form",
      { class: "ask" },
      el("div", { class: "field" }, el("label", { for: "waiver" }, translate("consent.waiver.reason")), reason),
      send,
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      if (reason.value.trim()) this.#work(send, () => this.draft.waive(reason.value.trim()));
    };
    return el("details", {}, el("summary", { class: "link" }, translate("consent.waiver.open")), form);
  }

  #again() {
    const link = el("button", { type: "button", class: "link" }, translate("consent.again"));
    link.onclick = () => this.draft.set("consent", null);
    return link;
  }

  #agreed(state) {
    const { subject, waiver_reason: reason, checks } = this.#consent;
    const isOpen = state === "needs_review";
    const hint = { waived: reason, needs_review: translate("consent.waits") }[state] ?? translate("consent.kept");
    const text = el(
      "div",
      { class: "text" },
      el("b", {}, translate(`consent.done.${state}`, { name: subject })),
      el("span", { class: "hint" }, hint),
    );
    const tick = el("span", { class: "tick", "data-open": isOpen }, icon(isOpen ? "clock" : "check"));
    const retake = isOpen && this.draft.timeLeft > 0 && this.#retake();
    return [
      el("div", { class: "agreed" }, tick, text, retake, this.#again()),
      state !== "waived" && checkList(checks),
    ];
  }

  #retake() {
    const link = el("button", { type: "button", class: "link" }, translate("consent.retake"));
    link.onclick = () => {
      this.#given = null;
      this.draft.retake();
    };
    return link;
  }

  /** Kept waiting while it is listened to; a statement that is refused makes room for another. */
  async #give(file) {
    this.#given = file.id;
    this.#say(translate("consent.listening"));
    try {
      await this.draft.give(file);
    } catch (error) {
      this.draft.clear("statement");
      this.draft.refuse("statement", error);
    }
    this.#say("");
  }

  #say(words) {
    const place = this.querySelector(".heard");
    if (place) place.textContent = words;
  }

  async #work(button, work) {
    button.disabled = true;
    this.#complain(null);
    try {
      await work();
    } catch (error) {
      this.#complain(explain(error));
    }
    button.disabled = false;
  }

  #complain(failure) {
    const data = failure && { failure: failure.code ?? "", title: failure.title, text: failure.advice };
    this.querySelector(".problem")?.replaceChildren(...(data ? [el("failure-note", { data })] : []));
  }

  #tick() {
    if (this.#shape && this.#state !== this.dataset.state) return this.#show();
    const time = this.querySelector(".time");
    if (!time) return;
    const { timeLeft } = this.draft;
    time.textContent = translate("consent.left", { time: clock(timeLeft) });
    time.parentElement.toggleAttribute("data-late", timeLeft < 120_000);
  }
}

function problem() {
  return el("div", { class: "problem", role: "alert" });
}

/** The sentence with its code, which must not be misread, made to stand out. */
function marked(sentence, code) {
  const spelt = [code, Array.from(code ?? "").join(" ")].find((words) => words && sentence.includes(words));
  if (!spelt) return [sentence];
  const start = sentence.indexOf(spelt);
  return [sentence.slice(0, start), el("mark", {}, spelt), sentence.slice(start + spelt.length)];
}

customElements.define("consent-form", ConsentForm);
