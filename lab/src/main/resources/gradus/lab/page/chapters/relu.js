// Chapter 3: rectified lines, fitted by hand and by training.

import { ask, follow, latest } from "../api.js";
import { plot } from "../plot.js";
import { button, card, choice, el, failures, number, slider } from "../ui.js";

export const id = "relu";
export const short = "ReLU";
export const title = "ReLU: any curve from bent lines";
export const about =
  "A rectified line is max(0, m·x + b): a line that is cut off below zero. It has one bend. A sum of" +
  " several rectified lines has several bends, and with enough of them it comes as close as you like" +
  " to any continuous curve. max(0, x) is called ReLU (rectified linear unit), and such sums are what" +
  " neural networks are made of.";
export const sources = ["gradus/lab/ReluChapter.java", "gradus/nn/Linear.java", "gradus/nn/ReLU.java"];
export const beginning = { lines: [1.5, 1.5], target: "quadratic", n: 5, seed: 1 };

const STARTS = [
  [1.5, 1.5],
  [-1.5, -1.5, 1.5, 1.5],
  [-1.5, -1.5, 1.5, 1.5, 1.5, -1.5],
];
/** Further lines, whose bends are between those. */
const MORE = [
  [1.5, 0],
  [1.5, -0.75],
  [1.5, 0.75],
  [-1.5, 0],
  [-1.5, -0.75],
];
const MOST_LINES = STARTS.length + MORE.length;
const COLOURS = ["blue", "green", "violet"];
const STARTS_COLOURS = ["orange", "green", "violet"];
const TARGETS = [
  ["quadratic", "3x² + 2x + 1"],
  ["sine", "sine"],
  ["step", "step"],
  ["bump", "bump"],
  ["abs", "|x|"],
];

/** The initial parameters of so many lines. */
function start(count) {
  return STARTS[count - 1] ?? [...STARTS.at(-1), ...MORE.slice(0, count - STARTS.length).flat()];
}

export function open(main, state) {
  const failed = failures();
  const heading = el("h2", { id: "loss", ariaLive: "polite" });
  const learning = el("p", { id: "learning" });
  const waiting = el("p", { id: "errors", className: "soft" });
  const controls = el("div", { className: "lines" });
  let closed = false;
  let shown = null;
  let running = null;

  const hand = plot({
    description: "The target, the rectified lines and their sum",
    x: [-2, 2],
    xLabel: "x",
    height: 300,
    series: [
      { label: "target", kind: "dashes", colour: "soft" },
      ...Array.from({ length: MOST_LINES }, (_, i) => ({
        label: `line ${i + 1}`,
        kind: "line",
        colour: COLOURS[i % COLOURS.length],
        optional: true,
      })),
      { label: "sum", kind: "line", colour: "orange" },
    ],
  });
  const machine = plot({
    description: "The target and the network's output",
    x: [-2, 2],
    xLabel: "x",
    height: 280,
    series: [
      { label: "target", kind: "dashes", colour: "soft" },
      { label: "network", kind: "line", colour: "orange" },
    ],
  });
  const progress = plot({
    description: "The network's loss by training step",
    xLabel: "step",
    yLabel: "loss",
    height: 280,
    log: true,
    series: [{ label: "loss", kind: "line", colour: "blue" }],
  });
  const errors = plot({
    description: "The loss after training by number of hidden units",
    xLabel: "hidden units",
    yLabel: "loss",
    height: 260,
    log: true,
    series: [
      { label: "best of three seeds", kind: "line", colour: "blue" },
      ...[1, 2, 3].map((seed, i) => ({ label: `seed ${seed}`, kind: "points", colour: STARTS_COLOURS[i], size: 7 })),
    ],
  });

  const askHand = latest(
    "relu",
    (lines) => {
      failed.clear();
      const changed = !shown || String(shown.target) !== String(lines.target);
      shown = lines;
      heading.textContent = `Mean squared error: ${number(lines.loss)}`;
      hand.set([
        [lines.x, lines.target],
        ...Array.from({ length: MOST_LINES }, (_, i) => (lines.parts[i] ? [lines.x, lines.parts[i]] : [[], []])),
        [lines.x, lines.sum],
      ]);
      if (changed) {
        begin();
      }
    },
    failed.show,
  );
  const show = () => askHand({ lines: state.lines, target: state.target });

  /** Requests the network before training: with no steps, the answer is a single line. */
  const askBeginning = latest(
    "relu/fit",
    (line) => {
      if (!running) {
        showStep([line]);
      }
    },
    failed.show,
  );
  const begin = () => askBeginning({ target: state.target, n: state.n, seed: state.seed, steps: 0 });

  /** Shows the network after the last of some steps. */
  function showStep(lines) {
    const { step, loss, curve } = lines.at(-1);
    machine.set([[shown.x, shown.target], [shown.x, curve]]);
    progress.set([[lines.map((line) => line.step), lines.map((line) => line.loss)]]);
    learning.textContent = `Step ${step}: mean squared error ${number(loss)}`;
  }

  async function showErrors() {
    const target = state.target;
    waiting.textContent = "Training 21 networks…";
    try {
      const { n, losses, best } = await ask("relu/errors", { target });
      if (closed || target !== state.target) {
        return;
      }
      errors.set([[n, best], ...losses.map((one) => [n, one])]);
      waiting.textContent = `Lowest loss: ${n.map((units, i) => `${units} ${units === 1 ? "unit" : "units"} ${number(best[i])}`).join(" · ")}`;
    } catch (error) {
      failed.show(error);
    }
  }

  function stop() {
    running?.abort();
    running = null;
    train.textContent = "Train";
  }

  /** Trains the network. The engine is faster than the eye, so each line waits for an animation frame. */
  async function learn() {
    const mine = (running = new AbortController());
    train.textContent = "Stop";
    const lines = [];
    let seen = 0;
    let all = false;
    const frame = () => {
      if (running !== mine) {
        return;
      }
      if (seen < lines.length) {
        showStep(lines.slice(0, ++seen));
      }
      if (all && seen === lines.length) {
        stop();
      } else {
        requestAnimationFrame(frame);
      }
    };
    requestAnimationFrame(frame);
    try {
      await follow("relu/fit", { target: state.target, n: state.n, seed: state.seed }, (line) => lines.push(line), mine.signal);
      all = true;
    } catch (error) {
      if (running === mine) {
        stop();
        failed.show(error);
      }
    }
  }

  function handles() {
    controls.replaceChildren(
      ...state.lines.map((value, i) => {
        const name = `${i % 2 === 0 ? "m" : "b"}${state.lines.length > 2 ? Math.floor(i / 2) + 1 : ""}`;
        return slider({
          label: name,
          min: -1.5,
          max: 4.5,
          step: 0.05,
          value,
          onInput(moved) {
            state.set({ lines: state.lines.with(i, moved) });
            show();
          },
        }).root;
      }),
    );
  }

  const count = slider({
    label: "Lines",
    min: 1,
    max: MOST_LINES,
    step: 1,
    digits: 0,
    value: Math.ceil(Math.min(state.lines.length / 2, MOST_LINES)),
    onInput(lines) {
      state.set({ lines: start(lines) });
      handles();
      show();
    },
  });
  const target = choice({
    label: "Target",
    options: TARGETS,
    value: state.target,
    onChange(chosen) {
      stop();
      state.set({ target: chosen });
      show();
      showErrors();
    },
  });
  const train = button("Train", () => (running ? stop() : learn()), "main");
  const units = slider({
    label: "Hidden units",
    min: 1,
    max: 20,
    step: 1,
    digits: 0,
    value: state.n,
    onInput(n) {
      stop();
      state.set({ n });
      begin();
    },
  });
  const seed = slider({
    label: "Seed",
    min: 1,
    max: 20,
    step: 1,
    digits: 0,
    value: state.seed,
    onInput(chosen) {
      stop();
      state.set({ seed: chosen });
      begin();
    },
  });
  handles();

  main.append(
    failed.root,
    el(
      "div",
      { className: "cards" },
      card("most", null, heading, hand.root),
      card("third", "By hand", target.root, count.root, controls),
      card(
        "",
        "Train a network by gradient descent",
        el(
          "p",
          {},
          "Here each hidden unit is a rectified line, and the sum multiplies it by a weight, which may be" +
            " negative: so the sum can bend down as well as up. Gradient descent with the Adam optimiser" +
            " trains all parameters.",
        ),
        el("div", { className: "pair" }, units.root, seed.root),
        el("div", { className: "row" }, train, learning),
        el("div", { className: "pair" }, machine.root, progress.root),
      ),
      card(
        "",
        "Loss by number of hidden units",
        el(
          "p",
          {},
          "The same training with 1 to 20 hidden units, from three random seeds each. More units can" +
            " represent everything that fewer can, but training need not find it: a unit that is below" +
            " zero everywhere has a zero gradient and stops learning (a “dead” ReLU). Among many units," +
            " some nearly always survive.",
        ),
        errors.root,
        waiting,
      ),
    ),
  );
  show();
  showErrors();
  return () => {
    closed = true;
    stop();
    [hand, machine, progress, errors].forEach((one) => one.close());
  };
}
