/** Amounts as the reader's language writes them: ¥, $ and €, and a yen without a fraction. */

import { currentLanguage, translate } from "../i18n.js";

/** @param price `{amount, currency, decimal}`. The decimal text is exact, which a fraction of numbers is not. */
export function price({ currency, decimal }) {
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" };
  return new Intl.NumberFormat(currentLanguage(), style).format(decimal);
}

export const creditCount = (count) => translate("money.credits", { count });

/** Milliseconds of results as minutes, rounded down to the tenth: what is left is never more than it is. */
export function minutes(milliseconds) {
  const tenths = Math.floor(milliseconds / 6000) / 10;
  const style = { style: "unit", unit: "minute", unitDisplay: "long", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(currentLanguage(), style).format(tenths);
}

/** A text by language, as the price book has it. */
export const wording = (texts) => texts[currentLanguage()] ?? texts.en ?? "";
