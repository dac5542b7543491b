// How tokens are shown.

const SIGNS = { " ": "·", "\n": "⏎", "\t": "⇥" };

/** A token in visible characters; its name if it has no text. */
export function shown({ text, name }) {
  return (text || name || "").replace(/[ \n\t]/g, (space) => SIGNS[space]);
}

export function percent(share) {
  return share > 0 && share < 0.0005 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;
}
