// The network of chapter 8: its training, its answer to what is on the sheet, and its filters.

import { follow, latest } from "../api.js";
import { paint } from "../paint.js";
import { button, card, el } from "../ui.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

function greatest(rows) {
  return rows.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * The cards of the network. `pick(filter)` is called when one of its filters is chosen, and
 * `trained(count)` with their number when there are some.
 */
export function network(failed, pick, trained) {
  const stop = new AbortController();
  const said = el("p", { id: "verdict", className: "big", ariaLive: "polite" }, "Training …");
  const progress = el("p", { id: "training", className: "soft" });
  const bars = el("table", { className: "chances", hidden: true });
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = el("i");
    const share = el("td", { className: "figure" });
    const row = el(
      "tr",
      {},
      el("th", { scope: "row" }, String(digit)),
      el("td", {}, el("div", { className: "chance", ariaHidden: "true" }, bar)),
      share,
    );
    bars.append(row);
    return { row, bar, share };
  });
  const filters = el("div", { className: "units" });
  const hint = el("p", { className: "soft" }, "They will be here when the network is trained.");
  let pictures = [];
  let weights = null;
  let answer = null;
  let wanted = null;

  function drawWeights() {
    const limit = greatest(weights);
    pictures.forEach(({ filter }, i) => paint(filter, weights[i], limit));
  }
  function drawMaps() {
    const limit = greatest(answer.maps);
    pictures.forEach(({ map }, i) => paint(map, answer.maps[i], limit));
  }
  const ask = latest(
    "convolution/verdict",
    (verdict) => {
      answer = verdict;
      const { chances, says, label } = verdict;
      const real = label < 0 ? "" : label === says ? ` It is a ${label}.` : ` But it is a ${label}.`;
      said.textContent = `The network says ${says} (${percent(chances[says])}).${real}`;
      bars.hidden = false;
      rows.forEach(({ row, bar, share }, digit) => {
        row.className = digit === says ? "says" : "";
        bar.style.width = `${100 * chances[digit]}%`;
        share.textContent = percent(chances[digit]);
      });
      drawMaps();
    },
    failed.show,
  );

  function ready(end) {
    progress.textContent =
      `A network of two convolutions and ${end.parameters.toLocaleString("en")} numbers, trained just now on` +
      ` ${end.learned.toLocaleString("en")} digits. Of ${end.checked} others, it predicts ${end.right} correctly.`;
    hint.textContent =
      "Each filter is three by three numbers that the network found by itself: orange above 0, blue below." +
      " Beside it is the sheet as the filter sees it, after the bias and the ReLU. Choose one to see it computed.";
    weights = end.filters;
    pictures = weights.map((_, i) => {
      const filter = el("canvas", { width: 3, height: 3, ariaHidden: "true" });
      const map = el("canvas", { width: 8, height: 8, ariaHidden: "true" });
      const chosen = button("", () => pick(i + 1), "unit");
      chosen.ariaLabel = `Filter ${i + 1}`;
      chosen.title = chosen.ariaLabel;
      chosen.append(filter, map);
      filters.append(chosen);
      return { filter, map, chosen };
    });
    drawWeights();
    trained(weights.length);
    if (wanted) {
      ask(wanted);
    }
  }
  follow(
    "convolution/train",
    {},
    (line) => {
      if (stop.signal.aborted) {
        return;
      }
      if ("filters" in line) {
        ready(line);
      } else {
        progress.textContent = `Epoch ${line.epoch} of ${line.epochs}: ${percent(line.accuracy)} of the digits held out are predicted correctly.`;
      }
    },
    stop.signal,
  ).catch((error) => stop.signal.aborted || failed.show(error));

  const themed = () => {
    if (weights) {
      drawWeights();
    }
    if (weights && answer) {
      drawMaps();
    }
  };
  DARK.addEventListener("change", themed);

  return {
    answer: card("half", "A trained network's answer", said, bars, progress),
    filters: card("half", "The filters of its first layer", hint, filters),
    /** Asks about what is on the sheet. */
    show(parameters) {
      wanted = parameters;
      if (weights) {
        ask(parameters);
      }
    },
    /** Marks the chosen filter; 0 for none. */
    mark(filter) {
      pictures.forEach(({ chosen }, i) => (chosen.ariaPressed = String(i + 1 === filter)));
    },
    close() {
      stop.abort();
      DARK.removeEventListener("change", themed);
    },
  };
}
