// What a tensor is like beside MNIST's, and what to do about it; twin of
// nnlib/images/diagnostics.py and advice.py.
import {
  ADVICE, BLANK, CENTRE, EXPLAINS, INKED, NEVER_INKED, RANGES, ROUNDED, SIDE,
} from "./constants.js";
import { centreOfMass, inkBox } from "./strokes.js";

const sum = (values) => values.reduce((a, b) => a + b, 0);

export function measure(image) {
  const lightest = Math.min(...image), contrast = Math.max(...image) - lightest;
  const blank = contrast < BLANK;
  // shape is measured on the ink alone, as if the pen had written black on white
  const ink = Array.from(image, (value) => (value - lightest) / (blank ? 1 : contrast));
  const [x, y] = centreOfMass(ink, SIDE);
  const [width, height] = inkBox(ink, SIDE, (value) => value >= INKED).map(
    ([first, last]) => last - first + 1);
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
    blank: contrast,
    stray_ink: sum(NEVER_INKED.map((i) => image[i])),
    centre: [x, y],
  };
}

// The causes behind what is unusual, the likeliest first; a cause silences what it explains.
export function find(image, measured) {
  const findings = [], explained = new Set();
  for (const [name, explains] of Object.entries(EXPLAINS)) {
    const value = measured[name], [low, high] = RANGES[name];
    if (explained.has(name) || !isFault(name, value)) continue;
    // ink all over the corners is not a stain: it is the paper
    const inverted = name === "stray_ink" && value > NEVER_INKED.length / 2;
    if (name === "stray_ink" && !inverted && reachesTheCorners(image, measured)) continue;
    const said = inverted ? "inverted" : name, words = ADVICE[said][value > high ? 1 : 0];
    findings.push({ name: said, advice: fill(words, { value, low, high }) });
    explains.forEach((other) => explained.add(other));
  }
  return findings;
}

// Whether ink in the corners is the digit's, too large or in the wrong place, and no stain.
function reachesTheCorners(image, whole) {
  const without = measure(image.map((ink, i) => (NEVER_INKED.includes(i) ? 0 : ink)));
  const side = (name, value) => isFault(name, value) && (value > RANGES[name][1] ? "high" : "low");
  return ["size", "centre_offset"].some((name) =>
    side(name, without[name]) && side(name, without[name]) === side(name, whole[name]));
}

// Outside the range of all but two in a thousand training images, where that is a fault.
export const isFault = (name, value, [low, high] = RANGES[name]) =>
  (value < low - ROUNDED || value > high + ROUNDED) && ADVICE[name][value > high ? 1 : 0] !== "";

// "{value:.1f}" and "{low:.1%}", as Python fills them in.
const fill = (text, values) => text.replace(/\{(\w+):\.(\d)([f%])\}/g, (_, name, digits, kind) =>
  kind === "%" ? `${(100 * values[name]).toFixed(digits)}%` : values[name].toFixed(digits));
