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
  " sliders until the curve fits. The loss says how far off it is; the arrow at each slider says" +
  " which way is downhill, and how steep: that is the gradient, and all that a machine needs to" +
  " learn.";
export const sources = ["gradus/lab/FitChapter.java", "gradus/titanic/recipe/Quadratic.java"];
export const beginning = { abc: [1.1, 1.1, 1.1], loss: "mae", degree: 2 };

export function open(main, state) {
  const failed = failures();
  const heading = el("h2", { id: "loss", ariaLive: "polite" });
  const scatter = curvePlot({
    description: "The points and the curve of a, b and c",
    label: "the curve",
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
        " on the points it was fitted to, ",
        el("span", { className: "figure", id: "degree-fresh" }, number(degrees.fresh[at])),
        " on twenty others near the same curve.",
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
  const again = button("Start again", () => {
    state.set({ abc: beginning.abc });
    show();
  });

  const wild = curvePlot({
    description: "The polynomial of the chosen degree that is closest to the points",
    label: "the closest polynomial",
    colour: "violet",
    height: 260,
  });
  const errors = plot({
    description: "The loss of the closest polynomial against its degree",
    xLabel: "degree",
    yLabel: "loss",
    height: 260,
    series: [
      { label: "on the points", kind: "line", colour: "blue" },
      { label: "on others", kind: "line", colour: "red" },
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
      card("third", "The parameters", ...sliders.map((one) => one.root), losses.root, el("div", {}, again)),
      card(
        "",
        "Why not a cleverer curve?",
        el(
          "p",
          {},
          "A polynomial of higher degree comes closer to the points, and that is the trouble: it bends" +
            " to their noise, and between and beside them it goes anywhere. Others near the same curve" +
            " it fits worse and worse.",
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
