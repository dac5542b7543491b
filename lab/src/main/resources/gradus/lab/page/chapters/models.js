// Chapter 9: which model to take, by accuracy, time and size.

import { follow, latest } from "../api.js";
import { card, el, failures, number, slider, svg } from "../ui.js";

export const id = "models";
export const short = "Which model";
export const title = "Which model is best? It depends on what for";
export const about =
  "A larger network is often more accurate, and usually takes longer. Here some networks learn the same" +
  " digits, on this machine, and are measured: how many of the digits held out they predict correctly, and" +
  " how long one picture takes them. Those that no other network beats in both are the Pareto frontier; all" +
  " others can be forgotten. Which of the frontier is best depends on the time that you have.";
export const sources = [
  "gradus/lab/ModelsChapter.java",
  "gradus/lab/Comparison.java",
  "gradus/vision/compare/Choice.java",
  "gradus/vision/compare/Candidate.java",
];
export const beginning = { budget: 0.5 };

/** The range of the budget, as powers of ten of a millisecond. */
const RANGE = [-2, 2];

const HEIGHT = 340;
const EDGE = { top: 16, right: 20, bottom: 46, left: 60 };

function percent(share, digits = 1) {
  return `${number(100 * share, digits)} %`;
}

/** The chart of accuracy over time; `move(budget)` is called while its budget is dragged. */
function chart(move) {
  const frame = el("div", { className: "models-chart" });
  let answer = null;
  let x = null;

  function draw() {
    const width = Math.max(frame.clientWidth, 280);
    const { models, frontier } = answer;
    const span = d3.extent(models.map((one) => one.milliseconds));
    x = d3
      .scaleLog()
      .domain([Math.min(span[0] ?? 0.1, 0.05) / 2, Math.max(span[1] ?? 1, 5) * 2])
      .range([EDGE.left, width - EDGE.right]);
    const lowest = Math.min(0.95, ...models.map((one) => one.low));
    const y = d3.scaleLinear().domain([lowest - 0.005, 1]).range([HEIGHT - EDGE.bottom, EDGE.top]);
    const right = width - EDGE.right;
    const bottom = HEIGHT - EDGE.bottom;
    const at = Math.min(Math.max(x(answer.milliseconds), EDGE.left), right);
    const ticks = x.ticks().filter((tick) => /^[1]/.test(tick.toExponential()));
    const named = new Map(models.map((one) => [one.name, one]));
    const places = frontier.map((name) => named.get(name)).map((one) => `${x(one.milliseconds)},${y(one.accuracy)}`);
    frame.replaceChildren(
      svg(
        "svg",
        { width, height: HEIGHT, role: "img" },
        svg("title", {}, models.map((one) => `${one.name}: ${percent(one.accuracy)} in ${one.time}`).join("; ") || "Nothing is measured yet"),
        svg("rect", { class: "late", x: at, y: EDGE.top, width: Math.max(right - at, 0), height: bottom - EDGE.top }),
        ...y.ticks(5).flatMap((tick) => [
          svg("line", { class: "grid", x1: EDGE.left, x2: right, y1: y(tick), y2: y(tick) }),
          svg("text", { x: EDGE.left - 8, y: y(tick) + 4, "text-anchor": "end" }, percent(tick)),
        ]),
        ...ticks.flatMap((tick) => [
          svg("line", { class: "grid", x1: x(tick), x2: x(tick), y1: EDGE.top, y2: bottom }),
          svg("text", { x: x(tick), y: bottom + 18, "text-anchor": "middle" }, String(tick)),
        ]),
        svg("text", { x: (EDGE.left + right) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, "milliseconds for one picture"),
        svg("polyline", { class: "frontier", points: places.join(" ") }),
        svg("line", { class: "budget", x1: at, x2: at, y1: EDGE.top, y2: bottom }),
        ...models.flatMap((one) => {
          const left = x(one.milliseconds);
          const ending = left > (EDGE.left + right) / 2;
          const chosen = one.name === answer.inTime?.name;
          return [
            svg("line", { class: "interval", x1: left, x2: left, y1: y(one.low), y2: y(one.high) }),
            svg("circle", { class: `${one.frontier ? "best" : ""} ${chosen ? "chosen" : ""}`, cx: left, cy: y(one.accuracy), r: chosen ? 9 : 6 }),
            svg(
              "text",
              { class: "name", x: left + (ending ? -13 : 13), y: y(one.accuracy) + 5, "text-anchor": ending ? "end" : "start" },
              one.name,
            ),
          ];
        }),
      ),
    );
  }

  function drag(event) {
    if (x && event.buttons === 1) {
      const to = x.invert(event.clientX - frame.getBoundingClientRect().left);
      move(Math.min(Math.max(to, 10 ** RANGE[0]), 10 ** RANGE[1]));
    }
  }
  frame.addEventListener("pointerdown", drag);
  frame.addEventListener("pointermove", drag);
  const resized = new ResizeObserver(() => answer && draw());
  resized.observe(frame);
  return {
    root: frame,
    show(models) {
      answer = models;
      draw();
    },
    close: () => resized.disconnect(),
  };
}

export function open(main, state) {
  const failed = failures();
  const stop = new AbortController();
  const progress = el("p", { id: "progress", className: "soft", ariaLive: "polite" }, "Starting …");
  const pick = el("p", { id: "pick", ariaLive: "polite" });
  const others = el("div", { id: "others" });
  const table = el("tbody");
  const machine = el("p", { className: "soft small", id: "machine" });
  const show = latest(
    "models",
    (answer) => {
      failed.clear();
      picture.show(answer);
      draw(answer);
    },
    failed.show,
  );
  const ask = () => show({ budget: state.budget });

  function draw({ models, tested, budget, inTime, inBulk, small, machine: where }) {
    const named = ({ name, why }) => [el("b", {}, name ?? "no model"), `: ${why}.`];
    pick.replaceChildren(...(inTime ? [`For an answer within ${budget}: `, ...named(inTime)] : ["Nothing is measured yet."]));
    others.replaceChildren(
      ...(inBulk ? [el("p", {}, "For many pictures at once: ", ...named(inBulk)), el("p", {}, "For a small file: ", ...named(small))] : []),
    );
    table.replaceChildren(
      ...models.map((one) =>
        el(
          "tr",
          { className: one.name === inTime?.name ? "chosen" : "" },
          el("th", { scope: "row" }, one.name),
          el("td", {}, percent(one.accuracy, 2)),
          el("td", {}, `${percent(one.low, 2)} to ${percent(one.high, 2)}`),
          el("td", { className: one.fast ? "" : "gap" }, one.time),
          el("td", {}, one.inBulk),
          el("td", {}, one.parameters.toLocaleString("en")),
          el("td", {}, one.training),
          el("td", {}, one.frontier ? "yes" : "no"),
        ),
      ),
    );
    machine.textContent = `Accuracy on ${tested} digits held out, with its 95 % interval. Times were measured on ${where}.`;
  }

  function budget(value) {
    state.set({ budget: Number(value.toPrecision(2)) });
    time.update(Math.log10(state.budget));
    ask();
  }
  const picture = chart(budget);
  const time = slider({
    label: "Time for an answer",
    min: RANGE[0],
    max: RANGE[1],
    step: 0.02,
    value: Math.log10(state.budget),
    text: (power) => `${Number((10 ** power).toPrecision(2))} ms`,
    onInput: (power) => budget(10 ** power),
  });

  follow(
    "models/train",
    {},
    ({ name, number: at, of, epoch, epochs, measured }) => {
      const which = `${name}, network ${at} of ${of}`;
      if (measured) {
        progress.textContent = at === of ? "All networks are trained and measured." : `${which}, is measured.`;
        ask();
      } else if (epoch === epochs) {
        progress.textContent = `Measuring the time of ${which} …`;
      } else {
        progress.textContent = `Training ${which}: ${epoch} of ${epochs} epochs …`;
      }
    },
    stop.signal,
  ).catch((error) => stop.signal.aborted || failed.show(error));

  const heads = ["model", "accuracy", "95 % interval", "one picture", "in bulk", "parameters", "training", "frontier"];
  main.append(
    failed.root,
    el(
      "div",
      { className: "cards models" },
      card(
        "most",
        "Accuracy over time",
        picture.root,
        el("p", { className: "small soft" }, "The line joins the Pareto frontier; bars are 95 % intervals; the shaded part is too slow. Drag in the chart to set the time."),
      ),
      card("third", "The choice", time.root, pick, others, progress),
      card(
        "",
        "What was measured",
        el(
          "div",
          { className: "scroll", tabIndex: 0, role: "group", ariaLabel: "What was measured" },
          el("table", { id: "measured" }, el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))), table),
        ),
        machine,
      ),
    ),
  );
  ask();
  return () => {
    stop.abort();
    picture.close();
  };
}
