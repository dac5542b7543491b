// Chapter 10: a sentence through a small transformer, token by token.

import { ask, follow, latest } from "../api.js";
import { button, card, el, failures, number } from "../ui.js";
import { attention } from "./text-attention.js";
import { blocks } from "./text-blocks.js";
import { next } from "./text-next.js";
import { shown } from "./text-tokens.js";

export const id = "text";
export const short = "Text";
export const title = "Text: a sentence through a transformer, token by token";
export const about =
  "A language model does one thing: it reads a text and says how likely each token is to come next. Draw one," +
  " append it and ask again, and the text goes on. Type a sentence and look inside: the tokens that it is made" +
  " of, which of them look at which, and how a prediction forms from block to block.";
export const sources = [
  "gradus/lab/TextChapter.java",
  "gradus/lab/TextReading.java",
  "gradus/text/model/Transformer.java",
  "gradus/text/model/Gpt2.java",
  "gradus/text/tokenize/ByteLevelBpe.java",
  "gradus/text/generate/Sampling.java",
];
export const beginning = {
  text: "The old captain stood on the deck and looked at the",
  drawn: [],
  at: -1,
  block: 1,
  head: 1,
  temperature: 0.8,
  topP: 0.95,
};

/** The limits of the engine. */
const LONGEST = 2000;
const MOST_DRAWN = 500;

export function open(main, state) {
  const failed = failures();
  const stop = new AbortController();
  let sentence = null;
  let model = null;

  const said = () => ({ text: state.text, ...(state.drawn.length > 0 ? { drawn: state.drawn } : {}) });
  const read = latest(
    "text",
    (answer) => {
      failed.clear();
      sentence = answer;
      draw();
    },
    failed.show,
  );
  function show() {
    if (model) {
      read({ ...said(), at: state.at });
      output.ask();
    }
  }
  /** Appends a token. */
  function append(token) {
    state.set({ drawn: [...state.drawn, token].slice(-MOST_DRAWN), at: -1 });
    show();
  }
  function choose(at) {
    state.set({ at: at === sentence.tokens.length - 1 ? -1 : at });
    show();
  }

  const field = el("textarea", { id: "sentence", rows: 3, maxLength: LONGEST, spellcheck: false, value: state.text });
  field.addEventListener("input", () => {
    output.pause();
    state.set({ text: field.value, drawn: [], at: -1 });
    show();
  });
  const boxes = el("div", { className: "tokens", id: "tokens", role: "group", ariaLabel: "Tokens" });
  const chosen = el("p", { id: "chosen", ariaLive: "polite" });
  const progress = el("p", { id: "training", className: "soft", ariaLive: "polite" }, "Finding the tokens of Moby-Dick …");
  const sample = el("p", { id: "sample", className: "sample", hidden: true });
  const bar = el("progress", { max: 1, value: 0, ariaLabel: "Training" });

  const output = next(failed, state, { said, append, count: () => sentence?.tokens.length ?? 0, again });
  const heads = attention(state, choose);
  const stages = blocks();

  /** Forgets what was drawn. */
  function again() {
    state.set({ drawn: [], at: -1 });
    show();
  }

  function draw() {
    const { tokens, typed, skipped, at } = sentence;
    const focused = boxes.contains(document.activeElement);
    boxes.replaceChildren(
      ...tokens.map((token, i) => {
        const box = button(shown(token), () => choose(i), "token");
        box.title = `token ${token.id}`;
        box.ariaPressed = String(i === at);
        box.disabled = i < skipped;
        box.classList.toggle("drawn", i >= typed);
        return box;
      }),
    );
    if (focused) {
      boxes.children[at]?.focus({ preventScroll: true });
    }
    const token = tokens[at];
    chosen.replaceChildren(
      el("b", {}, shown(token)),
      ` is token ${token.id.toLocaleString("en")} of ${model.vocabulary.toLocaleString("en")}, and number ${at + 1} of ${tokens.length} here.`,
      skipped > 0 ? ` The first ${skipped} are too far back: the model reads ${model.context} at once.` : "",
    );
    if (document.activeElement !== field) {
      field.value = state.drawn.length > 0 ? tokens.map(({ text }) => text).join("") : state.text;
      field.scrollTop = field.scrollHeight;
    }
    heads.show(sentence);
    stages.show(sentence);
  }

  function ready(about) {
    model = about;
    const { blocks: count, heads: each, width, vocabulary, parameters, perplexity, name } = about;
    progress.textContent =
      `The model is ${name}: ${count} blocks with ${each} heads, states of ${width} numbers, ${vocabulary.toLocaleString("en")} tokens,` +
      ` ${parameters.toLocaleString("en")} parameters.` +
      (perplexity ? ` On pages that it has not read, it is as unsure as between ${number(perplexity, 0)} equally likely tokens.` : "");
    bar.hidden = true;
    sample.hidden = true;
    main.querySelectorAll(".waits").forEach((one) => (one.hidden = false));
    show();
  }
  follow(
    "text/train",
    {},
    (line) => {
      if (stop.signal.aborted) {
        return;
      }
      if ("vocabulary" in line) {
        ready(line);
      } else {
        progress.textContent = `Learning from Moby-Dick: step ${line.step} of ${line.steps}, loss ${number(line.loss, 2)}. So far it writes:`;
        bar.value = line.step / line.steps;
        sample.textContent = line.sample;
        sample.hidden = false;
      }
    },
    stop.signal,
  ).catch((error) => stop.signal.aborted || failed.show(error));

  const inside = [heads.root, stages.root];
  [output.root, output.buttons, ...inside].forEach((one) => {
    one.classList.add("waits");
    one.hidden = true;
  });
  main.append(
    failed.root,
    el(
      "div",
      { className: "cards text" },
      card(
        "half",
        "What goes in: tokens",
        el("label", { htmlFor: "sentence", className: "label" }, "Your text"),
        field,
        boxes,
        chosen,
        output.buttons,
        el(
          "p",
          { className: "soft small" },
          "A model does not see letters. Tokens are pieces of text that are frequent in what it has learned" +
            " from, and numbered; · is a space. Choose one to look at it.",
        ),
        progress,
        bar,
        sample,
      ),
      output.root,
      ...inside,
    ),
  );
  return () => {
    stop.abort();
    output.pause();
    heads.close();
    stages.close();
  };
}
