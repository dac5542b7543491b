// Plots that are redrawn many times per second, by uPlot.

import uPlot from "./lib/uplot/uPlot.esm.js";
import { el } from "./ui.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** Returns a colour of the page by its name in style.css. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * A plot. Each series has a `label`, a `colour` by name and a `kind`: "points", "line" or "dashes";
 * one that is `optional` is in the legend only while it has points. `set([[x, y], …])` draws the
 * series, each with its own x coordinates.
 *
 * `x` and `y` are ranges, [min, max], or absent to fit the data; `xLabel` and `yLabel` are the axis
 * labels; `description` is for screen readers.
 */
export function plot({ series, x, y, xLabel, yLabel, height = 300, log = false, description }) {
  const frame = el("div", { className: "plot", role: "img", ariaLabel: description });
  const entries = series.map((one) => {
    const mark = el("i", { className: one.kind === "points" ? "points" : "" });
    mark.style.background = `var(--${one.colour})`;
    return el("span", { hidden: Boolean(one.optional) }, mark, one.label);
  });
  const legend = el("div", { className: "legend" }, entries);
  const root = el("figure", { style: "margin: 0" }, frame, legend);
  let chart = null;
  let data = series.map(() => [[], []]);

  function joined() {
    return uPlot.join(data.map(([xs, ys]) => [xs, ys]));
  }

  function axis(label) {
    return {
      label,
      labelSize: label ? 18 : 0,
      labelFont: "13px system-ui, sans-serif",
      font: "12px system-ui, sans-serif",
      stroke: colour("soft"),
      grid: { stroke: colour("grid"), width: 1 },
      ticks: { stroke: colour("grid"), width: 1 },
      labelGap: 0,
    };
  }

  function build() {
    chart?.destroy();
    const options = {
      width: frame.clientWidth || 300,
      height,
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { time: false, range: x && (() => x) },
        y: { distr: log ? 3 : 1, range: y && (() => y) },
      },
      axes: [{ ...axis(xLabel), size: 34 }, { ...axis(yLabel), size: 56 }],
      series: [
        {},
        ...series.map((one, at) => ({
          stroke: colour(one.colour),
          width: one.kind === "points" ? 0 : 2.5,
          dash: one.kind === "dashes" ? [6, 5] : undefined,
          spanGaps: true,
          pxAlign: 0,
          paths: one.kind === "points" ? () => null : undefined,
          points: {
            // A line of one point is invisible.
            show: () => one.kind === "points" || data[at][0].length === 1,
            size: one.size ?? 9,
            width: 0,
            fill: colour(one.colour),
          },
        })),
      ],
    };
    chart = new uPlot(options, joined(), frame);
  }

  const resized = new ResizeObserver(() => {
    if (!chart) {
      build();
    } else if (frame.clientWidth && frame.clientWidth !== chart.width) {
      chart.setSize({ width: frame.clientWidth, height });
    }
  });
  resized.observe(frame);
  const themed = () => chart && build();
  DARK.addEventListener("change", themed);

  return {
    root,
    set(newData) {
      data = newData;
      series.forEach((one, i) => (entries[i].hidden = Boolean(one.optional) && data[i][0].length === 0));
      chart?.setData(joined());
    },
    close() {
      resized.disconnect();
      DARK.removeEventListener("change", themed);
      chart?.destroy();
    },
  };
}
