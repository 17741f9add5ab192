// Weights as tools/web.py packs them → networks; they lie beside the page or, if it is a single
// file, in it.
import { Network } from "./network.js";

// The networks of a file: one, or one for each stored moment of its training.
export async function load(name) {
  const bytes = await inflate(await packed(`${name}.bin`));
  const end = bytes.indexOf(10);
  const { sizes, steps, moments } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
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
      Float32Array.from(whole.subarray(begin, begin += lengths[n]), (value) => value * step));
    return Object.assign(new Network({ sizes, weights, ...moment }), { label: moment.label });
  });
}

async function packed(name) {
  const inside = document.getElementById(name);
  if (inside) return Uint8Array.from(atob(inside.textContent.trim()), (c) => c.charCodeAt(0));
  const answer = await fetch(new URL(`weights/${name}`, import.meta.url));
  if (!answer.ok) throw new Error(`The weights could not be loaded (${answer.status}).`);
  return answer.arrayBuffer();
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export const isSingleFile = () => document.getElementById("robust.bin") !== null;
