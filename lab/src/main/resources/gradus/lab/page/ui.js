// The building blocks of chapters: elements, sliders, choices, buttons, number formats.

const SVG = "http://www.w3.org/2000/svg";

/** Creates an element: `el("p", { className: "soft" }, "text", other)`. `on…` are listeners. */
export function el(name, properties = {}, ...children) {
  return filled(document.createElement(name), properties, children);
}

/** Creates an SVG element; properties are attributes. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function filled(element, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2).toLowerCase(), value);
    } else if (key in element) {
      element[key] = value;
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Formats a number with so many decimal places; null stands for NaN and infinities. */
export function number(value, digits = 4) {
  if (value === null || value === undefined) {
    return "not finite";
  }
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 0.5 * 10 ** -digits)) {
    return value.toExponential(2).replace("-", "−").replace("e+", "e");
  }
  return value.toFixed(digits).replace("-", "−");
}

/** A card, which has a `third`, `half`, `most` or all of the width. */
export function card(width, title, ...children) {
  return el("section", { className: `card ${width}` }, title ? el("h2", {}, title) : null, children);
}

let ids = 0;

/**
 * A slider. `update(value, steepness)` moves it and shows the gradient of the loss: an arrow from
 * the slider's thumb that points downhill, and is longer where the slope is steeper. `text` formats
 * the value, which by default is shown with so many `digits`.
 */
export function slider({ label, min, max, step, value, digits = 2, text = (one) => number(one, digits), onInput }) {
  const id = `s${++ids}`;
  const output = el("output", { htmlFor: id });
  const input = el("input", { type: "range", id, min, max, step, value });
  const line = svg("line", { y1: 8, y2: 8, stroke: "currentColor", "stroke-width": 3 });
  const tip = svg("path", { fill: "currentColor" });
  const arrow = svg("svg", { "aria-hidden": "true" }, line, tip);
  const slope = el("span", { className: "slope" });
  const root = el(
    "div",
    { className: "slider" },
    el("div", { className: "head" }, el("label", { htmlFor: id }, label), output),
    input,
  );
  input.addEventListener("input", () => {
    output.textContent = text(input.valueAsNumber);
    onInput(input.valueAsNumber);
  });
  function point(steepness) {
    const thumb = 16;
    const share = (input.valueAsNumber - min) / (max - min);
    const from = thumb / 2 + share * (input.clientWidth - thumb);
    // The length grows with the logarithm of the steepness, so that steep slopes fit.
    const length = steepness ? Math.sign(-steepness) * (8 + 26 * Math.log1p(Math.abs(steepness))) : 0;
    const to = Math.min(Math.max(from + length, 2), input.clientWidth - 2);
    const side = Math.sign(to - from);
    line.setAttribute("x1", from);
    line.setAttribute("x2", to - side * 5);
    tip.setAttribute("d", side ? `M${to} 8l${-side * 8} -5v10z` : "");
    line.style.display = side ? "" : "none";
  }
  function update(newValue, steepness) {
    input.value = newValue;
    output.textContent = text(newValue);
    if (steepness !== undefined) {
      if (!arrow.isConnected) {
        root.append(arrow, slope);
      }
      slope.textContent = `gradient ${number(steepness, 3)}`;
      point(steepness);
    }
  }
  update(value);
  return { root, input, update };
}

/** A choice of one of several options, which are pairs of value and text. */
export function choice({ label, options, value, onChange }) {
  const name = `c${++ids}`;
  const inputs = new Map();
  const labels = options.map(([option, text]) => {
    const input = el("input", { type: "radio", name, value: option, checked: option === value });
    input.addEventListener("change", () => onChange(option));
    inputs.set(option, input);
    return el("label", {}, input, text);
  });
  const root = el("fieldset", { className: "choice" }, el("legend", {}, label), labels);
  return { root, update: (option) => (inputs.get(option).checked = true) };
}

/** A field for a number; `onChange` is called with valid numbers only. */
export function field({ label, value, min, max, step = 1, onChange }) {
  const input = el("input", { type: "number", min, max: max ?? "", step, value });
  input.addEventListener("input", () => {
    if (input.value !== "" && input.checkValidity()) {
      onChange(input.valueAsNumber);
    }
  });
  return el("label", { className: "field" }, label, input);
}

/** A checkbox. */
export function toggle({ label, value, onChange }) {
  const input = el("input", { type: "checkbox", checked: value });
  input.addEventListener("change", () => onChange(input.checked));
  return {
    root: el("label", { className: "switch" }, input, label),
    update: (on) => (input.checked = on),
  };
}

/** A button; its kind is `main` for the chapter's main action. */
export function button(text, onClick, kind = "") {
  return el("button", { type: "button", className: kind, onClick }, text);
}

/** An area for error messages. */
export function failures() {
  const root = el("p", { className: "error", role: "alert", hidden: true });
  return {
    root,
    show(error) {
      root.textContent = error.message;
      root.hidden = false;
    },
    clear() {
      root.hidden = true;
    },
  };
}
