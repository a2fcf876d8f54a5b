/** What programs and services say of themselves: English, and a quotation in whatever language the page is. */

import { isTranslated, translate } from "../../i18n.js";
import { el } from "../markup.js";

/** A reason as the log has it; nothing for none. */
export const logged = (text) => (text ? el("code", { lang: "en" }, text) : null);

/** Likewise, but what this server says of its own is said in the reader's language. */
export function clause(text) {
  const key = `clauses.${text?.toLowerCase().replaceAll(/\d+/g, "n").replaceAll(/[^a-z]+/g, "_")}`;
  return text && isTranslated(key) ? translate(key, { number: text.match(/\d+/)?.[0] }) : logged(text);
}

/** Facts in one line, those that are not there left out. @param facts texts and elements. */
export const inLine = (facts) => facts.filter(Boolean).flatMap((fact, place) => (place > 0 ? [" · ", fact] : [fact]));
