// The next token: its probabilities by temperature and top-p, and a text that goes on.

import { ask, latest } from "../api.js";
import { button, card, el, slider } from "../ui.js";
import { percent, shown } from "./text-tokens.js";

/** The time between two tokens, in milliseconds. */
const PACE = 300;

/**
 * The card of the next token, and the buttons that let the text go on. `said()` returns the text as parameters, `append(token)` is called
 * with a token that was drawn or chosen, and `again()` to forget those.
 */
export function next(failed, state, { said, append, again }) {
  let timer = 0;
  let busy = false;
  const settings = () => ({ temperature: state.temperature, topP: state.topP });
  const head = el("p", { id: "after" });
  const table = el("table", { className: "chances", id: "chances" });
  const rest = el("p", { className: "soft small", id: "rest" });

  const question = latest(
    "text/next",
    ({ after, guesses, rest: others, possible, came }) => {
      failed.clear();
      table.replaceChildren(
        ...guesses.map((guess) => {
          const bar = el("i");
          bar.style.width = `${100 * guess.chance}%`;
          const take = button(shown(guess), () => append(guess.id), "token");
          take.title = `token ${guess.id}: append it`;
          return el(
            "tr",
            { className: [guess.chance > 0 ? "" : "out", guess.id === came?.id ? "says" : ""].join(" ").trim() },
            el("th", { scope: "row" }, take),
            el("td", {}, el("div", { className: "chance", ariaHidden: "true" }, bar)),
            el("td", { className: "figure" }, percent(guess.chance)),
          );
        }),
      );
      const words = came
        ? [" came ", el("b", {}, shown(came)), `, to which the model gives ${percent(came.chance)}. It would say:`]
        : [" may come:"];
      head.replaceChildren("After ", el("b", {}, shown(after)), ...words);
      rest.textContent =
        possible === 1
          ? "No other token can be drawn."
          : `${possible.toLocaleString("en")} tokens can be drawn; those that are not listed have ${percent(others)} together.`;
    },
    failed.show,
  );
  function request() {
    forget.disabled = state.drawn.length === 0;
    question({ ...said(), ...settings(), at: state.at });
  }

  async function draw() {
    if (busy) {
      return;
    }
    busy = true;
    try {
      const { id } = await ask("text/draw", { ...said(), ...settings(), random: Math.random() });
      append(id);
    } catch (error) {
      pause();
      failed.show(error);
    }
    busy = false;
  }
  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Go on by itself";
  }
  const one = button("Draw a token", draw, "main");
  const play = button("Go on by itself", () => {
    if (timer) {
      pause();
    } else {
      timer = setInterval(draw, PACE);
      play.textContent = "Pause";
      draw();
    }
  });
  const forget = button("Back to my text", () => {
    pause();
    again();
  });
  const temperature = slider({
    label: "Temperature",
    min: 0,
    max: 2,
    step: 0.05,
    value: state.temperature,
    onInput(value) {
      state.set({ temperature: value });
      request();
    },
  });
  const topP = slider({
    label: "Top-p",
    min: 0.05,
    max: 1,
    step: 0.05,
    value: state.topP,
    onInput(value) {
      state.set({ topP: value });
      request();
    },
  });
  return {
    root: card(
      "half",
      "What comes out: the next token",
      head,
      table,
      rest,
      temperature.root,
      topP.root,
      el(
        "p",
        { className: "soft small" },
        "The temperature divides the scores before the softmax: at 0 the likeliest token is always taken, high" +
          " values make all alike. Top-p leaves out the unlikely ones: of the likeliest first, it keeps as many" +
          " as have that probability together.",
      ),
    ),
    buttons: el("div", { className: "row" }, one, play, forget),
    ask: request,
    pause,
  };
}
