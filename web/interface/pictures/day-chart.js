import { shortDay, translate } from "../../i18n.js";
import { LiveElement } from "../live-element.js";
import { el, newId } from "../markup.js";

const [width, height, gap] = [720, 180, 4];

/**
 * A column for each day, and the same as a table for whoever would rather read. Set before it enters: `title`, `unit`
 * (the heading of the values), and `days`: `[{date, value, label}]` in order, with `label` what stands for the value.
 */
class DayChart extends LiveElement {
  title = "";
  unit = "";
  days = [];

  enter() {
    this.replaceChildren(el("figure", {}, el("figcaption", {}, this.title), this.#columns(), this.#table()));
  }

  #columns() {
    const most = Math.max(...this.days.map(({ value }) => value), 1);
    const top = this.days.find(({ value }) => value === most);
    const id = newId("chart");
    const step = width / this.days.length;
    const bars = this.days.map(({ date, value, label }, at) => {
      const tall = value > 0 ? Math.max(3, (value / most) * height) : 0;
      const place = { x: at * step + gap / 2, y: height - tall, width: step - gap, height: tall, rx: 3 };
      return svg("rect", place, svg("title", {}, `${dayOf(date)}: ${label}`));
    });
    const said = top
      ? translate("chart.most", { day: dayOf(top.date), value: top.label })
      : translate("chart.nothing");
    const picture = svg(
      "svg",
      { viewBox: `0 0 ${width} ${height + 1}`, role: "img", "aria-labelledby": id, preserveAspectRatio: "none" },
      svg("title", { id }, `${this.title}. ${said}`),
      svg("line", { x1: 0, y1: height + 0.5, x2: width, y2: height + 0.5 }),
      ...bars,
    );
    const ends = [this.days[0], this.days.at(-1)].map(({ date }) => el("span", {}, dayOf(date)));
    return el(
      "div",
      { class: "columns" },
      el("p", { class: "most hint" }, top?.label),
      picture,
      el("p", { class: "ends hint" }, ends),
    );
  }

  #table() {
    const rows = this.days.filter(({ value }) => value > 0).map(({ date, label }) => {
      return el("tr", {}, el("th", { scope: "row" }, dayOf(date)), el("td", {}, label));
    });
    const nothing = el("tr", {}, el("td", { colspan: "2" }, translate("chart.nothing")));
    const head = el("tr", {}, el("th", { scope: "col" }, translate("chart.day")), el("th", { scope: "col" }, this.unit));
    return el(
      "details",
      {},
      el("summary", {}, translate("chart.table")),
      el("table", {}, el("thead", {}, head), el("tbody", {}, rows.length ? rows.reverse() : nothing)),
    );
  }
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** `2026-11-30` as the reader's language writes a day; it is no moment and has no time zone. */
function dayOf(date) {
  const [year, month, day] = date.split("-").map(Number);
  return shortDay(new Date(year, month - 1, day));
}

customElements.define("day-chart", DayChart);
