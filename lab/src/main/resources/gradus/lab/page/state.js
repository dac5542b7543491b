// What a chapter shows stands in the address, `#/fit?abc=2,1,1&loss=mse`, so that a link shows the
// same to others. Only what differs from the chapter's beginning is written there.

const DELAY = 150;

function parsed(text, like) {
  if (Array.isArray(like)) {
    const numbers = text.split(",").map(Number);
    return text !== "" && numbers.every(Number.isFinite) ? numbers : like;
  }
  if (typeof like === "number") {
    const number = Number(text);
    return text !== "" && Number.isFinite(number) ? number : like;
  }
  if (typeof like === "boolean") {
    return text === "true";
  }
  return text;
}

function written(value) {
  return Array.isArray(value) ? value.join(",") : String(value);
}

/** The chapter that the address names, and what it says of it. */
export function place() {
  const [path, query = ""] = location.hash.replace(/^#\//, "").split("?");
  return { chapter: path, query: new URLSearchParams(query) };
}

/** A chapter's state: numbers, words, switches and lists of numbers, each with its beginning. */
export class State {
  #chapter;
  #beginning;
  #timer = 0;

  constructor(chapter, beginning, query) {
    this.#chapter = chapter;
    this.#beginning = beginning;
    for (const [name, value] of Object.entries(beginning)) {
      this[name] = query.has(name) ? parsed(query.get(name), value) : structuredClone(value);
    }
  }

  /** Changes some of it, and the address soon after. */
  set(changes) {
    Object.assign(this, changes);
    clearTimeout(this.#timer);
    // Browsers refuse an address that changes with every pixel that a slider moves.
    this.#timer = setTimeout(() => history.replaceState(null, "", this.hash()), DELAY);
  }

  /** Back to the beginning. */
  reset() {
    this.set(structuredClone(this.#beginning));
  }

  /** The address of what is shown. */
  hash() {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(this.#beginning)) {
      if (written(this[name]) !== written(value)) {
        query.set(name, written(this[name]));
      }
    }
    const text = query.toString().replaceAll("%2C", ",");
    return `#/${this.#chapter}${text ? "?" + text : ""}`;
  }

  /** The chapter is left. */
  close() {
    clearTimeout(this.#timer);
  }
}
