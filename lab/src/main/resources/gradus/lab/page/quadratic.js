// The lesson's points and their loss, which several chapters use.

import { plot } from "./plot.js";
import { choice } from "./ui.js";

/** The parameters of a·x² + b·x + c. */
export const NAMES = ["a", "b", "c"];

/** The loss functions, by their names in requests. */
export const LOSSES = { mae: "Mean absolute error", mse: "Mean squared error" };

/** A choice of the loss function. */
export function lossChoice(label, value, onChange) {
  const options = [
    ["mae", "absolute error"],
    ["mse", "squared error"],
  ];
  return choice({ label, options, value, onChange });
}

/** A plot of the points and a curve; `show({ points, curve })` draws both. */
export function curvePlot({ description, label, colour, height }) {
  const picture = plot({
    description,
    x: [-2.4, 2.4],
    y: [-6, 26],
    xLabel: "x",
    height,
    series: [
      { label: "points", kind: "points", colour: "blue" },
      { label, kind: "line", colour },
    ],
  });
  return {
    root: picture.root,
    close: picture.close,
    show({ points, curve }) {
      // A curve that has diverged would stretch the axes.
      const heights = curve.y.map((y) => (Math.abs(y) > 1e4 ? null : y));
      picture.set([
        [points.x, points.y],
        [curve.x, heights],
      ]);
    },
  };
}
