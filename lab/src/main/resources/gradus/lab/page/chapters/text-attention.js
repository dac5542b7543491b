// Attention: which tokens each token looks at, in each head of each block.

import { colour } from "../plot.js";
import { button, card, el, svg } from "../ui.js";
import { percent, shown } from "./text-tokens.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** The greatest side of a cell, and the least with a label beside it, in pixels. */
const MOST = 30;
const LEAST = 9;

/** The least weight that an arc is drawn for. */
const FAINT = 0.02;

/** Paints the weights of a head as a square: the greater, the stronger the colour. */
function paint(canvas, rows) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const scale = d3.interpolateRgb(colour("card"), colour("blue"));
  const hidden = d3.rgb(colour("grid"));
  for (let row = 0; row < rows.length; row++) {
    for (let column = 0; column < rows.length; column++) {
      const shade = column > row ? hidden : d3.rgb(scale(Math.sqrt(rows[row][column])));
      image.data.set([shade.r, shade.g, shade.b, 255], 4 * (row * rows.length + column));
    }
  }
  context.putImageData(image, 0, 0);
}

/** The card of attention; `choose(at)` is called with the number of a token that is chosen. */
export function attention(state, choose) {
  const thumbs = el("div", { className: "heads", id: "heads", role: "group", ariaLabel: "Heads" });
  const frame = el("div", { className: "matrix-frame", id: "matrix" });
  const arcs = svg("svg", { class: "arcs", "aria-hidden": "true" });
  const line = el("div", { className: "tokens looked", id: "looked" });
  const said = el("p", { id: "looks" });
  const which = el("h3", { id: "head" });
  let sentence = null;
  let pointed = null;
  let place = null;

  const block = () => Math.min(Math.max(state.block, 1), sentence.attention.length);
  const head = () => Math.min(Math.max(state.head, 1), sentence.attention[0].length);
  const weights = () => sentence.attention[block() - 1][head() - 1];
  const read = () => sentence.tokens.slice(sentence.skipped);
  const row = () => pointed ?? sentence.at - sentence.skipped;

  function select(toBlock, toHead) {
    state.set({ block: toBlock, head: toHead });
    draw();
  }

  function drawThumbs() {
    const { attention: all } = sentence;
    const size = read().length;
    thumbs.style.setProperty("--heads", all[0].length);
    if (thumbs.children.length !== all.length * all[0].length) {
      thumbs.replaceChildren(
        ...all.flatMap((heads, i) =>
          heads.map((_, j) => {
            const chosen = button("", () => select(i + 1, j + 1));
            chosen.ariaLabel = `Block ${i + 1}, head ${j + 1}`;
            chosen.title = chosen.ariaLabel;
            chosen.replaceChildren(el("canvas", { ariaHidden: "true" }));
            return chosen;
          }),
        ),
      );
    }
    all.flat().forEach((rows, i) => {
      const chosen = thumbs.children[i];
      const canvas = chosen.firstChild;
      canvas.width = size;
      canvas.height = size;
      paint(canvas, rows);
      chosen.ariaPressed = String(i === (block() - 1) * all[0].length + head() - 1);
    });
  }

  function drawMatrix() {
    const tokens = read();
    const size = tokens.length;
    const width = Math.max(frame.clientWidth, 200);
    const names = tokens.map(shown);
    const longest = Math.max(...names.map((name) => name.length));
    const space = Math.min(8.2 * longest + 10, 110);
    const labelled = (width - space) / size >= LEAST;
    const edge = labelled ? space : 0;
    const cell = Math.min((width - edge - 30) / size, MOST);
    const side = cell * size;
    const font = Math.min(13, cell * 0.9);
    place = { edge, cell, size };
    const label = (name, attributes) => svg("text", { "font-size": font, ...attributes }, name);
    const middle = (i) => edge + (i + 0.5) * cell;
    const rows = weights();
    frame.replaceChildren(
      svg(
        "svg",
        { width, height: edge + side + 1, role: "img" },
        svg("title", {}, `Attention weights of block ${block()}, head ${head()}: a row for each token, a column for each that it looks at`),
        ...rows.flatMap((row, i) => [
          ...row.map((weight, j) =>
            svg("rect", { class: "weight", x: edge + j * cell, y: edge + i * cell, width: cell, height: cell, "fill-opacity": Math.sqrt(weight) }),
          ),
          svg("rect", { class: "hidden", x: edge + (i + 1) * cell, y: edge + i * cell, width: side - (i + 1) * cell, height: cell }),
        ]),
        ...(labelled
          ? names.flatMap((name, i) => [
              label(name, { class: "row-name", x: edge - 6, y: middle(i) + font * 0.35, "text-anchor": "end" }),
              label(name, { class: "column-name", transform: `translate(${middle(i) + font * 0.3} ${edge - 6}) rotate(-60)` }),
            ])
          : []),
        svg("rect", { class: "current", x: edge, height: cell }),
      ),
    );
  }

  /** Shows what the current token looks at. */
  function point() {
    const tokens = read();
    const at = row();
    const seen = weights()[at];
    const current = frame.querySelector(".current");
    current.setAttribute("y", place.edge + at * place.cell);
    current.setAttribute("width", (at + 1) * place.cell);
    frame.querySelectorAll(".row-name").forEach((name, i) => name.classList.toggle("here", i === at));
    frame.querySelectorAll(".column-name").forEach((name, i) => name.classList.toggle("later", i > at));
    [...line.children].forEach((box, i) => {
      box.classList.toggle("here", i === at);
      box.classList.toggle("later", i > at);
      box.style.setProperty("--share", `${i <= at ? 90 * Math.sqrt(seen[i]) : 0}%`);
    });
    const most = seen
      .map((weight, i) => ({ weight, i }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 3)
      .filter(({ weight }) => weight > 0);
    said.replaceChildren(
      el("b", {}, shown(tokens[at])),
      " looks at ",
      ...most.flatMap(({ weight, i }, n) => [
        n > 0 ? ", " : "",
        i === at ? "itself" : el("b", {}, shown(tokens[i])),
        ` (${percent(weight)})`,
      ]),
      ".",
    );
    drawArcs(at, seen);
  }

  function drawArcs(at, seen) {
    const { left, top, width, height } = line.getBoundingClientRect();
    const ends = [...line.children].map((box) => {
      const own = box.getBoundingClientRect();
      return [own.left - left + own.width / 2, own.top - top];
    });
    arcs.setAttribute("width", width);
    arcs.setAttribute("height", height);
    const [x, y] = ends[at];
    arcs.replaceChildren(
      ...seen.slice(0, at).flatMap((weight, i) => {
        const [toX, toY] = ends[i];
        const high = Math.min(y, toY) - Math.min(16 + 0.22 * Math.abs(x - toX), 64);
        return weight < FAINT
          ? []
          : [
              svg("path", {
                d: `M${x} ${y}C${x} ${high} ${toX} ${high} ${toX} ${toY}`,
                "stroke-width": 1 + 7 * weight,
                "stroke-opacity": 0.25 + 0.75 * weight,
              }),
            ];
      }),
    );
  }

  function draw() {
    drawThumbs();
    which.textContent = `Block ${block()}, head ${head()}`;
    drawMatrix();
    line.replaceChildren(
      ...read().map((token, i) => {
        const box = el("span", { className: "token" }, shown(token));
        box.addEventListener("pointerenter", () => look(i));
        box.addEventListener("click", () => choose(i + sentence.skipped));
        return box;
      }),
    );
    point();
  }

  /** Looks at a token without choosing it; null for the chosen one. */
  function look(at) {
    if (place && pointed !== at) {
      pointed = at;
      point();
    }
  }
  function under(event) {
    const { top } = frame.getBoundingClientRect();
    const at = place ? Math.floor((event.clientY - top - place.edge) / place.cell) : -1;
    return at >= 0 && at < place.size ? at : null;
  }
  frame.addEventListener("pointermove", (event) => look(under(event)));
  frame.addEventListener("pointerleave", () => look(null));
  line.addEventListener("pointerleave", () => look(null));
  frame.addEventListener("click", (event) => {
    const at = under(event);
    if (at !== null) {
      choose(at + sentence.skipped);
    }
  });

  const again = () => sentence && draw();
  const resized = new ResizeObserver(again);
  resized.observe(frame);
  DARK.addEventListener("change", again);
  return {
    root: card(
      "",
      "Inside: which tokens look at which",
      el(
        "p",
        {},
        "A block first lets each token take something from the tokens before it: from each as much as its weight," +
          " and the weights of a token add to 1. That is attention. Every block has several heads, each with" +
          " weights of its own; here is a picture of each. A row is a token, and its columns are what it looks" +
          " at. Tokens that come later are hidden, since they are what the model has to predict.",
      ),
      el(
        "div",
        { className: "pair" },
        el("div", {}, el("p", { className: "soft small" }, "A row of pictures for each block, a picture for each head. Choose one."), thumbs, el("div", { className: "arcs-frame" }, arcs, line), said),
        el("div", {}, which, frame, el("p", { className: "soft small" }, "The stronger the colour, the greater the weight. Point at a row to see what its token looks at.")),
      ),
    ),
    show(answer) {
      sentence = answer;
      pointed = null;
      draw();
    },
    close() {
      resized.disconnect();
      DARK.removeEventListener("change", again);
    },
  };
}
