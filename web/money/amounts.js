/**
 * Amounts as the reader's language writes them: ¥, $ and €, and a yen without a fraction. Where two currencies share a sign,
 * the one of the language has it alone.
 */

import { currentLanguage, translate } from "../i18n.js";

/** @param price `{amount, currency, decimal}`. The decimal text is exact, which a fraction of numbers is not. */
export function price({ currency, decimal }) {
  const style = { style: "currency", currency, currencyDisplay: "symbol" };
  return new Intl.NumberFormat(currentLanguage(), style).format(decimal);
}

/** How many digits the currency's smallest unit has. */
const digitsOf = ({ decimal }) => decimal.split(".")[1]?.length ?? 0;

/** What is left of a price. */
export function difference(whole, part) {
  const amount = whole.amount - part.amount;
  const digits = digitsOf(whole);
  const text = String(amount).padStart(digits + 1, "0");
  const decimal = digits > 0 ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
  return { amount, currency: whole.currency, decimal };
}

/** A decimal number in smallest units, exactly; 0 for all else, and for more than the price. */
export function minorOf(text, most) {
  const digits = digitsOf(most);
  const [, whole, fraction = ""] = text.trim().match(/^(\d{1,9})(?:[.,](\d+))?$/) ?? [];
  if (!whole || fraction.length > digits) return 0;
  const minor = Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, "0"));
  return minor <= most.amount ? minor : 0;
}

/** What names an order to people: buyers quote it, and administrators find it. Gateways know an order without hyphens. */
export const orderNumber = ({ id }) => id.slice(-12);

export const creditCount = (count) => translate("money.credits", { count });

/** Milliseconds of results as minutes, rounded down to the tenth: what is left is never more than it is. */
export function minutes(milliseconds) {
  const tenths = Math.floor(milliseconds / 6000) / 10;
  const style = { style: "unit", unit: "minute", unitDisplay: "long", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(currentLanguage(), style).format(tenths);
}

/** A text by language, as the price book has it. */
export const wording = (texts) => texts[currentLanguage()] ?? texts.en ?? "";
