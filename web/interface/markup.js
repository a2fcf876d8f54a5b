/** Builds elements. What comes from outside becomes text, never markup. */

import { connection } from "../api.js";

const svg = "http://www.w3.org/2000/svg";

/**
 * @param attributes `class`, `aria-…` and the like; `onclick` and other functions become properties; `true` is an
 *   empty attribute; null, undefined and false are left out; `data` is an object of data attributes.
 * @param children elements and texts; null, undefined and false are left out.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "data") Object.assign(element.dataset, value);
    else if (typeof value === "function") element[name] = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A drawing from `icons.svg`, which `drawings.js` puts on the page. Screen readers skip it for the words beside it. */
export function icon(name) {
  const image = document.createElementNS(svg, "svg");
  const use = document.createElementNS(svg, "use");
  image.setAttribute("class", "icon");
  image.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  image.append(use);
  return image;
}

/** A button with only an icon; its name is read to screen readers and shown on hover. */
export function iconButton(drawing, name, attributes = {}) {
  return el(
    "button",
    { type: "button", class: "icon-button", "aria-label": name, title: name, ...attributes },
    icon(drawing),
  );
}

/** Gives an element other children, unless it has them already: what the user is editing stays untouched. */
export function replaceContents(element, children) {
  const { children: present } = element;
  const isSame = children.length === present.length && children.every((child, at) => child === present[at]);
  if (!isSame) element.replaceChildren(...children);
}

/** A picture that is asked for again once the server answers after an outage. */
export function picture(src, attributes = {}) {
  const image = el("img", { src, alt: "", ...attributes });
  image.onerror = () => connection.addEventListener("restored", () => (image.src = src), { once: true });
  return image;
}

let made = 0;

/** An id for tying a label or a hint to its field. */
export function newId(name) {
  made += 1;
  return `${name}-${made}`;
}
