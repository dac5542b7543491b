// The page: opens the chapter that the address names.

import { place, State } from "./state.js";
import { el } from "./ui.js";
import * as fit from "./chapters/fit.js";
import * as descent from "./chapters/descent.js";
import * as relu from "./chapters/relu.js";
import * as product from "./chapters/product.js";
import * as titanic from "./chapters/titanic.js";
import * as weights from "./chapters/weights.js";
import * as graph from "./chapters/graph.js";
import * as convolution from "./chapters/convolution.js";
import * as models from "./chapters/models.js";
import * as text from "./chapters/text.js";

const CHAPTERS = [fit, descent, relu, product, titanic, weights, graph, convolution, models, text];

const main = document.getElementById("chapter");
const list = document.getElementById("chapters");
let close = () => {};
let shown = null;

CHAPTERS.forEach((chapter, i) => {
  list.append(el("li", {}, el("a", { href: `#/${chapter.id}` }, `${i + 1} ${chapter.short}`)));
});

/** Scrolls to the current chapter: on a narrow screen the list of chapters is wider than the window. */
function showCurrent() {
  const link = list.querySelector("[aria-current]");
  const { left, right } = link.getBoundingClientRect();
  if (left < 0 || right > innerWidth) {
    link.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

function open() {
  if (location.hash && !location.hash.startsWith("#/")) {
    // A link within the page, such as “Skip to the chapter”.
    return;
  }
  const { chapter: id, query } = place();
  const at = Math.max(0, CHAPTERS.findIndex((chapter) => chapter.id === id));
  const chapter = CHAPTERS[at];
  close();
  const state = new State(chapter.id, chapter.beginning, query);
  const links = chapter.sources.flatMap((source, i) => [
    i > 0 ? ", " : "",
    el("a", { href: `source/${source}`, className: "source" }, source.split("/").at(-1)),
  ]);
  main.replaceChildren(
    el("h1", {}, `${at + 1}. ${chapter.title}`),
    el("p", { className: "intro" }, `${chapter.about} Java source: `, ...links, "."),
  );
  const leave = chapter.open(main, state);
  close = () => {
    state.close();
    leave();
  };
  document.title = `${chapter.title} · Gradus lab`;
  list.querySelectorAll("a").forEach((link, i) => {
    if (i === at) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  });
  showCurrent();
  if (shown !== null && shown !== chapter.id) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  shown = chapter.id;
}

addEventListener("hashchange", open);
addEventListener("resize", showCurrent);
open();
