// A passenger that the user describes: the model's output, and how far each feature moves it.

import { latest } from "../api.js";
import { card, choice, el, field, number, svg, toggle } from "../ui.js";

export const NAMES = {
  Survived: "Survived",
  Pclass: "Class",
  Sex: "Sex",
  Age: "Age",
  SibSp: "Siblings, spouses",
  Parch: "Parents, children",
  Fare: "Fare",
  Embarked: "Port",
};

/** A bar from the centre: to the right for positive values, to the left for negative ones. */
function bar(value, most) {
  const size = (Math.abs(value) / most) * 96;
  return svg(
    "svg",
    { class: "bar", viewBox: "0 0 200 14", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("line", { x1: 100, x2: 100, y1: 0, y2: 14 }),
    svg("rect", { x: value < 0 ? 100 - size : 100, y: 2, width: size, height: 10, class: value < 0 ? "down" : "up" }),
  );
}

/** The card of the user's passenger. */
export function ownCard(state, failed, trained) {
  const said = el("div", { id: "own", ariaLive: "polite" });
  const bars = el("table", { className: "bars" });
  const show = latest(
    "titanic/own",
    ({ output, chance, average, changes }) => {
      failed.clear();
      const beyond =
        output > 1
          ? `The model's output is ${number(output)}, above 1. It is a plain sum, not limited to the range from 0 to 1; here it counts as 1.`
          : output < 0
            ? `The model's output is ${number(output)}, below 0. It is a plain sum, not limited to the range from 0 to 1; here it counts as 0.`
            : `The model's output is ${number(output)}, on a scale from 0 (died) to 1 (survived).`;
      said.replaceChildren(
        el("p", { className: "big" }, `Prediction: ${chance > 0.5 ? "survived" : "died"}. Estimated chance of survival: `, el("span", { className: "figure", id: "chance" }, `${number(chance * 100, 1)} %`)),
        el("p", { className: "soft" }, beyond),
      );
      const most = Math.max(...Object.values(changes).map(Math.abs), 1e-9);
      bars.replaceChildren(
        el("caption", {}, "How far each feature moves the output, compared with its mean in the training set (the output for the average passenger is ", el("span", { className: "figure" }, number(average, 3)), ")"),
        el(
          "tbody",
          {},
          Object.entries(changes)
            .sort((one, other) => Math.abs(other[1]) - Math.abs(one[1]))
            .map(([name, value]) =>
              el("tr", {}, el("th", { scope: "row" }, NAMES[name]), el("td", {}, bar(value, most)), el("td", { className: "figure" }, (value > 0 ? "+" : "") + number(value, 3))),
            ),
        ),
      );
    },
    failed.show,
  );
  const again = () => {
    const { pclass, sex, ageKnown, age, sibsp, parch, fare, port } = state;
    show({ ...trained(), pclass, sex, ageKnown, age, sibsp, parch, fare, port });
  };
  const change = (name) => (value) => {
    state.set({ [name]: value });
    again();
  };
  const one = (label, name, options) => choice({ label, options, value: state[name], onChange: change(name) }).root;
  const count = (label, name, max, step) => field({ label, value: state[name], min: 0, max, step, onChange: change(name) });
  const age = count("Age", "age", 150, "any");
  const unknown = toggle({
    label: "Age unknown",
    value: !state.ageKnown,
    onChange(on) {
      age.control.disabled = on;
      change("ageKnown")(!on);
    },
  });
  age.control.disabled = !state.ageKnown;
  const root = card(
    "",
    "A passenger of your own",
    el(
      "div",
      { className: "pair" },
      el(
        "div",
        {},
        el("div", { className: "row" }, one("Sex", "sex", [["female", "female"], ["male", "male"]]), one("Class", "pclass", [["1", "1st"], ["2", "2nd"], ["3", "3rd"]])),
        one("Port", "port", [["S", "Southampton"], ["C", "Cherbourg"], ["Q", "Queenstown"]]),
        el(
          "div",
          { className: "fields" },
          age,
          count("Fare in pounds", "fare", 10000, "any"),
          count("Siblings, spouses aboard", "sibsp", 20),
          count("Parents, children aboard", "parch", 20),
        ),
        unknown.root,
      ),
      el("div", {}, said, bars),
    ),
  );
  return { root, show: again };
}
