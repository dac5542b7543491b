// Pictures of numbers, one pixel for each.

import { colour } from "./plot.js";

/**
 * Paints numbers on a canvas, row by row: orange above zero, blue below, the card's colour at zero,
 * red if not finite. Those of the limit's size have the full colour.
 */
export function paint(canvas, values, limit) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const above = d3.interpolateRgb(colour("card"), colour("orange"));
  const below = d3.interpolateRgb(colour("card"), colour("blue"));
  const red = d3.rgb(colour("red"));
  values.forEach((value, i) => {
    const share = limit ? Math.min(Math.abs(value) / limit, 1) : 0;
    const shade = value === null ? red : d3.rgb((value < 0 ? below : above)(share));
    image.data.set([shade.r, shade.g, shade.b, 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
}
