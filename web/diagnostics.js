// What a tensor is like beside MNIST's, and what to do about it; twin of
// nnlib/images/diagnostics.py and advice.py.
import {
  ADVICE, BLANK, CENTRE, EXPLAINS, INKED, MNIST_TABLE, NEVER_INKED, ROUNDED, SIDE, STRAY_LIMIT,
} from "./constants.js";
import { centreOfMass } from "./strokes.js";

const sum = (values) => values.reduce((a, b) => a + b, 0);

export function measure(image) {
  const lightest = Math.min(...image), contrast = Math.max(...image) - lightest;
  const blank = contrast < BLANK;
  // shape is measured on the ink alone, as if the pen had written black on white
  const ink = Array.from(image, (value) => (value - lightest) / (blank ? 1 : contrast));
  const [x, y] = centreOfMass(ink, SIDE);
  const [width, height] = [extent(ink, (i) => i % SIDE), extent(ink, (i) => Math.floor(i / SIDE))];
  const outline = sum(ink.map((value, i) => Math.hypot(
    value - (i % SIDE ? ink[i - 1] : 0), value - (i >= SIDE ? ink[i - SIDE] : 0))));
  return {
    density: sum(image),
    centre_offset: Math.hypot(x - CENTRE, y - CENTRE),
    area_ratio: (width * height) / SIDE ** 2,
    size: Math.max(width, height),
    aspect: width / height,
    thickness: (2 * sum(ink)) / outline,
    contrast,
    stray_ink: sum(NEVER_INKED.map((i) => image[i])),
    centre: [x, y],
  };
}

// From the first row or column with ink to the last; NaN without any.
function extent(ink, place) {
  const places = ink.flatMap((value, i) => (value >= INKED ? [place(i)] : []));
  return places.length ? Math.max(...places) - Math.min(...places) + 1 : NaN;
}

// The causes behind what is unusual, the likeliest first; a cause silences what it explains.
export function find(measured) {
  const findings = [], explained = new Set();
  for (const [name, explains] of Object.entries(EXPLAINS)) {
    const [value, low, high] = name === "blank"
      ? [measured.contrast, 2 * ROUNDED, Infinity] : [measured[name], ...range(name)];
    if (explained.has(name) || within(value, low, high)) continue;
    // ink all over the corners is not a stain: it is the paper
    const inverted = name === "stray_ink" && value > NEVER_INKED.length / 2;
    const words = inverted ? "inverted" : name, advice = ADVICE[words][value > high ? 1 : 0];
    if (advice) findings.push({ name: words, advice: fill(advice, { value, low, high }) });
    if (advice) explains.forEach((other) => explained.add(other));
  }
  return findings;
}

// The range of all but two in a thousand training images.
export const range = (name) =>
  name === "stray_ink" ? [0, STRAY_LIMIT] : [MNIST_TABLE[name][0], MNIST_TABLE[name].at(-1)];
export const within = (value, low, high) => low - ROUNDED <= value && value <= high + ROUNDED;

// "{value:.1f}" and "{low:.1%}", as Python fills them in.
const fill = (text, values) => text.replace(/\{(\w+):\.(\d)([f%])\}/g, (_, name, digits, kind) =>
  kind === "%" ? `${(100 * values[name]).toFixed(digits)}%` : values[name].toFixed(digits));
