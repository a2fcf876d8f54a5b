/** What programs and services say of themselves: English, and a quotation in whatever language the page is. */

import { el } from "../markup.js";

/** A reason as the log has it; nothing for none. */
export const logged = (text) => (text ? el("code", { lang: "en" }, text) : null);

/** Facts in one line, those that are not there left out. @param facts texts and elements. */
export const inLine = (facts) => facts.filter(Boolean).flatMap((fact, place) => (place > 0 ? [" · ", fact] : [fact]));
