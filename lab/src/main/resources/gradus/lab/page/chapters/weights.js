// Chapter 6: the weights of a network, or of a file.

import { ask, latest, send } from "../api.js";
import { paint } from "../paint.js";
import { button, card, choice, el, failures, number, slider, svg } from "../ui.js";

export const id = "weights";
export const short = "Weights";
export const title = "Weights: the numbers in a network";
export const about =
  "A trained network is nothing but numbers: a few tensors, each with a name. Here are those of a" +
  " network that has just been trained, or those of any safetensors file that you drop on the page." +
  " Train for 0 epochs to see the random initial weights. In networks that read images, such as that for" +
  " digits or a ResNet from a file, look at the first convolution: its filters are small pictures of the" +
  " patterns that it detects.";
export const sources = [
  "gradus/lab/WeightsChapter.java",
  "gradus/lab/Picture.java",
  "gradus/lab/DigitNet.java",
  "gradus/nn/io/Safetensors.java",
  "gradus/nn/Linear.java",
];
export const beginning = { of: "titanic", model: "net", hidden: 20, lr: 0.2, epochs: 300, seed: 442, tensor: "" };

const LARGEST = 512 * 2 ** 20;
const DARK = matchMedia("(prefers-color-scheme: dark)");

function histogram({ histogram: counts, count: size, min, max }) {
  if (!counts) {
    return el("p", { className: "soft" }, size === 0 ? "The tensor is empty." : "Some values are NaN or infinite.");
  }
  const most = Math.max(...counts);
  const bars = counts.map((count, i) =>
    svg("rect", { x: i * 10 + 0.5, width: 9, y: 150 - (count / most) * 145, height: (count / most) * 145 }),
  );
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${counts.length * 10} 151`, preserveAspectRatio: "none", role: "img", class: "histogram" },
    svg("title", {}, `Histogram from ${number(min)} to ${number(max)}; the fullest bin holds ${most}`),
    ...bars,
  );
  return el(
    "div",
    {},
    picture,
    el("div", { className: "ends small soft" }, el("span", {}, number(min)), el("span", {}, number(max))),
  );
}

function heat(picture, names) {
  const { rows, columns, block, values } = picture;
  const limit = values.reduce((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  const canvas = el("canvas", {
    width: columns,
    height: rows,
    className: "heat",
    role: "img",
    ariaLabel: `Heat map of ${rows} rows and ${columns} columns`,
  });
  canvas.style.aspectRatio = `${columns} / ${Math.max(rows, columns / 24)}`;
  canvas.style.maxWidth = `${Math.min(520, Math.max(columns, rows / 2) * 26)}px`;
  const most = number(limit, 3);
  const hint = el("p", { className: "small soft readout" });
  const unit = block[0] * block[1] > 1 ? ` Each cell is the mean of up to ${block[0]} × ${block[1]} values.` : "";
  const rest = `${rows} ${rows === 1 ? "row" : "rows"}, ${columns} ${columns === 1 ? "column" : "columns"}.${unit}`;
  hint.textContent = rest;
  canvas.addEventListener("pointermove", (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const column = Math.min(columns - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * columns)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor(((event.clientY - top) / height) * rows)));
    const name = names ? names[column] : `column ${column * block[1]}`;
    hint.textContent = `Row ${row * block[0]}, ${name}: ${number(values[row * columns + column])}`;
  });
  canvas.addEventListener("pointerleave", () => (hint.textContent = rest));
  const draw = () => rows && paint(canvas, values, limit);
  draw();
  const scale = el(
    "div",
    { className: "ends small soft scale" },
    el("span", {}, number(-limit, 3)),
    el("i", {}),
    el("span", {}, most),
  );
  const order = names ? el("p", { className: "small soft" }, `Columns: ${names.join(", ")}.`) : null;
  return { root: el("div", {}, canvas, scale, hint, order), draw };
}

function filters({ count, height, width, channels, pixels }) {
  const size = height * width * channels;
  const pictures = Array.from({ length: count }, (_, filter) => {
    const canvas = el("canvas", { width, height, role: "img", ariaLabel: `Filter ${filter}` });
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    for (let i = 0; i < height * width; i++) {
      const at = filter * size + i * channels;
      const [red, green, blue] = channels === 3 ? [0, 1, 2] : [0, 0, 0];
      image.data.set([pixels[at + red], pixels[at + green], pixels[at + blue], 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
    return canvas;
  });
  return el(
    "div",
    {},
    el("h3", {}, `${count} filters of ${height} × ${width}`),
    el("div", { className: "filters" }, pictures),
    el("p", { className: "small soft" }, "Each filter is scaled to its own range, from black to white."),
  );
}

export function open(main, state) {
  const failed = failures();
  let file = null;
  let given = "The file";
  let redraw = () => {};
  const note = el("p", { className: "soft", id: "note", ariaLive: "polite" });
  const table = el("tbody");
  const detail = el("section", { className: "card detail" });

  function show(answer) {
    failed.clear();
    const { tensors, shown, picture, columns } = answer;
    const all = tensors.reduce((sum, one) => sum + one.count, 0);
    note.textContent = [
      `${file ? file.name : state.of === "given" ? given : "The network"}: ${tensors.length} ${tensors.length === 1 ? "tensor" : "tensors"}, ${all.toLocaleString("en")} ${all === 1 ? "value" : "values"}`,
      answer.note,
    ]
      .filter(Boolean)
      .join("; ") + ".";
    const focused = table.contains(document.activeElement);
    table.replaceChildren(
      ...tensors.map((one, i) => {
        const name = button(one.name, () => select(one.name), "name");
        if (i === shown) {
          name.setAttribute("aria-current", "true");
        }
        return el(
          "tr",
          { className: i === shown ? "shown" : "" },
          el("td", {}, name),
          el("td", {}, one.shape.join(" × ") || "scalar"),
          el("td", {}, one.count.toLocaleString("en")),
          ...[one.mean, one.deviation, one.min, one.max].map((value) => el("td", {}, number(value))),
        );
      }),
    );
    if (focused) {
      table.querySelector("[aria-current]")?.focus({ preventScroll: true });
    }
    if (shown < 0) {
      detail.replaceChildren(el("p", {}, "The file contains no tensors."));
      return;
    }
    const one = tensors[shown];
    const map = heat(picture, columns);
    redraw = map.draw;
    detail.replaceChildren(
      el("h2", { id: "shown" }, one.name),
      picture.filters ? filters(picture.filters) : "",
      el(
        "div",
        { className: "pair" },
        el("div", {}, el("h3", {}, "Heat map"), map.root),
        el("div", {}, el("h3", {}, "Histogram"), histogram(one)),
      ),
    );
  }

  const question = latest("weights", (answer) => file || show(answer), failed.show);
  function train() {
    file = null;
    const { of, model, hidden, lr, epochs, seed, tensor } = state;
    own.hidden = of !== "titanic";
    again.textContent = of === "given" ? "Show the file given at the start" : "Show the trained network";
    if (of === "digits") {
      note.textContent = "Training the network for digits, if it is the first time …";
    }
    question({ of, ...(of === "titanic" ? { model, hidden, lr, epochs, seed } : {}), ...(tensor ? { tensor } : {}) });
  }

  async function read(chosen, tensor = "") {
    if (chosen.size > LARGEST) {
      failed.show(new Error(`${chosen.name}: the file is larger than 512 MB, the limit`));
      return;
    }
    note.textContent = `Reading ${chosen.name} …`;
    const before = file;
    file = chosen;
    try {
      const answer = await send("weights/file", tensor ? { tensor } : {}, chosen);
      if (file === chosen) {
        show(answer);
      }
    } catch (error) {
      if (file === chosen) {
        file = before;
        note.textContent = "";
        failed.show(new Error(`${chosen.name}: ${error.message}`));
      }
    }
  }

  function select(tensor) {
    if (file) {
      read(file, tensor);
    } else {
      state.set({ tensor });
      train();
    }
  }

  function changed(changes) {
    state.set(changes);
    train();
  }

  const kind = choice({
    label: "Hidden layers",
    options: [
      ["linear", "0 (linear)"],
      ["net", "1"],
      ["deep", "2"],
    ],
    value: state.model,
    // The tensors of another network have other names.
    onChange: (model) => changed({ model, tensor: "" }),
  });
  const hidden = slider({
    label: "Hidden units",
    min: 1,
    max: 64,
    step: 1,
    digits: 0,
    value: state.hidden,
    onInput: (value) => changed({ hidden: value }),
  });
  const epochs = slider({
    label: "Epochs",
    min: 0,
    max: 1000,
    step: 10,
    digits: 0,
    value: state.epochs,
    onInput: (value) => changed({ epochs: value }),
  });
  const own = el("div", {}, kind.root, hidden.root, epochs.root);
  const again = button("Show the trained network", train);
  const networks = el("div", {});
  function offer(names) {
    const which = choice({
      label: "Network",
      options: [["titanic", "Titanic"], ["digits", "digits"], ...names],
      value: state.of,
      onChange: (of) => changed({ of, tensor: "" }),
    });
    networks.replaceChildren(which.root);
  }
  const input = el("input", {
    type: "file",
    accept: ".safetensors",
    id: "file",
    onChange() {
      if (input.files.length > 0) {
        read(input.files[0]);
        // Allows the same file to be chosen again.
        input.value = "";
      }
    },
  });
  const zone = el(
    "div",
    { className: "drop" },
    el("label", { htmlFor: "file" }, "Drop a safetensors file here, or choose one:"),
    input,
    el("p", { className: "small soft" }, "Up to 512 MB; it stays on this machine. F16 and BF16 are read as F32, integers as I32."),
  );
  const over = (event) => {
    event.preventDefault();
    zone.classList.add("over");
  };
  const out = () => zone.classList.remove("over");
  const drop = (event) => {
    event.preventDefault();
    out();
    if (event.dataTransfer?.files.length > 0) {
      read(event.dataTransfer.files[0]);
    }
  };
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", out);
  document.addEventListener("drop", drop);
  const themed = () => redraw();
  DARK.addEventListener("change", themed);

  const heads = ["name", "shape", "values", "mean", "std. dev.", "minimum", "maximum"];
  main.append(
    failed.root,
    el(
      "div",
      { className: "cards" },
      card(
        "third",
        "Source",
        networks,
        own,
        el("div", { className: "row" }, again),
        zone,
      ),
      card(
        "most",
        "Tensors",
        note,
        el(
          "div",
          { className: "scroll stored", tabIndex: 0, role: "group", ariaLabel: "Tensors" },
          el("table", {}, el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))), table),
        ),
      ),
      detail,
    ),
  );
  offer([]);
  ask("weights/given")
    .then(({ name }) => {
      if (name) {
        given = name;
        offer([["given", name]]);
      }
    })
    .catch(failed.show)
    .finally(train);
  return () => {
    document.removeEventListener("dragover", over);
    document.removeEventListener("dragleave", out);
    document.removeEventListener("drop", drop);
    DARK.removeEventListener("change", themed);
  };
}
