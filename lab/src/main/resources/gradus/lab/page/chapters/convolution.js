// Chapter 8: a convolution, cell by cell, over a digit that one draws.

import { ask, latest } from "../api.js";
import { button, card, choice, el, failures, number, slider, toggle } from "../ui.js";
import { network } from "./convolution-net.js";
import { CELLS, sheet } from "./convolution-sheet.js";

export const id = "convolution";
export const short = "Convolution";
export const title = "Convolution: one small window, moved over a picture";
export const about =
  "Networks for pictures do not connect every pixel with every unit. They move a window over the picture," +
  " multiply the nine pixels in it by the nine numbers of a kernel, and add them up: one cell of the output." +
  " Draw a digit, step through the cells, and change the kernel. A trained network has found kernels of its" +
  " own; its answer changes while you draw.";
export const sources = [
  "gradus/lab/ConvolutionChapter.java",
  "gradus/lab/DigitNet.java",
  "gradus/lab/Pen.java",
  "gradus/nn/Conv2d.java",
];
export const beginning = { digit: 0, ink: [], of: "vertical", kernel: [], border: true, cell: 0 };

/** The time between two cells, in milliseconds. */
const PACE = 400;

function text(value) {
  return number(value, Number.isInteger(value) ? 0 : 2);
}

function bracketed(value) {
  return value < 0 ? `(${text(value)})` : text(value);
}

/** A number in few characters. */
function brief(value) {
  const rounded = value.toFixed(Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 1);
  return Number(rounded) === 0 ? "0" : rounded.replace("-", "−");
}

export function open(main, state) {
  const failed = failures();
  let answer = null;
  let drawn = null;
  let pen = "draw";
  let timer = 0;

  function parameters() {
    const { digit, ink } = state;
    return {
      digit,
      ...(ink.length > 0 ? { ink } : {}),
      ...(drawn ? { path: drawn, erase: pen === "erase" } : {}),
    };
  }
  function convolved() {
    const { of, border, kernel } = state;
    return { ...parameters(), border, ...(kernel.length > 0 ? { kernel } : { of }) };
  }
  const question = latest(
    "convolution",
    (convolution) => {
      failed.clear();
      answer = convolution;
      draw();
    },
    failed.show,
  );
  function show() {
    question(convolved());
    net.show(parameters());
  }
  function change(changes) {
    state.set(changes);
    show();
  }

  const paper = sheet({
    stroke(path) {
      drawn = path;
      show();
    },
    async end(path) {
      drawn = path;
      try {
        const { ink } = await ask("convolution", convolved());
        state.set({ ink });
      } catch (error) {
        failed.show(error);
      }
      drawn = null;
      show();
    },
    change: (at, ink) => change({ ink: answer.ink.with(at, ink) }),
  });

  const kernel = Array.from({ length: 9 }, (_, i) => {
    const input = el("input", {
      type: "number",
      min: -99,
      max: 99,
      step: "any",
      ariaLabel: `Kernel, row ${Math.floor(i / 3) + 1}, column ${(i % 3) + 1}`,
    });
    input.addEventListener("input", () => {
      if (input.value !== "" && input.checkValidity() && answer) {
        change({ kernel: answer.kernel.flat().with(i, input.valueAsNumber) });
      }
    });
    return input;
  });
  const products = Array.from({ length: 9 }, () => el("td", {}));
  const square = (cells, wrap) => [0, 3, 6].map((from) => el("tr", {}, cells.slice(from, from + 3).map(wrap)));

  const output = el("div", { className: "sheet output", id: "output", role: "group", ariaLabel: "Output" });
  const sum = el("p", { id: "sum", className: "figure sum", ariaLive: "polite" });
  const kernels = el("select", { id: "kernel", ariaLabel: "Kernel" });
  const kind = el("p", { className: "soft", id: "about" });
  const origin = el("p", { className: "soft", id: "origin", ariaLive: "polite" });
  const learnt = el("optgroup", { label: "learnt by the network", disabled: true });
  const own = el("option", { value: "", hidden: true }, "your own numbers");
  kernels.addEventListener("change", () => change({ of: kernels.value, kernel: [] }));

  function lay() {
    kernels.replaceChildren(
      own,
      ...answer.kernels.map(({ name, title: words }) => el("option", { value: name }, words)),
      learnt,
    );
  }

  function layOutput(side) {
    output.style.setProperty("--side", side);
    output.replaceChildren(
      ...Array.from({ length: side * side }, (_, i) => {
        const cell = button("", () => select(i));
        cell.dataset.at = i;
        return cell;
      }),
    );
    position.input.max = side * side;
  }

  function draw() {
    const { ink, input, label, sums, unit } = answer;
    const side = sums.length;
    if (kernels.options.length === 0) {
      lay();
    }
    if (output.children.length !== side * side) {
      layOutput(side);
    }
    paper.show(ink, input.length > CELLS);
    const flat = answer.kernel.flat();
    kernel.forEach((one, i) => {
      if (one !== document.activeElement) {
        one.value = Number(flat[i].toFixed(2));
      }
    });
    const filter = state.kernel.length > 0 ? 0 : Number(/^filter(\d+)$/.exec(state.of)?.[1] ?? 0);
    if (filter > 0 && learnt.children.length === 0) {
      // The address asks for a filter, and the answer was there before the page knew of the training.
      options(filter);
    }
    kernels.value = state.kernel.length > 0 ? "" : state.of;
    net.mark(filter);
    kind.textContent =
      answer.kernels.find(({ name }) => name === kernels.value)?.about ??
      (filter > 0 ? "Numbers that the network has learnt." : "Numbers of your own.");
    origin.textContent =
      label < 0 ? "Drawn by you." : `A real ${label}, number ${state.digit + 1} of ${answer.digits} that the network has not learnt from.`;
    const results = (unit?.outputs ?? sums).flat();
    const most = results.reduce((limit, value) => Math.max(limit, Math.abs(value)), 0);
    [...output.children].forEach((cell, i) => {
      const value = results[i];
      cell.textContent = brief(value);
      cell.classList.toggle("down", value < 0);
      cell.style.setProperty("--share", `${most ? (50 * Math.abs(value)) / most : 0}%`);
      cell.ariaLabel = `Output, row ${Math.floor(i / side) + 1}, column ${(i % side) + 1}: ${text(value)}`;
    });
    point();
  }

  /** Shows how the chosen cell is computed. */
  function point() {
    const { input, sums, unit } = answer;
    const side = sums.length;
    const at = Math.min(Math.max(state.cell, 0), side * side - 1);
    const row = Math.floor(at / side);
    const column = at % side;
    const inset = input.length > CELLS ? 0 : 1;
    paper.mark(row + inset, column + inset);
    [...output.children].forEach((cell, i) => {
      cell.classList.toggle("here", i === at);
      cell.ariaPressed = String(i === at);
      cell.tabIndex = i === at ? 0 : -1;
    });
    position.update(at + 1);
    const window = [0, 1, 2].flatMap((i) => input[row + i].slice(column, column + 3));
    const factors = answer.kernel.flat();
    products.forEach((cell, i) => (cell.textContent = brief(answer.products[at][i])));
    const total = sums[row][column];
    const lines = [
      `row ${row + 1}, column ${column + 1}: `,
      window.map((value, i) => `${text(value)} × ${bracketed(factors[i])}`).join(" + "),
      " = ",
      el("b", {}, text(total)),
    ];
    if (unit) {
      lines.push(
        `; the network takes ink from 0 to 1 and adds a bias: ${text(total)} / ${unit.divisor} + ${bracketed(unit.bias)} = `,
        el("b", {}, text(unit.biased[row][column])),
        unit.biased[row][column] < 0 ? "; below 0, so ReLU makes it " : "; not below 0, so ReLU leaves it ",
        el("b", {}, text(unit.outputs[row][column])),
      );
    }
    sum.replaceChildren(...lines);
    back.disabled = at === 0;
    on.disabled = at === side * side - 1;
  }

  function select(cell) {
    state.set({ cell });
    point();
  }
  function step(by) {
    const last = answer ? answer.sums.length ** 2 - 1 : 0;
    const at = Math.min(Math.max(state.cell, 0), last) + by;
    if (at < 0 || at > last) {
      pause();
    } else {
      select(at);
    }
  }
  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  }
  const back = button("Previous cell", () => step(-1));
  const on = button("Next cell", () => step(1), "main");
  const play = button("Play", () => {
    if (timer) {
      pause();
    } else if (answer) {
      if (on.disabled) {
        select(0);
      }
      timer = setInterval(() => step(1), PACE);
      play.textContent = "Pause";
    }
  });
  const position = slider({
    label: "Cell of the output",
    min: 1,
    max: CELLS * CELLS,
    step: 1,
    digits: 0,
    value: state.cell + 1,
    onInput: (value) => answer && select(value - 1),
  });
  output.addEventListener("pointermove", (event) => {
    const at = event.buttons === 1 && document.elementFromPoint(event.clientX, event.clientY)?.dataset.at;
    if (at && output.contains(event.target) && Number(at) !== state.cell) {
      select(Number(at));
    }
  });
  // A touch would stay with the cell where it began.
  output.addEventListener("pointerdown", (event) => event.target.releasePointerCapture?.(event.pointerId));
  output.addEventListener("keydown", (event) => {
    const side = answer?.sums.length;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -side, ArrowDown: side }[event.key];
    const to = state.cell + by;
    if (by === undefined || to < 0 || to >= side * side) {
      return;
    }
    event.preventDefault();
    select(to);
    output.children[to].focus();
  });

  function options(count) {
    learnt.disabled = false;
    learnt.replaceChildren(
      ...Array.from({ length: count }, (_, i) => el("option", { value: `filter${i + 1}` }, `filter ${i + 1}`)),
    );
  }
  const net = network(
    failed,
    (filter) => change({ of: `filter${filter}`, kernel: [] }),
    (count) => {
      options(count);
      if (answer) {
        draw();
      }
    },
  );

  const tool = choice({
    label: "Pointer",
    options: [["draw", "pen"], ["erase", "eraser"]],
    value: pen,
    onChange: (value) => (pen = value),
  });
  const border = toggle({
    label: "a border of zeros, so that the output is as large as the input",
    value: state.border,
    onChange: (value) => change({ border: value, cell: 0 }),
  });

  const sign = (mark) => el("span", { className: "sign" }, mark);
  const figure = (words, ...parts) => el("figure", {}, el("figcaption", {}, words), parts);
  main.append(
    failed.root,
    el(
      "div",
      { className: "cards convolution" },
      card(
        "",
        "Draw a digit, and convolve it",
        el("p", {}, "Draw on the sheet, so large that the digit fills it. A number is the ink of a cell, from 0 to 16. With the keys: arrows go from cell to cell, the space bar fills and empties one, + and − change it."),
        el(
          "div",
          { className: "row" },
          tool.root,
          button("Take a real digit", () => change({ digit: answer ? (state.digit + 1) % answer.digits : 0, ink: [] })),
          button("Clear", () => change({ ink: Array(CELLS * CELLS).fill(0) })),
          el("label", { className: "kernels" }, "Kernel ", kernels),
        ),
        el(
          "div",
          { className: "product" },
          figure("input", paper.root),
          sign("∗"),
          el(
            "div",
            { className: "middle" },
            figure("kernel", el("table", { className: "matrix", id: "numbers" }, square(kernel, (one) => el("td", {}, one)))),
            figure("products", el("table", { className: "matrix", id: "products" }, square(products, (one) => one))),
          ),
          sign("="),
          figure("output", output),
        ),
        origin,
        kind,
        sum,
        el("div", { className: "row" }, back, on, play, border.root),
        position.root,
      ),
      net.answer,
      net.filters,
    ),
  );
  show();
  return () => {
    pause();
    net.close();
  };
}
