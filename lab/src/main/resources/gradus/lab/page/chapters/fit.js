// Chapter 1: fit a curve by hand.

import { latest } from "../api.js";
import { plot } from "../plot.js";
import { curvePlot, lossChoice, LOSSES, NAMES } from "../quadratic.js";
import { button, card, el, failures, number, slider } from "../ui.js";

export const id = "fit";
export const short = "Fit by hand";
export const title = "Fit a curve by hand";
export const about =
  "Twenty points lie near a curve a·x² + b·x + c, and we pretend not to know a, b and c. Move the" +
  " sliders until the curve fits. The loss measures how far the curve is from the points. The arrow" +
  " below each slider points downhill, and the steeper the slope, the longer the arrow. That slope is" +
  " the gradient, and it is all that a machine needs to learn.";
export const sources = ["gradus/lab/FitChapter.java", "gradus/titanic/recipe/Quadratic.java"];
export const beginning = { abc: [1.1, 1.1, 1.1], loss: "mae", degree: 2 };

export function open(main, state) {
  const failed = failures();
  const heading = el("h2", { id: "loss", ariaLive: "polite" });
  const scatter = curvePlot({
    description: "The points, and the curve with the chosen a, b and c",
    label: "curve",
    colour: "orange",
    height: 300,
  });
  const ask = latest(
    "fit",
    (fit) => {
      failed.clear();
      heading.textContent = `${LOSSES[state.loss]}: ${number(fit.loss)}`;
      scatter.show(fit);
      sliders.forEach((one, i) => one.update(state.abc[i], fit.gradient[i]));
    },
    failed.show,
  );
  const askDegrees = latest(
    "fit/degrees",
    (degrees) => {
      const at = state.degree - 1;
      const all = degrees.losses.map((_, i) => i + 1);
      wild.show(degrees);
      errors.set([
        [all, degrees.losses],
        [all, degrees.fresh],
        [[state.degree], [degrees.fresh[at]]],
      ]);
      said.replaceChildren(
        "Degree ",
        el("b", {}, String(state.degree)),
        `: ${LOSSES[state.loss].toLowerCase()} `,
        el("span", { className: "figure", id: "degree-loss" }, number(degrees.losses[at])),
        " on the training points, ",
        el("span", { className: "figure", id: "degree-fresh" }, number(degrees.fresh[at])),
        " on twenty new points near the same curve.",
      );
    },
    failed.show,
  );
  const show = () => ask({ abc: state.abc, loss: state.loss });
  const showDegrees = () => askDegrees({ degree: state.degree, loss: state.loss });
  const sliders = NAMES.map((name, i) =>
    slider({
      label: name,
      min: -1.1,
      max: 3.3,
      step: 0.01,
      value: state.abc[i],
      onInput(value) {
        state.set({ abc: state.abc.with(i, value) });
        show();
      },
    }),
  );
  const losses = lossChoice("Loss", state.loss, (loss) => {
    state.set({ loss });
    show();
    showDegrees();
  });
  const again = button("Reset", () => {
    state.set({ abc: beginning.abc });
    show();
  });

  const wild = curvePlot({
    description: "The points, and the best-fitting polynomial of the chosen degree",
    label: "best-fitting polynomial",
    colour: "violet",
    height: 260,
  });
  const errors = plot({
    description: "The loss of the best-fitting polynomial by degree, on the training points and on new points",
    xLabel: "degree",
    yLabel: "loss",
    height: 260,
    series: [
      { label: "training points", kind: "line", colour: "blue" },
      { label: "new points", kind: "line", colour: "red" },
      { label: "this degree", kind: "points", colour: "red" },
    ],
  });
  const said = el("p", { ariaLive: "polite" });
  const degree = slider({
    label: "Degree",
    min: 1,
    max: 15,
    step: 1,
    digits: 0,
    value: state.degree,
    onInput(value) {
      state.set({ degree: value });
      showDegrees();
    },
  });

  main.append(
    failed.root,
    el(
      "div",
      { className: "cards" },
      card("most", null, heading, scatter.root),
      card("third", "Parameters", ...sliders.map((one) => one.root), losses.root, el("div", {}, again)),
      card(
        "",
        "Overfitting",
        el(
          "p",
          {},
          "Why not use a more flexible curve? A polynomial of higher degree comes closer to the points," +
            " and that is the trouble: it fits their noise, too, and swings wildly between and beyond" +
            " them. On new points near the same curve, its loss is higher than that of degree 2. This is" +
            " called overfitting.",
        ),
        degree.root,
        said,
        el("div", { className: "pair" }, wild.root, errors.root),
      ),
    ),
  );
  show();
  showDegrees();
  return () => [scatter, wild, errors].forEach((one) => one.close());
}
