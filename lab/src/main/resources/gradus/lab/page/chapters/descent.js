// Chapter 2: gradient descent on the points of chapter 1.

import { latest } from "../api.js";
import { bowlView } from "../bowl.js";
import { plot } from "../plot.js";
import { curvePlot, lossChoice, LOSSES, NAMES } from "../quadratic.js";
import { button, card, choice, el, failures, number, slider, toggle } from "../ui.js";

export const id = "descent";
export const short = "Gradient descent";
export const title = "Gradient descent";
export const about =
  "Now the machine moves the sliders. Each step computes the gradient and moves the parameters" +
  " downhill, by the gradient times the learning rate. Seen from above, the loss is a bowl, and" +
  " gradient descent is a ball that rolls towards its lowest point.";
export const sources = ["gradus/lab/DescentChapter.java", "gradus/titanic/recipe/Quadratic.java"];
export const beginning = {
  abc: [1.1, 1.1, 1.1],
  loss: "mae",
  lr: 0.01,
  steps: 0,
  zero: true,
  halve: false,
  plane: "ab",
};

// Which learning rates are small or large depends on the slopes, and these on the loss function.
const RATES = {
  mae: [["Too small", 0.001], ["Just right", 0.1], ["Too large", 1]],
  mse: [["Too small", 0.001], ["Just right", 0.1], ["Too large", 0.25]],
};
const MOST_STEPS = 300;
const ROWS = 11;
const BEAT = 90;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export function open(main, state) {
  const failed = failures();
  const heading = el("h2", { id: "loss" });
  const verdict = el("p", { id: "verdict", ariaLive: "polite" });
  const table = el("tbody", { id: "path" });
  const bowl = bowlView();
  let path = null;
  let ground = null;
  let timer = 0;

  const heights = [0, 1];
  const curve = plot({
    description: "The loss after each step",
    xLabel: "step",
    yLabel: "loss",
    y: heights,
    height: 170,
    series: [{ label: "loss", kind: "line", colour: "blue" }],
  });
  const fit = curvePlot({
    description: "The points, and the curve after the last step",
    label: "current curve",
    colour: "orange",
    height: 240,
  });

  const plane = () => [...state.plane].map((name) => NAMES.indexOf(name));
  const rest = () => NAMES.findIndex((name) => !state.plane.includes(name));

  function draw() {
    if (path && ground) {
      const [u, v] = plane();
      bowl.set(ground, path.parameters.map((abc) => [abc[u], abc[v]]), [...state.plane]);
    }
  }

  const askBowl = latest(
    "descent/bowl",
    (answer) => {
      ground = answer;
      draw();
    },
    failed.show,
  );

  const ask = latest(
    "descent",
    (answer) => {
      failed.clear();
      path = answer;
      show();
      const third = answer.parameters.at(-1)[rest()];
      // If the path has diverged, the surface stays as it is.
      if (third !== null && Math.abs(third) <= 10) {
        askBowl({ plane: state.plane, third, loss: state.loss });
      }
      draw();
      if (timer) {
        timer = setTimeout(beat, BEAT);
      }
    },
    (error) => {
      pause();
      failed.show(error);
    },
  );

  function show() {
    const losses = path.losses;
    const taken = losses.length - 1;
    const now = losses.at(-1);
    heading.textContent = `${LOSSES[state.loss]} after ${taken} ${taken === 1 ? "step" : "steps"}: ${number(now)}`;
    const lost = losses.findIndex((loss) => loss === null);
    verdict.className = lost < 0 ? "soft" : "error";
    if (lost >= 0) {
      verdict.textContent = `The run has diverged: after step ${lost} the loss is no longer finite. The learning rate is too large.`;
    } else if (taken > 0 && now > 3 * losses[0]) {
      verdict.textContent = "The loss is rising: each step overshoots the minimum and lands higher on the other side. Try a smaller learning rate.";
    } else if (taken > 0) {
      const least = Math.min(...losses);
      verdict.textContent = `Initial loss ${number(losses[0])}; lowest loss ${number(least)}, at step ${losses.indexOf(least)}.`;
    } else {
      verdict.textContent = "Press “Run”, or “Step” for a single step.";
    }
    const finite = losses.filter((loss) => loss !== null);
    heights[1] = 1.08 * Math.min(Math.max(...finite), 3 * losses[0]);
    curve.set([[losses.map((_, i) => i), losses.map((loss) => (loss > 9 * losses[0] ? null : loss))]]);
    fit.show(path);
    const first = Math.max(0, losses.length - ROWS);
    table.replaceChildren(
      ...losses.slice(first).map((loss, i) => {
        const abc = path.parameters[first + i];
        const rate = first + i > 0 ? rateText(path.rates[first + i - 1]) : "";
        const cells = [String(first + i), number(loss), ...abc.map((one) => number(one, 3)), rate];
        return el("tr", {}, cells.map((text) => el("td", {}, text)));
      }),
    );
    step.disabled = state.steps >= MOST_STEPS;
  }

  function refresh() {
    const { abc, loss, lr, steps, zero, halve } = state;
    rate.update(Math.log10(lr));
    said();
    ask({ abc, loss, lr, steps, zero, halve });
  }

  function beat() {
    if (state.steps >= MOST_STEPS || path?.losses.at(-1) === null) {
      pause();
      return;
    }
    state.set({ steps: CALM.matches ? MOST_STEPS : state.steps + 1 });
    refresh();
  }

  function pause() {
    clearTimeout(timer);
    timer = 0;
    run.textContent = "Run";
  }

  function start() {
    path = null;
    run.textContent = "Pause";
    timer = setTimeout(beat, 0);
  }

  /** Changes settings and recomputes the same number of steps with them. */
  function change(changes) {
    state.set(changes);
    refresh();
  }

  const step = button("Step", () => {
    pause();
    change({ steps: Math.min(state.steps + 1, MOST_STEPS) });
  });
  const run = button(
    "Run",
    () => {
      if (timer) {
        pause();
        return;
      }
      if (state.steps >= MOST_STEPS) {
        state.set({ steps: 0 });
      }
      start();
    },
    "main",
  );
  const again = button("Reset", () => {
    pause();
    change({ steps: 0 });
  });

  const rateText = (lr) => String(Number(lr.toPrecision(3)));
  const rate = slider({
    label: "Learning rate",
    min: -4,
    max: 0,
    step: 0.05,
    value: Math.log10(state.lr),
    onInput: (exponent) => change({ lr: Number((10 ** exponent).toPrecision(2)) }),
  });
  // The slider's own values are exponents of ten; the learning rate is shown instead.
  function said() {
    rate.root.querySelector("output").textContent = rateText(state.lr);
    rate.input.setAttribute("aria-valuetext", rateText(state.lr));
  }
  const presets = RATES.mae.map(([text], i) =>
    button(text, () => {
      pause();
      state.set({ lr: RATES[state.loss][i][1], steps: 0 });
      refresh();
      start();
    }),
  );
  const losses = lossChoice("Loss", state.loss, (loss) => change({ loss }));
  const planes = choice({
    label: "Loss as a function of",
    options: [
      ["ab", "a, b"],
      ["ac", "a, c"],
      ["bc", "b, c"],
    ],
    value: state.plane,
    onChange(chosen) {
      ground = null;
      change({ plane: chosen });
    },
  });
  const halve = toggle({
    label: "Halve the learning rate when the loss rises",
    value: state.halve,
    onChange: (on) => change({ halve: on }),
  });
  const forget = toggle({
    label: "Forget to zero the gradients",
    value: !state.zero,
    onChange: (on) => change({ zero: !on }),
  });

  main.append(
    failed.root,
    el(
      "div",
      { className: "cards" },
      card(
        "half",
        null,
        heading,
        verdict,
        curve.root,
        el("div", { className: "row" }, run, step, again),
        rate.root,
        el("div", { className: "row" }, presets),
        losses.root,
        el("div", { className: "row" }, halve.root),
        el("div", { className: "row" }, forget.root),
        el(
          "p",
          { className: "soft small" },
          "Gradients accumulate until they are set to zero. Without that, every step also follows all" +
            " earlier gradients: the parameters gain speed, like a rolling ball, and overshoot the" +
            " minimum. The lesson makes this mistake.",
        ),
      ),
      card("half", "Loss surface, seen from above", planes.root, bowl.root, el(
        "p",
        { className: "soft small" },
        "The less blue, the lower the loss. The third parameter has its current value; as it changes, so does the surface.",
      )),
      card("half", "Current fit", fit.root),
      card(
        "half",
        "Latest steps",
        el(
          "div",
          { className: "scroll" },
          el(
            "table",
            {},
            el("thead", {}, el("tr", {}, ["step", "loss", ...NAMES, "learning rate"].map((text) => el("th", {}, text)))),
            table,
          ),
        ),
      ),
    ),
  );
  refresh();
  return () => {
    pause();
    curve.close();
    fit.close();
  };
}
