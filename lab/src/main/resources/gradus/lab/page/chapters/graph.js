// Chapter 7: the computation graph of a loss, and the backward pass.

import { latest } from "../api.js";
import { lossChoice, NAMES } from "../quadratic.js";
import { button, card, choice, el, failures, number, slider, svg } from "../ui.js";

export const id = "graph";
export const short = "Graph";
export const title = "Computation graph and backward pass";
export const about =
  "While the engine computes a loss, it records every operation. The record is the computation graph" +
  " below, from the inputs at the bottom to the loss at the top. The backward pass goes through it from" +
  " the loss down and computes the gradients. Each operation has one small rule, which turns the" +
  " gradient of its result, the upstream gradient, into the gradients of its inputs. Where a value is" +
  " used twice, its gradients add up.";
export const sources = [
  "gradus/lab/GraphChapter.java",
  "gradus/lab/Rules.java",
  "gradus/engine/Autograd.java",
  "gradus/engine/Unary.java",
];
export const beginning = { of: "hand", xy: [2, 3], abc: [1.1, 1.1, 1.1], loss: "mae", at: 0 };

const LINE = 17;
const PAD = 9;
const LETTER = 7.3;

function shape(vertex) {
  const { length } = vertex.shape;
  return length === 0 ? "scalar" : (length === 1 ? "vector of " : "") + vertex.shape.join(" × ");
}

function figures({ values, mean }, isScalar) {
  if (!values) {
    return `mean ${number(mean, 3)}`;
  }
  const text = values.map((value) => number(value, 3)).join(", ");
  return isScalar ? text : `[${text}]`;
}

export function open(main, state) {
  const failed = failures();
  let walk = null;
  const drawing = el("div", {
    className: "scroll graph",
    tabIndex: 0,
    role: "group",
    ariaLabel: "Computation graph, from the inputs at the bottom to the loss at the top",
  });
  const count = el("p", { className: "soft small", id: "walked" });
  const said = el("p", { id: "said", ariaLive: "polite" });

  /** Returns the gradient of every tensor after some steps. */
  function gradients(steps) {
    const known = new Map();
    for (const step of walk.steps.slice(0, steps)) {
      step.shares.forEach((share) => known.set(share.vertex, share));
    }
    return known;
  }

  function lines(vertex, share) {
    const isScalar = vertex.shape.length === 0;
    return [
      ["name", vertex.name],
      ["shape", shape(vertex)],
      ["value", figures(vertex.value, isScalar)],
      ...(vertex.learns
        ? [["gradient", share ? `∂ ${figures(share.gradient, isScalar)}${share.complete ? "" : " …"}` : "∂ ?"]]
        : []),
    ];
  }

  function draw() {
    const known = gradients(state.at);
    const step = walk.steps[state.at - 1];
    const got = new Set(step?.shares.map((share) => share.vertex));
    // Vertices have room for all later text from the start, so that the layout does not change.
    const last = new Map();
    walk.steps.forEach((one) =>
      one.shares.forEach((share) => last.set(share.vertex, [...(last.get(share.vertex) ?? []), share])),
    );
    const layout = new dagre.graphlib.Graph()
      .setGraph({ rankdir: "BT", nodesep: 18, ranksep: 30, marginx: 4, marginy: 4 })
      .setDefaultEdgeLabel(() => ({}));
    walk.vertices.forEach((vertex, i) => {
      const all = [lines(vertex), ...(last.get(i) ?? []).map((share) => lines(vertex, share))].flat();
      const letters = Math.max(...all.map(([, text]) => text.length));
      layout.setNode(i, {
        width: Math.max(88, letters * LETTER + 2 * PAD),
        height: lines(vertex).length * LINE + 2 * PAD - 3,
      });
      vertex.inputs.forEach((input) => layout.setEdge(input, i));
    });
    dagre.layout(layout);
    const { width, height } = layout.graph();
    const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
    layout.edges().forEach((edge) => {
      const walked = step && Number(edge.w) === step.vertex && got.has(Number(edge.v));
      const path = d3.line().curve(d3.curveBasis).x((p) => p.x).y((p) => p.y);
      picture.append(svg("path", { d: path(layout.edge(edge).points), class: walked ? "edge walked" : "edge" }));
    });
    walk.vertices.forEach((vertex, i) => {
      const { x, y, width: w, height: h } = layout.node(i);
      const kinds = ["vertex", vertex.operation ? "operation" : vertex.learns ? "parameter" : "constant"];
      if (known.has(i)) {
        kinds.push(known.get(i).complete ? "known" : "partly");
      }
      if (step?.vertex === i) {
        kinds.push("current");
      } else if (got.has(i)) {
        kinds.push("got");
      }
      const group = svg("g", { class: kinds.join(" "), "data-vertex": i });
      group.append(
        svg("title", {}, vertex.operation ?? vertex.name),
        svg("rect", { x: x - w / 2, y: y - h / 2, width: w, height: h, rx: vertex.operation ? 6 : 16 }),
      );
      lines(vertex, known.get(i)).forEach(([kind, text], line) => {
        group.append(svg("text", { x, y: y - h / 2 + PAD + 11 + line * LINE, class: kind }, text));
      });
      picture.append(group);
    });
    drawing.replaceChildren(picture);
    const current = picture.querySelector(".current");
    if (current) {
      const { x, y, height: h } = layout.node(step.vertex);
      drawing.scrollTo({ left: x - drawing.clientWidth / 2, top: y - drawing.clientHeight / 2 - h / 2 });
    } else {
      drawing.scrollTo({ left: (width - drawing.clientWidth) / 2, top: 0 });
    }
  }

  function tell() {
    const step = walk.steps[state.at - 1];
    count.textContent = `Step ${state.at} of ${walk.steps.length}`;
    forward.disabled = all.disabled = state.at === walk.steps.length;
    undo.disabled = again.disabled = state.at === 0;
    if (!step) {
      said.textContent =
        "The forward pass has computed the loss. No gradient is known yet: each is a question mark. Press “Next step” to start the backward pass.";
      return;
    }
    const shares = step.shares.map((share) => {
      const vertex = walk.vertices[share.vertex];
      const value = figures(share.gradient, vertex.shape.length === 0);
      const rest = share.complete ? "" : "; more will be added";
      return ` ${vertex.name} ${share.again ? "already had a gradient; the sum is" : "gets"} ${value}${rest}.`;
    });
    said.replaceChildren(el("b", {}, walk.vertices[step.vertex].name), `: ${step.rule}`, ...shares);
  }

  function show() {
    draw();
    tell();
  }

  function go(at) {
    const within = Math.min(Math.max(0, Math.round(at)), walk.steps.length);
    state.set({ at: within });
    show();
  }

  const question = latest(
    "graph",
    (answer) => {
      failed.clear();
      walk = answer;
      go(state.at);
    },
    failed.show,
  );
  const ask = () => question({ of: state.of, ...(PARAMETERS[state.of]?.() ?? {}) });
  const PARAMETERS = {
    hand: () => ({ xy: state.xy }),
    quadratic: () => ({ abc: state.abc, loss: state.loss }),
  };

  const forward = button("Next step", () => walk && go(state.at + 1), "main");
  const undo = button("Previous", () => walk && go(state.at - 1));
  const all = button("All", () => walk && go(walk.steps.length));
  const again = button("Reset", () => walk && go(0));
  const which = choice({
    label: "Example",
    options: [
      ["hand", "x·y + x"],
      ["quadratic", "curve fit"],
      ["network", "network"],
    ],
    value: state.of,
    onChange(of) {
      state.set({ of, at: 0 });
      settings();
      ask();
    },
  });
  const values = (name, labels, min, max) =>
    labels.map(
      (label, i) =>
        slider({
          label,
          min,
          max,
          step: 0.1,
          digits: 1,
          value: state[name][i],
          onInput(value) {
            state.set({ [name]: state[name].with(i, value) });
            ask();
          },
        }).root,
    );
  const losses = lossChoice("Loss", state.loss, (loss) => {
    state.set({ loss, at: 0 });
    ask();
  });
  const own = el("div");
  function settings() {
    own.replaceChildren(
      ...{
        hand: () => values("xy", ["x", "y"], -5, 5),
        quadratic: () => [losses.root, ...values("abc", NAMES, -1.1, 3.3)],
        network: () => [
          el(
            "p",
            { className: "soft small" },
            "One input, two hidden units with ReLU, one output; three points; mean squared error.",
          ),
        ],
      }[state.of]?.() ?? [],
    );
  }

  const keys = (event) => {
    const taken = event.target.closest?.("input, select, .graph, nav");
    if (!walk || taken || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === "ArrowRight") {
      go(state.at + 1);
    } else if (event.key === "ArrowLeft") {
      go(state.at - 1);
    } else {
      return;
    }
    event.preventDefault();
  };
  document.addEventListener("keydown", keys);

  main.append(
    failed.root,
    el(
      "div",
      { className: "cards" },
      card(
        "third walk",
        "Backward pass",
        el("div", { className: "row" }, forward, undo, all, again),
        count,
        said,
        which.root,
        own,
        el("p", { className: "soft small" }, "The arrow keys → and ← also step."),
      ),
      card(
        "most",
        "Computation graph",
        drawing,
        el(
          "div",
          { className: "legend" },
          el("span", {}, el("i", { className: "key parameter" }), "parameter"),
          el("span", {}, el("i", { className: "key constant" }), "input or constant"),
          el("span", {}, el("i", { className: "key operation" }), "operation"),
          el("span", {}, el("i", { className: "key known" }), "gradient known"),
          el("span", {}, "∂ = gradient of the loss"),
        ),
      ),
    ),
  );
  settings();
  ask();
  return () => document.removeEventListener("keydown", keys);
}
