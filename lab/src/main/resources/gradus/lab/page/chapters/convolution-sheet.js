// The sheet of chapter 8: a grid of cells, which are inked with the pointer or with the keys.

import { button, el } from "../ui.js";

export const CELLS = 8;
export const MOST = 16;

/** The sides of the sheet in points, the coordinates of a stroke. */
const SHEET = 32;

/** The most coordinates that a stroke may have. */
const LONGEST = 560;

/** The least distance between two places of a stroke, in points. */
const APART = 0.4;

/** Shades a cell: from the colour of the card to that of ink. */
function shade(cell, ink) {
  cell.style.setProperty("--share", `${(100 * ink) / MOST}%`);
  cell.classList.toggle("dark", ink > MOST / 2);
  cell.textContent = String(ink);
}

/**
 * A sheet. `stroke(path)` is called while the pointer draws, with x and y of all places so far;
 * `end(path)` when a stroke is complete; the next one starts when its promise is fulfilled.
 * `change(at, ink)` is called when the keys change a cell.
 */
export function sheet({ stroke, end, change }) {
  const all = [];
  const cells = [];
  let ink = [];
  for (let row = -1; row <= CELLS; row++) {
    for (let column = -1; column <= CELLS; column++) {
      const inside = row >= 0 && row < CELLS && column >= 0 && column < CELLS;
      const cell = inside ? button("", () => {}) : el("span", { className: "rim" }, "0");
      if (inside) {
        cell.tabIndex = cells.length === 0 ? 0 : -1;
        cells.push(cell);
      }
      all.push(cell);
    }
  }
  const root = el("div", { className: "sheet", role: "group", ariaLabel: "The sheet" }, all);

  let path = null;
  let before = Promise.resolve();
  let ready = false;

  function place(event) {
    const first = cells[0].getBoundingClientRect();
    const last = cells.at(-1).getBoundingClientRect();
    const x = ((event.clientX - first.left) / (last.right - first.left)) * SHEET;
    const y = ((event.clientY - first.top) / (last.bottom - first.top)) * SHEET;
    return [x, y].map((one) => Math.round(10 * Math.min(Math.max(one, -SHEET), 2 * SHEET)) / 10);
  }
  async function begin(start) {
    path = start;
    ready = false;
    const mine = path;
    await before;
    if (path === mine) {
      ready = true;
      stroke(path);
    }
  }
  function finish() {
    const whole = path;
    path = null;
    before = before.then(() => end(whole));
  }
  root.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && !path) {
      root.setPointerCapture(event.pointerId);
      begin(place(event));
    }
  });
  root.addEventListener("pointermove", (event) => {
    if (!path) {
      return;
    }
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = place(one);
      if (Math.hypot(x - path.at(-2), y - path.at(-1)) >= APART) {
        path.push(x, y);
      }
    }
    if (path.length >= LONGEST) {
      const from = path.slice(-2);
      finish();
      begin(from);
    } else if (ready) {
      stroke(path);
    }
  });
  for (const name of ["pointerup", "pointercancel"]) {
    root.addEventListener(name, () => path && finish());
  }
  root.addEventListener("keydown", (event) => {
    const at = cells.indexOf(event.target);
    const row = Math.floor(at / CELLS);
    const column = at % CELLS;
    const to = {
      ArrowLeft: [row, Math.max(column - 1, 0)],
      ArrowRight: [row, Math.min(column + 1, CELLS - 1)],
      ArrowUp: [Math.max(row - 1, 0), column],
      ArrowDown: [Math.min(row + 1, CELLS - 1), column],
    }[event.key];
    const inked = {
      " ": ink[at] < MOST ? MOST : 0,
      Enter: ink[at] < MOST ? MOST : 0,
      "+": Math.min(ink[at] + 1, MOST),
      "-": Math.max(ink[at] - 1, 0),
    }[event.key];
    if (at < 0 || (!to && inked === undefined)) {
      return;
    }
    event.preventDefault();
    if (to) {
      focus(to[0] * CELLS + to[1]);
      cells[to[0] * CELLS + to[1]].focus();
    } else {
      change(at, inked);
    }
  });
  function focus(at) {
    cells.forEach((cell, i) => (cell.tabIndex = i === at ? 0 : -1));
  }

  return {
    root,
    /** Shows ink, and the border of zeros if there is one. */
    show(values, border) {
      ink = values;
      root.classList.toggle("bordered", border);
      cells.forEach((cell, i) => {
        shade(cell, values[i]);
        cell.ariaLabel = `Row ${Math.floor(i / CELLS) + 1}, column ${(i % CELLS) + 1}: ink ${values[i]}`;
      });
    },
    /** Marks a window of 3 · 3 cells; its top and left are counted from the border's. */
    mark(top, left) {
      all.forEach((cell, i) => {
        const row = Math.floor(i / (CELLS + 2)) - top;
        const column = (i % (CELLS + 2)) - left;
        cell.classList.toggle("in", row >= 0 && row < 3 && column >= 0 && column < 3);
      });
    },
  };
}
