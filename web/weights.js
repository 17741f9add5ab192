// Packed weights, beside the page or in the single file, → networks; twin of tools/web_weights.py.
import { Network } from "./network.js";

// The networks of a file: one, or one for each stored moment of its training.
export async function load(name) {
  const bytes = await unpack(`${name}.bin`), end = bytes.indexOf(10);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  const { sizes, steps, times, moments } = head; // `times` as long a step has each pixel's row
  const lengths = steps.map((_, n) => sizes[n] * sizes[n + 1]);
  const count = lengths.reduce((a, b) => a + b), whole = new Int32Array(count);
  return moments.map((moment, m) => {
    const low = bytes.subarray(end + 1 + 2 * m * count), high = low.subarray(count);
    for (let i = 0; i < count; i++) { // each moment holds its difference from the one before
      const code = low[i] + 256 * high[i];
      whole[i] += code % 2 ? -(code + 1) / 2 : code / 2;
    }
    let begin = 0;
    const weights = steps.map((step, n) =>
      Float32Array.from(whole.subarray(begin, begin += lengths[n]), (value, i) =>
        value * step * (n ? 1 : times[Math.floor(i / sizes[1])])));
    return Object.assign(new Network({ sizes, weights, ...moment }), { label: moment.label });
  });
}

async function unpack(name) {
  const inside = document.getElementById(name), url = new URL(`weights/${name}`, import.meta.url);
  const answer = await fetch(inside ? `data:;base64,${inside.textContent.trim()}` : url);
  if (!answer.ok) throw new Error(`The weights could not be loaded (${answer.status}).`);
  const stream = answer.body.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
