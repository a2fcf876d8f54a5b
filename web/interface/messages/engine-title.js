/** How an engine is called: those that come with Greenroom in the reader's language, others as their authors named them. */

import { translateOr } from "../../i18n.js";

export const engineTitle = ({ name, title }) => translateOr(title, `engines.titles.${name}`);
