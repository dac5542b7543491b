// The address contains a chapter's state, `#/fit?abc=2,1,1&loss=mse`, so that a link to it shows the
// same. Only values that differ from the initial ones are in the address.

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

/** Returns the chapter that the address names, and its parameters. */
export function place() {
  const [path, query = ""] = location.hash.replace(/^#\//, "").split("?");
  return { chapter: path, query: new URLSearchParams(query) };
}

/** A chapter's state: numbers, words, booleans and lists of numbers, each with its initial value. */
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

  /** Changes some values, and the address soon after. */
  set(changes) {
    Object.assign(this, changes);
    clearTimeout(this.#timer);
    // Browsers limit how often the address may change, and a moving slider changes it too often.
    this.#timer = setTimeout(() => history.replaceState(null, "", this.hash()), DELAY);
  }

  /** Restores the initial values. */
  reset() {
    this.set(structuredClone(this.#beginning));
  }

  /** Returns the address of the current state. */
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

  /** Must be called when the chapter is left. */
  close() {
    clearTimeout(this.#timer);
  }
}
