import { fullMoment, number, size, translate } from "../i18n.js";
import { confirmed } from "../interface/dialogs/confirm-dialog.js";
import { filter } from "../interface/controls/form.js";
import { newKey } from "../interface/controls/keys.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { chip, panel, panelRow, smallButton } from "../interface/lists/panels.js";
import { creditCount, price, wording } from "./amounts.js";
import { buy } from "./checkout.js";
import * as api from "./money-api.js";
import { money } from "./money.js";

const known = "greenroom.currency";

/** The plan that one has, the plans and packs that there are, and the buttons that buy them, each with its price. */
class PlanOffers extends LiveElement {
  #place = null;
  #methods = [];
  #method = null;
  #currency = null;
  #usual = null;
  #subscription = null;

  enter() {
    this.#place = el("div", { class: "stack" });
    this.replaceChildren(this.#place);
    this.#load();
  }

  #load() {
    return loadInto(this, this.#place, async () => {
      const [offer, methods, subscription] = await Promise.all([api.offer(), api.methods(), api.subscription()]);
      this.#methods = methods.items;
      this.#usual = methods.currency;
      this.#subscription = subscription;
      this.#method ??= methods.items[0];
      this.#choose(this.#currency ?? localStorage.getItem(known), offer);
      this.#show(offer);
    });
  }

  /** The currencies that the method takes and something is sold in. */
  #taken({ plans, packs }) {
    const sold = new Set([...plans, ...packs].flatMap(({ prices }) => prices.map(({ currency }) => currency)));
    return this.#method.currencies.filter((currency) => sold.has(currency));
  }

  #choose(wanted, offer) {
    const taken = this.#taken(offer);
    this.#currency = taken.includes(wanted) ? wanted : (taken.find((each) => each === this.#usual) ?? taken[0] ?? null);
  }

  #show(offer) {
    const { plans, packs } = offer;
    const plan = this.#mine && plans.find(({ id }) => id === this.#mine.plan);
    const free = plans.find(({ prices }) => prices.length === 0);
    this.#place.replaceChildren(
      this.#current(plan ?? free, plans),
      panel(
        { title: translate("money.plans"), text: translate("money.plansText"), action: this.#choices(offer) },
        this.#isTooEarly && el("p", { class: "hint padded" }, translate("money.subscribeLater")),
        ...plans.filter(({ prices }) => prices.length > 0).map((each) => this.#plan(each, plans)),
      ),
      panel({ title: translate("money.packs"), text: translate("money.packsText") }, ...packs.map((each) => this.#pack(each))),
    );
  }

  get #mine() {
    return this.#subscription && this.#subscription.status !== "ended" ? this.#subscription : null;
  }

  /** Whether the plan would be charged by itself while months that were bought are not over. */
  get #isTooEarly() {
    const mine = this.#mine;
    return mine && mine.method !== "stripe" && this.#method.renews && Date.parse(mine.ends_at) > Date.now();
  }

  #choices(offer) {
    const methods = this.#methods.map(({ id }) => [id, translate(`money.methods.${id}`)]);
    const method = filter(translate("money.method"), methods, (id) => {
      this.#method = this.#methods.find((each) => each.id === id);
      this.#choose(this.#currency, offer);
      this.#show(offer);
    });
    method.value = this.#method.id;
    const currencies = this.#taken(offer).map((each) => [each, each]);
    const currency = filter(translate("money.currency"), currencies, (each) => {
      localStorage.setItem(known, each);
      this.#choose(each, offer);
      this.#show(offer);
    });
    currency.value = this.#currency;
    return el("div", { class: "filters" }, method, currency);
  }

  #current(plan, plans) {
    const mine = this.#mine;
    const head = { title: translate("money.yourPlan") };
    if (!plan) return panel(head, el("p", { class: "hint padded" }, translate("money.noPlan")));
    const next = plans.find(({ id }) => id === mine?.next_plan);
    const key = next ? "money.becomes" : mine?.renews ? "money.renews" : "money.ends";
    const ends = mine && translate(key, { time: fullMoment(mine.ends_at), name: next && wording(next.name) });
    const note = mine?.status === "past_due" ? chip(translate("money.pastDue"), "bad") : null;
    const actions = mine?.method === "stripe"
      ? [
        smallButton(translate("money.cards"), async () => location.assign(await api.portal())),
        mine.renews
          ? smallButton(translate("money.cancel"), () => this.#cancel())
          : smallButton(translate("money.resume"), () => this.#resume()),
      ]
      : [];
    return panel(head, panelRow({ icon: "check", title: wording(plan.name), note, text: ends || wording(plan.text), actions }));
  }

  #plan(plan, plans) {
    const facts = [
      translate("money.minutesAMonth", { count: plan.minutes }),
      plan.credits > 0 && translate("money.creditsAMonth", { count: plan.credits }),
      plan.storage_bytes && translate("money.storage", { size: size(plan.storage_bytes) }),
      wording(plan.text),
    ];
    const mine = this.#mine;
    const isMine = mine?.plan === plan.id;
    const isNext = mine?.next_plan === plan.id;
    const isHere = mine?.method === "stripe";
    const isKept = isHere && isMine && mine.next_plan;
    const change = isHere && !isMine;
    // A subscription is charged in its own currency, whatever is chosen for the rest.
    const charged = isHere ? mine.currency : this.#currency;
    const cost = plan.prices.find(({ currency }) => currency === charged);
    const otherwise = this.#method.renews ? "money.subscribe" : "money.buyMonth";
    const key = isKept ? "money.keepPlan" : change ? "money.changeTo" : otherwise;
    const words = cost && translate(key, { price: price(cost) });
    const act = () => (isKept ? this.#keep(plan) : change ? this.#change(plan) : this.#order(plan, plans, words));
    const isChangeable = isHere && mine.status !== "past_due" && !isNext && (!isMine || isKept);
    const isOpen = cost && !this.#isTooEarly && (!isHere || isChangeable);
    return panelRow({
      icon: "spark",
      title: wording(plan.name),
      note: isMine ? chip(translate("money.yours"), "good") : isNext && chip(translate("money.next")),
      text: facts.filter(Boolean).join(" · "),
      actions: [isOpen && smallButton(words, act, { look: null, name: `${wording(plan.name)}: ${words}` })],
    });
  }

  #pack(pack) {
    const cost = pack.prices.find(({ currency }) => currency === this.#currency);
    const words = cost && translate("money.buy", { price: price(cost) });
    const name = wording(pack.name);
    const facts = [
      !name.includes(number(pack.credits)) && creditCount(pack.credits),
      pack.days ? translate("money.goodFor", { count: pack.days }) : translate("money.neverExpires"),
    ];
    return panelRow({
      icon: "add",
      title: name,
      text: facts.filter(Boolean).join(" · "),
      actions: [cost && smallButton(
        words,
        () => this.#buy({ pack: pack.id }),
        { look: null, name: `${name}: ${words}` },
      )],
    });
  }

  #buy(item) {
    return buy(item, this.#method, this.#currency);
  }

  /** A month of another plan beside one that is paid begins at once where it gives more, else when its turn comes. */
  async #order(plan, plans, words) {
    const mine = this.#mine;
    const isBeside = mine && mine.plan !== plan.id && !mine.renews && Date.parse(mine.ends_at) > Date.now();
    if (isBeside && !this.#method.renews) {
      const old = plans.find(({ id }) => id === mine.plan);
      const more = plan.minutes - mine.minutes || plan.credits - mine.credits;
      const key = more > 0 ? "money.beginsNow" : mine.next_plan ? "money.beginsLater" : "money.beginsThen";
      const values = { name: wording(plan.name), old: old ? wording(old.name) : mine.plan, time: fullMoment(mine.ends_at) };
      if (!(await confirmed(translate("money.sureOther", values), translate(key, values), words))) return;
    }
    await this.#buy({ plan: plan.id });
  }

  /** A dearer plan is charged for in proportion now; a cheaper one begins, and is charged, when the period ends. */
  async #change(plan) {
    const { price: monthly, charged_now: now, begins_at: begin } = await api.costOfChange(plan.id);
    const values = {
      name: wording(plan.name),
      now: price(now),
      price: price(monthly),
      time: fullMoment(begin ?? this.#mine.ends_at),
    };
    const text = translate(begin ? "money.changesThen" : "money.changesNow", values);
    const act = now.amount > 0 ? translate("money.payNow", { price: price(now) }) : translate("money.change");
    if (await confirmed(translate("money.sureChange", values), text, act)) await this.#keep(plan);
  }

  async #keep(plan) {
    await api.changePlan(plan.id, newKey());
    notify(translate("money.changed"));
    await this.#moved();
  }

  #moved() {
    return Promise.all([this.#load(), money.moved()]);
  }

  async #cancel() {
    const words = [translate("money.sureCancel"), translate("money.sureCancelText"), translate("money.cancel")];
    if (!(await confirmed(...words))) return;
    await api.cancel();
    await this.#moved();
  }

  async #resume() {
    await api.resume();
    await this.#moved();
  }
}

customElements.define("plan-offers", PlanOffers);
