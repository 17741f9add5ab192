// A drawing as text, for a link; twin of `encoded` in tools/web.py.
import { MAX_POINTS, QUARTER } from "./constants.js";

// The steps from point to point, x and y in turn, in quarters of a pixel and base 36.
export function encode(strokes) {
  const before = [0, 0];
  const step = (value, k) => {
    const change = Math.round(QUARTER * value) - before[k];
    before[k] += change;
    return change.toString(36);
  };
  return strokes.map((points) => points.flatMap((point) => point.map(step)).join(".")).join("_");
}

// The drawing, or none if the text is damaged: a link may come from anywhere.
export function decode(text) {
  const place = [0, 0], codes = text.split("_").map((stroke) => stroke.split("."));
  const strokes = codes.map((steps) => Array.from({ length: steps.length / 2 }, (_, i) =>
    [0, 1].map((k) => (place[k] += parseInt(steps[2 * i + k], 36)) / QUARTER)));
  const sound = codes.every(({ length }) => length % 2 === 0) && strokes.flat().every((point) =>
    point.every((value) => Math.abs(value) < 1e6)) && strokes.flat().length <= MAX_POINTS;
  return sound ? strokes : [];
}
