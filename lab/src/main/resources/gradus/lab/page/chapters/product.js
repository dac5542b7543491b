// Chapter 4: the matrix product, cell by cell.

import { latest } from "../api.js";
import { button, card, choice, el, failures, number, slider } from "../ui.js";

export const id = "product";
export const short = "Matrix product";
export const title = "Matrix multiplication: rows times columns";
export const about =
  "A neural network is made of matrix products, and a matrix product is made of dot products. Each of" +
  " its cells is a row of the left matrix times a column of the right one: multiply the numbers in" +
  " pairs and add them up. Step through the cells, change the numbers, and then see a whole layer of a" +
  " network as one product.";
export const sources = ["gradus/lab/ProductChapter.java", "gradus/nn/Linear.java"];
export const beginning = {
  view: "product",
  m: 3,
  k: 3,
  n: 2,
  seed: 1,
  row: 0,
  column: 0,
  a: [],
  b: [],
  bias: [],
};

const WORDS = {
  product: {
    title: "Two matrices",
    about:
      "The left matrix must have as many columns as the right one has rows, so that the numbers can be paired.",
    names: ["A", "B", "A · B"],
  },
  layer: {
    title: "A layer",
    about:
      "Each row of x is a passenger, and each column of W has the weights of one unit, so that a single" +
      " product computes all units for all passengers. The bias of each column is added to all rows, and" +
      " values below 0 become 0 (ReLU).",
    names: ["x", "W", "x · W"],
  },
};

function text(value) {
  return number(value, Number.isInteger(value) ? 0 : 2);
}

function bracketed(value) {
  return value < 0 ? `(${text(value)})` : text(value);
}

export function open(main, state) {
  const failed = failures();
  const heading = el("h2");
  const explained = el("p");
  const sheet = el("div", { className: "scroll product", role: "group" });
  const sum = el("p", { id: "sum", className: "figure sum", ariaLive: "polite" });
  let answer = null;
  let build = true;

  const ask = latest(
    "product",
    (product) => {
      failed.clear();
      const { a, b } = product;
      if (a.length === state.m && b.length === state.k && b[0].length === state.n) {
        answer = product;
        draw();
      }
      // Otherwise the sizes have changed since, and another answer follows.
    },
    failed.show,
  );
  function show() {
    const { m, k, n, seed } = state;
    const given = ["a", "b", "bias"].filter((name) => state[name].length > 0);
    ask({ m, k, n, seed, ...Object.fromEntries(given.map((name) => [name, state[name]])) });
  }
  function change(changes) {
    build = true;
    state.set({ a: [], b: [], bias: [], ...changes });
    show();
  }

  /** A matrix of input fields. */
  function editable(name, label, rows) {
    const width = rows[0].length;
    return matrix(
      name,
      label,
      rows.map((values, i) =>
        values.map((value, j) => {
          const input = el("input", {
            type: "number",
            value,
            min: -999,
            max: 999,
            step: "any",
            ariaLabel: `${label}, row ${i + 1}, column ${j + 1}`,
          });
          input.addEventListener("input", () => {
            if (input.value !== "" && input.checkValidity()) {
              const before = state[name].length ? state[name] : answer[name].flat();
              state.set({ [name]: before.with(i * width + j, input.valueAsNumber) });
              show();
            }
          });
          return input;
        }),
      ),
    );
  }

  function matrix(name, label, cells) {
    return el(
      "figure",
      {},
      el("figcaption", {}, label),
      el(
        "table",
        { className: "matrix", id: name },
        cells.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell)))),
      ),
    );
  }

  function results(name, label, rows) {
    return matrix(name, label, rows.map((values, i) => values.map((_, j) => {
      const cell = button("", () => select(i, j));
      cell.ariaLabel = `${label}, row ${i + 1}, column ${j + 1}`;
      return cell;
    })));
  }

  function sign(mark) {
    return el("span", { className: "sign" }, mark);
  }

  function lay() {
    const [left, right, product] = WORDS[state.view].names;
    heading.textContent = WORDS[state.view].title;
    explained.textContent = WORDS[state.view].about;
    sheet.ariaLabel = WORDS[state.view].title;
    const layer =
      state.view === "layer"
        ? [
            sign("+"),
            editable("bias", "bias", [answer.bias]),
            sign("="),
            results("sums", "x · W + bias", answer.sums),
            sign("→"),
            results("outputs", "ReLU", answer.outputs),
          ]
        : [];
    sheet.replaceChildren(
      editable("a", left, answer.a),
      sign("·"),
      editable("b", right, answer.b),
      sign("="),
      results("c", product, answer.product),
      ...layer,
    );
    build = false;
  }

  function each(name, mark) {
    sheet.querySelectorAll(`#${name} tr`).forEach((row, i) =>
      row.querySelectorAll("td").forEach((cell, j) => mark(cell, i, j)),
    );
  }

  function draw() {
    if (build) {
      lay();
    }
    const row = Math.min(Math.max(state.row, 0), answer.a.length - 1);
    const column = Math.min(Math.max(state.column, 0), answer.b[0].length - 1);
    Object.assign(state, { row, column });
    for (const [name, rows] of [["a", answer.a], ["b", answer.b], ["bias", [answer.bias]]]) {
      each(name, (cell, i, j) => {
        const input = cell.querySelector("input");
        if (input !== document.activeElement) {
          input.value = rows[i][j];
        }
      });
    }
    each("a", (cell, i) => (cell.className = i === row ? "left" : ""));
    each("b", (cell, _, j) => (cell.className = j === column ? "right" : ""));
    each("bias", (cell, _, j) => (cell.className = j === column ? "right" : ""));
    for (const [name, values] of [["c", answer.product], ["sums", answer.sums], ["outputs", answer.outputs]]) {
      each(name, (cell, i, j) => {
        const here = i === row && j === column;
        cell.className = here ? "here" : "";
        const one = cell.querySelector("button");
        one.textContent = text(values[i][j]);
        one.ariaPressed = String(here);
        one.tabIndex = here ? 0 : -1;
      });
    }
    const terms = answer.a[row].map((value, i) => `${bracketed(value)} × ${bracketed(answer.b[i][column])}`);
    const parts = answer.terms[row][column].map(bracketed);
    const total = answer.product[row][column];
    const lines = [
      el("span", {}, `row ${row + 1}, column ${column + 1}: `),
      terms.join(" + "),
      parts.length > 1 ? ` = ${parts.join(" + ")}` : "",
      " = ",
      el("b", {}, text(total)),
    ];
    if (state.view === "layer") {
      lines.push(
        `; with the bias: ${text(total)} + ${bracketed(answer.bias[column])} = `,
        el("b", {}, text(answer.sums[row][column])),
        answer.sums[row][column] < 0 ? "; below 0, so ReLU makes it " : "; not below 0, so ReLU leaves it ",
        el("b", {}, text(answer.outputs[row][column])),
      );
    }
    sum.replaceChildren(...lines);
    back.disabled = row === 0 && column === 0;
    on.disabled = row === answer.a.length - 1 && column === answer.b[0].length - 1;
  }

  function select(row, column) {
    state.set({ row, column });
    draw();
  }
  function step(by) {
    const width = answer.b[0].length;
    const at = state.row * width + state.column + by;
    if (at >= 0 && at < answer.a.length * width) {
      select(Math.floor(at / width), at % width);
    }
  }
  const back = button("Previous cell", () => step(-1));
  const on = button("Next cell", () => step(1), "main");
  sheet.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const table = event.target.closest("table");
    if (!way || event.target.tagName !== "BUTTON") {
      return;
    }
    event.preventDefault();
    const row = Math.min(Math.max(state.row + way[0], 0), answer.a.length - 1);
    const column = Math.min(Math.max(state.column + way[1], 0), answer.b[0].length - 1);
    select(row, column);
    table.rows[row].cells[column].querySelector("button").focus();
  });

  const view = choice({
    label: "Show",
    options: [
      ["product", "two matrices"],
      ["layer", "a layer"],
    ],
    value: state.view,
    onChange(value) {
      build = true;
      state.set({ view: value });
      draw();
    },
  });
  const size = (label, name) =>
    slider({
      label,
      min: 1,
      max: 5,
      step: 1,
      digits: 0,
      value: state[name],
      onInput: (value) => change({ [name]: value, row: 0, column: 0 }),
    }).root;

  main.append(
    failed.root,
    el(
      "div",
      { className: "cards" },
      card(
        "",
        null,
        heading,
        explained,
        view.root,
        sheet,
        sum,
        el("div", { className: "row" }, back, on, el("span", { className: "soft small" }, "or select a cell and use the arrow keys")),
      ),
      card(
        "half",
        "Sizes",
        size("Rows of the left matrix", "m"),
        size("Columns of the left matrix, rows of the right", "k"),
        size("Columns of the right matrix", "n"),
        button("New random numbers", () => change({ seed: (state.seed + 1) % 10000 })),
      ),
    ),
  );
  show();
  return () => {};
}
