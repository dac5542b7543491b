// Chapter 5: a network learns to predict who survived the Titanic.

import { follow, latest } from "../api.js";
import { plot } from "../plot.js";
import { button, card, choice, el, failures, field, number, slider } from "../ui.js";
import { layerTables } from "./titanic-cells.js";
import { NAMES, ownCard } from "./titanic-own.js";

export const id = "titanic";
export const short = "Titanic";
export const title = "Titanic: predict who survived";
export const about =
  "The real list of 891 passengers of the Titanic, and which of them survived. Words and missing" +
  " values become numbers, a small network multiplies and adds them, and training changes its weights" +
  " until the output is close to 1 for those who survived and to 0 for the others. Then ask it about a" +
  " passenger of your own.";
export const sources = [
  "gradus/lab/TitanicChapter.java",
  "gradus/lab/Steps.java",
  "gradus/titanic/recipe/LessonRecipe.java",
  "gradus/titanic/recipe/Run.java",
];
export const beginning = {
  page: 1,
  row: 1,
  model: "net",
  hidden: 20,
  lr: 0.2,
  epochs: 300,
  seed: 442,
  cells: "weights",
  pclass: "3",
  sex: "male",
  ageKnown: true,
  age: 22,
  sibsp: 1,
  parch: 0,
  fare: 7.25,
  port: "S",
};

/** Shorter names, for the list. */
const SHORT = { ...NAMES, SibSp: "Siblings", Parch: "Parents" };

function settings(state) {
  const { model, hidden, lr, epochs, seed } = state;
  return { model, hidden, lr, epochs, seed };
}

/** The passenger list, one page at a time. */
function list(state, failed, chosen) {
  const table = el("table", { className: "list" });
  const said = el("span", { className: "soft", ariaLive: "polite" });
  const back = button("Previous", () => turn(-1));
  const on = button("Next", () => turn(1));
  const numberOf = field({
    label: "Passenger",
    value: state.row,
    min: 1,
    onChange: (row) => choose(row, Math.ceil(row / 10)),
  });
  let shown = null;
  const show = latest(
    "titanic/rows",
    (rows) => {
      shown = rows;
      numberOf.querySelector("input").max = rows.total;
      draw();
    },
    failed.show,
  );
  function draw() {
    const last = shown.from + shown.rows.length - 1;
    said.textContent = `${shown.from} to ${last} of ${shown.total}`;
    back.disabled = shown.from === 1;
    on.disabled = last === shown.total;
    table.replaceChildren(
      el("thead", {}, el("tr", {}, el("th", {}, "No."), shown.columns.map((name) => el("th", { title: NAMES[name] }, SHORT[name])))),
      el(
        "tbody",
        {},
        shown.rows.map((values, i) => {
          const row = shown.from + i;
          const pick = button(String(row), () => choose(row, state.page), "pick");
          pick.ariaPressed = String(row === state.row);
          return el(
            "tr",
            { className: row === state.row ? "chosen" : "" },
            el("td", {}, pick),
            values.map((value) => el("td", { className: value === "" ? "gap" : "" }, value || "missing")),
          );
        }),
      ),
    );
  }
  function turn(by) {
    state.set({ page: state.page + by });
    show({ page: state.page });
  }
  function choose(row, page) {
    state.set({ row, page });
    numberOf.querySelector("input").value = row;
    show({ page });
    chosen();
  }
  show({ page: state.page });
  return [
    el("div", { className: "row" }, back, on, numberOf, said),
    el("div", { className: "scroll" }, table),
  ];
}

/** The preparation of each of a passenger's features. */
function preparation(properties) {
  return el(
    "table",
    { className: "prepared" },
    el("thead", {}, el("tr", {}, ["Feature", "Raw value", "Preparation", "Model inputs"].map((text) => el("th", {}, text)))),
    el(
      "tbody",
      {},
      properties.map(({ column, raw, stages }) => {
        const last = stages.at(-1);
        return el(
          "tr",
          {},
          el("td", {}, NAMES[column]),
          el("td", { className: raw === "" ? "gap" : "" }, raw || "missing"),
          el(
            "td",
            {},
            el(
              "ol",
              {},
              stages.map((stage) => {
                const after = stage.values.length === 1 && stages.length > 1;
                return el("li", {}, stage.words, after ? el("b", {}, ` → ${stage.values[0].replace("-", "−")}`) : null);
              }),
            ),
          ),
          el(
            "td",
            { className: "figure" },
            last?.columns.map((name, i) =>
              el("div", {}, el("span", { className: "soft" }, `${name} `), last.values[i].replace("-", "−")),
            ),
          ),
        );
      }),
    ),
  );
}

export function open(main, state) {
  const failed = failures();
  let trained = settings(state);
  let stop = new AbortController();
  let frame = 0;
  let epochs = [];

  const prepared = el("div", { className: "scroll" });
  const cells = el("div", { id: "cells" });
  let passenger = null;
  const drawCells = () => {
    if (passenger) {
      const verdict = `Passenger ${state.row}: the model's output is ${number(passenger.output)}; the passenger ${passenger.survived ? "survived (1)" : "died (0)"}.`;
      cells.replaceChildren(el("p", { id: "verdict" }, verdict), ...layerTables(passenger.layers, state.cells));
    }
  };
  const showPassenger = latest(
    "titanic/passenger",
    (answer) => {
      passenger = answer;
      prepared.replaceChildren(preparation(answer.properties));
      drawCells();
    },
    failed.show,
  );
  const chosen = () => showPassenger({ ...trained, row: state.row });
  const own = ownCard(state, failed, () => trained);

  const losses = plot({
    description: "The loss on the training set by epoch",
    xLabel: "epoch",
    yLabel: "loss",
    height: 220,
    series: [{ label: "training set", kind: "line", colour: "blue" }],
  });
  const accuracies = plot({
    description: "The accuracy on the validation set by epoch",
    xLabel: "epoch",
    yLabel: "accuracy",
    height: 220,
    series: [{ label: "validation set", kind: "line", colour: "green" }],
  });
  const result = el("p", { id: "result", ariaLive: "polite" });
  const stale = el("p", { className: "soft small", hidden: true }, "The settings have changed: press “Train” to apply them.");
  function drawEpochs() {
    frame = 0;
    losses.set([[epochs.map((one) => one.epoch), epochs.map((one) => one.loss)]]);
    accuracies.set([[epochs.map((one) => one.epoch + 1), epochs.map((one) => one.accuracy)]]);
  }
  async function train() {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    epochs = [];
    failed.clear();
    stale.hidden = true;
    result.textContent = "Training …";
    const asked = settings(state);
    try {
      await follow(
        "titanic/train",
        asked,
        (line) => {
          if (signal.aborted) {
            return;
          }
          if ("parameters" in line) {
            const lost = line.last === null ? " The loss has diverged: try a smaller learning rate." : "";
            result.textContent = `${line.parameters} parameters; training loss ${number(line.last)}; validation accuracy ${number((100 * line.right) / line.checked, 1)} % (${line.right} of ${line.checked} passengers predicted correctly).${lost}`;
          } else {
            epochs.push(line);
            frame ||= requestAnimationFrame(drawEpochs);
          }
        },
        signal,
      );
      trained = asked;
      frame ||= requestAnimationFrame(drawEpochs);
      chosen();
      own.show();
    } catch (error) {
      if (!signal.aborted) {
        result.textContent = "";
        failed.show(error);
      }
    }
  }

  const change = (name) => (value) => {
    state.set({ [name]: value });
    hidden.root.hidden = state.model === "linear";
    stale.hidden = false;
  };
  const hidden = slider({ label: "Hidden units", min: 1, max: 64, step: 1, digits: 0, value: state.hidden, onInput: change("hidden") });
  hidden.root.hidden = state.model === "linear";
  const model = choice({
    label: "Hidden layers",
    options: [["linear", "0 (linear)"], ["net", "1"], ["deep", "2"]],
    value: state.model,
    onChange: change("model"),
  });
  const view = choice({
    label: "Show",
    options: [["weights", "weights"], ["products", "input × weight"]],
    value: state.cells,
    onChange(value) {
      state.set({ cells: value });
      drawCells();
    },
  });

  main.append(
    failed.root,
    el(
      "div",
      { className: "cards titanic" },
      card("half", "Passengers", ...list(state, failed, chosen)),
      card("half", "Data preparation", prepared),
      card(
        "third",
        "Settings",
        model.root,
        hidden.root,
        el(
          "div",
          { className: "fields" },
          field({ label: "Learning rate", value: state.lr, min: 0, max: 100, step: "any", onChange: change("lr") }),
          field({ label: "Epochs", value: state.epochs, min: 1, max: 3000, onChange: change("epochs") }),
          field({ label: "Seed", value: state.seed, min: 0, max: 999999, onChange: change("seed") }),
        ),
        el("div", { className: "row" }, button("Train", train, "main")),
        stale,
      ),
      card("most", "Training", result, el("div", { className: "pair" }, losses.root, accuracies.root)),
      own.root,
      card(
        "",
        "The trained model as a spreadsheet",
        el("p", {}, "Each row is one unit: the sum of every input times its weight, plus a bias. In hidden layers, sums below 0 become 0 (ReLU), and the results are the next layer's inputs. Press a row's name to see its sum written out."),
        view.root,
        cells,
      ),
    ),
  );
  train();
  return () => {
    stop.abort();
    cancelAnimationFrame(frame);
    [losses, accuracies].forEach((one) => one.close());
  };
}
