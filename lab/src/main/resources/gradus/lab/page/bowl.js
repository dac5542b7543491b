// The loss surface from above: contours of the loss over two parameters, and the path on it.

/* global d3 */

import { el, svg } from "./ui.js";

const SIZE = 420;
const EDGE = 40;
const LEVELS = 14;
let clips = 0;

/** A loss surface. `set(bowl, path, names)` draws it: `path` has pairs of numbers, `names` two names. */
export function bowlView() {
  const clip = `bowl${++clips}`;
  const inside = { x: EDGE, y: 8, width: SIZE - EDGE - 8, height: SIZE - EDGE - 8 };
  const contours = svg("g", { class: "contours", "clip-path": `url(#${clip})` });
  const trail = svg("g", { class: "trail", "clip-path": `url(#${clip})` });
  const axes = svg("g", { class: "axes" });
  const picture = svg(
    "svg",
    { class: "bowl", viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img" },
    svg("defs", {}, svg("clipPath", { id: clip }, svg("rect", inside))),
    contours,
    trail,
    axes,
  );
  const root = el("div", {}, picture);

  function set(bowl, path, names) {
    const x = d3.scaleLinear([bowl.least, bowl.most], [inside.x, inside.x + inside.width]);
    const y = d3.scaleLinear([bowl.least, bowl.most], [inside.y + inside.height, inside.y]);
    const [low, high] = d3.extent(bowl.losses);
    // Levels are closer to each other at the bottom, where the surface is flat.
    const levels = d3.range(LEVELS).map((i) => low + (high - low) * ((i + 0.3) / LEVELS) ** 2);
    // In d3's grid, a value is at the centre of its cell.
    const place = (u) => bowl.least + ((u - 0.5) * (bowl.most - bowl.least)) / (bowl.side - 1);
    const drawn = d3.geoPath(
      d3.geoTransform({
        point(u, v) {
          this.stream.point(x(place(u)), y(place(v)));
        },
      }),
    );
    const rings = d3.contours().size([bowl.side, bowl.side]).thresholds(levels)(bowl.losses);
    contours.replaceChildren(...rings.map((ring) => svg("path", { d: drawn(ring) })));

    const there = path.filter((pair) => pair.every((value) => value !== null && Math.abs(value) < 1e4));
    const at = there.map(([u, v]) => [x(u), y(v)]);
    trail.replaceChildren(
      svg("path", { d: at.length > 1 ? d3.line()(at) : "" }),
      ...at.map(([cx, cy], i) => svg("circle", { cx, cy, r: i === at.length - 1 ? 6 : 2.5 })),
    );
    if (at.length > 0) {
      trail.lastChild.setAttribute("class", "now");
    }

    const bottom = inside.y + inside.height;
    axes.replaceChildren(
      svg("rect", inside),
      ...x.ticks(8).flatMap((tick) => [
        svg("text", { x: x(tick), y: bottom + 16, "text-anchor": "middle" }, String(tick)),
        svg("text", { x: inside.x - 7, y: y(tick) + 4, "text-anchor": "end" }, String(tick)),
      ]),
      svg("text", { class: "name", x: inside.x + inside.width / 2, y: SIZE - 4, "text-anchor": "middle" }, names[0]),
      svg("text", { class: "name", x: 10, y: inside.y + inside.height / 2, "text-anchor": "middle" }, names[1]),
    );
    picture.setAttribute(
      "aria-label",
      `Contours of the loss over ${names[0]} and ${names[1]}, with the path of gradient descent up to step ${path.length - 1}`,
    );
  }
  return { root, set };
}
