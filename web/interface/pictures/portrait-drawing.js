import { LiveElement } from "../live-element.js";

const svg = "http://www.w3.org/2000/svg";

function draw(tag, attributes, ...children) {
  const shape = document.createElementNS(svg, tag);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  shape.append(...children);
  return shape;
}

/** A dressing-room mirror in which a picture comes alive; with `data-clip`, beside it the clip that it follows. */
class PortraitDrawing extends LiveElement {
  enter() {
    const image = draw("svg", { viewBox: "0 0 480 520", "aria-hidden": "true", focusable: "false" });
    image.append(
      draw("rect", { class: "frame", x: 40, y: 20, width: 400, height: 456, rx: 56 }),
      draw("rect", { class: "glass", x: 84, y: 64, width: 312, height: 368, rx: 30 }),
      draw("path", { class: "shine", d: "M84 210 230 64h62L84 272z" }),
      ...bulbs(),
      draw("rect", { class: "shelf", x: 12, y: 470, width: 456, height: 14, rx: 7 }),
      sitter(),
    );
    if (this.hasAttribute("data-clip")) image.append(clip());
    this.replaceChildren(image);
  }
}

function bulbs() {
  const places = [];
  for (const y of [92, 162, 232, 302, 372]) places.push([62, y], [418, y]);
  for (const x of [120, 200, 280, 360]) places.push([x, 42]);
  return places.map(([cx, cy], index) => draw("circle", { class: "bulb", "data-turn": index % 3, cx, cy, r: 9 }));
}

/** Head and shoulders, with a face that moves. */
function sitter() {
  const face = draw(
    "g",
    { class: "face" },
    draw(
      "path",
      { class: "hair-back", d: "M166 214c-10-92 36-124 74-124s86 30 74 124c-4 34-14 66-26 84h-98c-12-20-20-50-24-84z" },
    ),
    draw("path", { class: "neck", d: "M212 286h56v58c0 14-56 14-56 0z" }),
    draw("path", { class: "skin", d: "M180 200c0-58 26-82 60-82s60 24 60 82c0 66-30 108-60 108s-60-42-60-108z" }),
    draw(
      "path",
      {
        class: "hair",
        d: "M174 204c-4-66 26-98 68-98 40 0 68 30 64 98-6-40-20-56-40-62-34 18-72 16-80 22-8 8-10 24-12 40z",
      },
    ),
    draw("path", { class: "line brow", d: "M202 190q13-8 26-2M252 188q13-6 26 2" }),
    draw(
      "g",
      { class: "eyes" },
      draw("circle", { cx: 216, cy: 208, r: 5.5 }),
      draw("circle", { cx: 264, cy: 208, r: 5.5 }),
    ),
    draw("path", { class: "line", d: "M240 214q-7 22-3 28 4 3 9 1" }),
    draw("ellipse", { class: "mouth", cx: 240, cy: 266, rx: 17, ry: 7 }),
    draw("circle", { class: "cheek", cx: 204, cy: 240, r: 11 }),
    draw("circle", { class: "cheek", cx: 276, cy: 240, r: 11 }),
  );
  const shoulders = draw(
    "path",
    { class: "coat", d: "M112 432c2-66 44-84 104-100 8 20 40 20 48 0 60 16 102 34 104 100z" },
  );
  const collar = draw("path", { class: "line collar", d: "M206 336l34 46 34-46" });
  return draw("g", { class: "sitter" }, shoulders, face, collar);
}

/** The driver: the same head, as the tracker sees it. */
function clip() {
  const points = [
    [52, 38], [76, 38], [40, 30], [88, 30], [64, 52], [54, 66], [74, 66], [64, 63],
    [64, 71], [64, 90], [42, 74], [86, 74], [36, 52], [92, 52], [64, 14],
  ];
  return draw(
    "g",
    { class: "clip" },
    draw("rect", { class: "film", x: 0, y: 0, width: 150, height: 190, rx: 16 }),
    ...[20, 46, 72, 98, 124, 150].flatMap((y) => [8, 132].map((x) => draw(
      "rect",
      { class: "hole", x, y, width: 10, height: 14, rx: 3 },
    ))),
    draw("rect", { class: "still", x: 26, y: 16, width: 98, height: 158, rx: 8 }),
    draw(
      "g",
      { class: "tracked" },
      draw("path", { class: "outline", d: "M34 46c0-28 14-38 30-38s30 10 30 38c0 32-16 50-30 50s-30-18-30-50z" }),
      draw("path", { class: "outline", d: "M14 140c4-24 22-32 50-34 28 2 46 10 50 34" }),
      ...points.map(([cx, cy]) => draw("circle", { class: "point", cx, cy, r: 2.2 })),
    ),
  );
}

customElements.define("portrait-drawing", PortraitDrawing);
