// A model's layers as tables with all values.

import { button, el, number } from "../ui.js";

function tinted(value) {
  return `figure ${value > 0 ? "up" : value < 0 ? "down" : ""}`;
}

/** Formats a number; in a table, tiny ones are shown as 0. */
function figure(value) {
  return number(Math.abs(value) < 0.0005 ? 0 : value, 3);
}

/** One table per layer; `shown` is "weights" or "products". */
export function layerTables(layers, shown) {
  return layers.map((layer, i) => {
    const last = i === layers.length - 1;
    const written = el("p", { className: "written figure small", ariaLive: "polite" });
    const lines = layer.outputs.map((output, j) => {
      const pick = button(last ? "output" : `unit ${j + 1}`, () => write(j), "pick");
      return el(
        "tr",
        {},
        el("td", {}, pick),
        layer[shown][j].map((value) => el("td", { className: tinted(value) }, figure(value))),
        el("td", { className: tinted(layer.bias[j]) }, figure(layer.bias[j])),
        el("td", { className: "figure" }, figure(layer.sums[j])),
        layer.relu ? el("td", { className: `figure ${output === 0 ? "soft" : ""}` }, figure(output)) : null,
      );
    });
    function write(j) {
      lines.forEach((line, k) => {
        line.className = k === j ? "chosen" : "";
        line.querySelector("button").ariaPressed = String(k === j);
      });
      const terms = layer.names.flatMap((name, k) =>
        layer.inputs[k] === 0 ? [] : [`${figure(layer.inputs[k])} × ${figure(layer.weights[j][k])}`],
      );
      const relu = layer.relu ? `; after ReLU: ${figure(layer.outputs[j])}` : "";
      written.textContent =
        `${[...terms, figure(layer.bias[j])].join(" + ").replaceAll("+ −", "− ")}` +
        ` = ${figure(layer.sums[j])}${relu}. Inputs of 0 add nothing and are left out.`;
    }
    write(0);
    return el(
      "section",
      {},
      el("h3", {}, last ? "Output layer" : `Hidden layer ${i + 1}`),
      el(
        "div",
        { className: "scroll tall", tabIndex: 0, role: "region", ariaLabel: `Cells of layer ${i + 1}` },
        el(
          "table",
          { className: "cells" },
          el(
            "thead",
            {},
            el("tr", {}, ["", ...layer.names, "bias", "sum", ...(layer.relu ? ["ReLU"] : [])].map((name) => el("th", {}, name))),
            el("tr", {}, el("th", {}, "input"), layer.inputs.map((value) => el("th", { className: "figure" }, figure(value))), el("th", { className: "figure" }, "1")),
          ),
          el("tbody", {}, lines),
        ),
      ),
      written,
    );
  });
}
