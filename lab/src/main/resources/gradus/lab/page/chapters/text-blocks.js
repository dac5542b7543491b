// The state of a token from block to block, and what the model would say after each.

import { paint } from "../paint.js";
import { card, el, number } from "../ui.js";
import { percent, shown } from "./text-tokens.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** The size that all but a few of the numbers have at most: some elements of a state are very large. */
function limitOf(state) {
  const sizes = state.map(Math.abs).sort((a, b) => a - b);
  return sizes[Math.floor(0.98 * (sizes.length - 1))];
}

/** The card of a token's states. */
export function blocks() {
  const rows = el("tbody");
  const head = el("p", { id: "state" });
  const hint = el("p", { className: "small soft readout", id: "element" });
  let redraw = () => {};

  function show({ tokens, at, stages }) {
    const strips = stages.map(({ state }, stage) => {
      const canvas = el("canvas", { width: state.length, height: 1, className: "strip", ariaHidden: "true" });
      canvas.addEventListener("pointermove", (event) => {
        const { left, width } = canvas.getBoundingClientRect();
        const i = Math.min(state.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * state.length)));
        hint.textContent = `${stage === 0 ? "Embedding" : `After block ${stage}`}, number ${i + 1}: ${number(state[i], 3)}`;
      });
      canvas.addEventListener("pointerleave", () => (hint.textContent = ""));
      return canvas;
    });
    head.replaceChildren("The state of ", el("b", {}, shown(tokens[at])), `, ${stages[0].state.length} numbers, from block to block:`);
    rows.replaceChildren(
      ...stages.map(({ guesses }, stage) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, stage === 0 ? "embedding" : `block ${stage}`),
          el("td", {}, strips[stage]),
          el(
            "td",
            { className: "guesses" },
            guesses.map((guess) => el("span", { className: "guess" }, el("b", {}, shown(guess)), ` ${percent(guess.chance)}`)),
          ),
        ),
      ),
    );
    redraw = () => strips.forEach((strip, i) => paint(strip, stages[i].state, limitOf(stages[i].state)));
    redraw();
  }
  const themed = () => redraw();
  DARK.addEventListener("change", themed);
  return {
    root: card(
      "",
      "Inside: from block to block",
      head,
      el(
        "table",
        { className: "stages", id: "stages" },
        el("thead", {}, el("tr", {}, ["after", "the state", "the next token, if the model ended here"].map((words) => el("th", { scope: "col" }, words)))),
        rows,
      ),
      hint,
      el(
        "p",
        { className: "soft small" },
        "A token begins as its embedding, a list of numbers that the model has learned for it, plus one for its" +
          " place in models such as GPT-2. Each block reads the states and adds to them: orange is above 0, blue" +
          " below, each row with a scale of its own. The output layer after any block shows how the prediction" +
          " forms, here at temperature 1. The embedding alone knows nothing of the tokens before.",
      ),
    ),
    show,
    close: () => DARK.removeEventListener("change", themed),
  };
}
