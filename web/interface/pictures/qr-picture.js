import { LiveElement } from "../live-element.js";
import { qrCode } from "./qr-code.js";

const svg = "http://www.w3.org/2000/svg";
/** What a reader needs round the code, in modules. */
const quiet = 4;

/** `data-text` as a QR code, dark on white in every theme; `data-label` says what it is. */
class QrPicture extends LiveElement {
  enter() {
    const rows = qrCode(this.dataset.text);
    const side = rows.length + 2 * quiet;
    const image = document.createElementNS(svg, "svg");
    const dark = document.createElementNS(svg, "path");
    const square = (x, y) => `M${x + quiet} ${y + quiet}h1v1h-1z`;
    dark.setAttribute("d", rows.map((row, y) => row.map((bit, x) => (bit ? square(x, y) : "")).join("")).join(""));
    image.setAttribute("viewBox", `0 0 ${side} ${side}`);
    image.setAttribute("shape-rendering", "crispEdges");
    image.setAttribute("role", "img");
    image.setAttribute("aria-label", this.dataset.label);
    image.append(dark);
    this.replaceChildren(image);
  }
}

customElements.define("qr-picture", QrPicture);
