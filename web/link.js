// A drawing as text, for a link; twin of `encoded` in tools/web.py.
import { MAX_POINTS, QUARTER } from "./constants.js";

// The points x.y in quarters of a pixel and base 36, joined by "_", and strokes by "*".
export const encode = (strokes) => strokes.map((points) => points.map((point) =>
  point.map((value) => Math.round(QUARTER * value).toString(36)).join(".")).join("_")).join("*");

// The drawing, or none if the text is damaged: a link may come from anywhere.
export function decode(text) {
  const strokes = text.split("*").map((points) => points.split("_").map((point) =>
    point.split(".").map((value) => parseInt(value, 36) / QUARTER)));
  const points = strokes.flat(), sound = (value) => Math.abs(value) < 1e6;
  const whole = points.every((point) => point.length === 2 && point.every(sound));
  return whole && points.length <= MAX_POINTS ? strokes : [];
}
