// A drawing as text, for a link; twin of `encoded` in tools/web.py.
import { MAX_POINTS, QUARTER } from "./constants.js";

// Of each stroke the number of points, then the way from point to point in quarters of a pixel,
// seven bits a byte, in base64's alphabet for addresses.
export function encode(strokes) {
  const bytes = [];
  const put = (number) => {
    for (; number > 127; number >>>= 7) bytes.push((number & 127) | 128);
    bytes.push(number);
  };
  let before = [0, 0];
  for (const stroke of strokes) {
    put(stroke.length);
    for (const point of stroke) {
      point.forEach((value, k) => {
        const step = Math.round(QUARTER * value) - Math.round(QUARTER * before[k]);
        put(step < 0 ? -2 * step - 1 : 2 * step);
      });
      before = point;
    }
  }
  const text = bytes.map((byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// The drawing, or none if the text is damaged: a link may come from anywhere.
export function decode(text) {
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/")), strokes = [];
    let at = 0, total = 0;
    const take = () => {
      let number = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes.charCodeAt(at++); // NaN beyond the end
        if (!(shift < 28 && byte >= 0)) throw new RangeError("The link ends too early.");
        number |= (byte & 127) << shift;
        if (byte < 128) return number;
      }
    };
    const place = [0, 0];
    while (at < bytes.length) {
      const count = take();
      total += count;
      if (!count || total > MAX_POINTS) return [];
      strokes.push(Array.from({ length: count }, () => [0, 1].map((k) => {
        const code = take();
        place[k] += code % 2 ? -(code + 1) / 2 : code / 2;
        return place[k] / QUARTER;
      })));
    }
    return strokes;
  } catch {
    return [];
  }
}
