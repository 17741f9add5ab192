// The page as a whole: what is drawn, what the network makes of it, what one can change; twins:
// nnlib/app/pad.py and readings.py. The markup is in index.html.
import {
  BESIDE, EMPTY, EXAMPLES, INSIDE, MEASURES, MNIST_TABLE, PERCENTILES, PRODUCTION, RANGES, SIDE,
  STRANGER, TAKES_ANYTHING,
} from "./constants.js";
import { find, isFault, measure } from "./diagnostics.js";
import { Inside } from "./inside.js";
import { decode, encode } from "./link.js";
import { PIPELINES } from "./pipelines.js";
import { Sheet } from "./sheet.js";
import { limit } from "./strokes.js";
import { load } from "./weights.js";

// Wake the markup inside an element; the page's address holds the drawing, if one was shared.
export function mount(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const tell = (name, words) => { part(name).textContent = words; };
  const chosen = (name) => root.querySelector(`[name="${name}"]:checked`).value;
  const networks = {}; // that were loaded, by name
  let network = null, moments = null, asked = false, turn = 0;

  const sheet = new Sheet(part("sheet"), (complete) => {
    if (complete) read(true);
    else if (!asked) asked = Boolean(requestAnimationFrame(() => { asked = false; read(); }));
  });
  const inside = new Inside(part("units"), part("unit"), INSIDE);

  // Read the drawing and show all there is to say about it; aloud, if it is complete.
  function read(aloud) {
    if (!network) return;
    let image, answer, measured;
    tell("message", sheet.full ? "The sheet is full. Undo or Clear to go on." : "");
    try {
      if (sheet.strokes.length) image = PIPELINES[chosen("pipeline")](sheet.strokes);
    } catch (error) { tell("message", error.message); }
    if (image) [answer, measured] = [network.read(image), measure(image)];
    const stranger = Boolean(answer) && network.knowsStrangers && !answer.known;
    const doubt = stranger ? STRANGER.replace("{digit}", answer.digit)
      : answer && !network.knowsStrangers ? TAKES_ANYTHING : "";
    root.classList.toggle("drawn", sheet.strokes.length > 0);
    root.classList.toggle("unknown", stranger);
    tell("prediction", answer?.digit ?? EMPTY);
    tell("doubt", doubt);
    tell("advice", (measured && find(image, measured)[0]?.advice) ?? "");
    const share = PRODUCTION[chosen("weights")][chosen("pipeline")];
    tell("production", share ? `Of 7,494 real drawings it reads ${percent(share)}.` : "");
    showBars(part("bars"), answer);
    showImage(part("seen"), part("ring"), image, measured);
    showMeasures(part("measures"), measured);
    if (part("inside").open) inside.show(network, image && [image, ...answer.layers]);
    const sure = answer && `${answer.digit}, ${percent(Math.max(...answer.probabilities))}`;
    if (aloud) tell("status", stranger ? doubt : sure ?? "The sheet is empty.");
  }

  async function choose() {
    const name = chosen("weights"), travelling = name === "mlp" && moments;
    const [loaded] = await (networks[name] ??= load(name));
    if (chosen("weights") !== name) return; // another choice was faster
    network = travelling ? moments[part("moment").value] : loaded;
    part("moment").disabled = !travelling;
    tell("when", travelling ? network.label : "");
    read(true);
  }

  function set(choices) {
    const inputs = root.querySelectorAll("[type=radio]");
    for (const input of inputs) input.checked ||= choices[input.name] === input.value;
    return choose();
  }

  function open() {
    const shared = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    if (shared.drawing) sheet.replace(decode(shared.drawing));
    return set(shared);
  }

  // What fails, such as loading weights without a network, is said, and can be tried again.
  const attempt = (act) => () => Promise.resolve().then(act).catch((error) => {
    delete networks[chosen("weights")];
    tell("message", error.message);
  });
  const actions = {
    undo: () => sheet.replace(sheet.strokes.slice(0, -1)),
    clear: () => sheet.replace([]),
    example: () => sheet.replace(decode(EXAMPLES[turn++ % EXAMPLES.length])),
    naive: () => set({ weights: "mlp", pipeline: "naive" }),
    share() {
      const given = { weights: chosen("weights"), pipeline: chosen("pipeline") };
      const shared = new URLSearchParams({ ...given, drawing: encode(sheet.strokes) });
      history.replaceState(null, "", `#${shared}`);
      tell("message", "The page's address now holds the drawing: copy it.");
    },
    async travel() {
      moments = await load("mlp-moments");
      part("travel").hidden = true;
      part("moment").max = part("moment").value = moments.length - 1;
      await set({ weights: "mlp" });
    },
  };
  for (const name in actions) part(name).addEventListener("click", attempt(actions[name]));
  root.addEventListener("input", attempt(choose));
  part("inside").addEventListener("toggle", () => read());
  addEventListener("hashchange", attempt(open));
  addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
    if (target !== document.body && !root.contains(target)) return;
    if (key.toLowerCase() === "z" && (ctrlKey || metaKey)) actions.undo();
    else if (key === "Escape" || key === "Delete") actions.clear();
  });
  attempt(open)();
}

const percent = (share) => (share > 0.999 ? "> 99.9 %" : share < 0.001 ? "< 0.1 %"
  : `${(100 * share).toFixed(1)} %`);

function showBars(table, answer) {
  [...table.rows].forEach((row, digit) => {
    const share = answer?.probabilities[digit] ?? 0;
    row.className = digit === answer?.digit ? "best" : "";
    row.querySelector("i").style.width = `${100 * share}%`;
    row.cells[2].textContent = answer ? percent(share) : "";
  });
}

// The tensor as it is, in grey, and a ring where the centre of its ink lies.
function showImage(canvas, ring, image, measured) {
  const pixels = new ImageData(SIDE, SIDE);
  pixels.data.set(Array.from(pixels.data, (_, i) => // red, green, blue, and opaque
    (i % 4 === 3 ? 255 : Math.round(255 * (image?.[i >> 2] ?? 0)))));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  ring.hidden = !(measured?.contrast > 0);
  const [x, y] = (measured?.centre ?? [0, 0]).map((place) => (100 * (place + 0.5)) / SIDE);
  Object.assign(ring.style, { left: `${x}%`, top: `${y}%` });
}

// Each property on a scale that shows where 98 of 100 of MNIST's digits lie.
function showMeasures(table, measured) {
  Object.entries(MEASURES).forEach(([name, [title, unit, digits]], i) => {
    const [low, high] = RANGES[name], length = (high - low) * (1 + 2 * BESIDE);
    const place = (value) => 100 * limit((value - low + (high - low) * BESIDE) / length, 0, 1);
    const [left, right] = [1, 99].map((of) => place(MNIST_TABLE[name][PERCENTILES.indexOf(of)]));
    const value = measured?.[name], shown = Number.isFinite(value);
    const outside = shown && isFault(name, value);
    const row = table.rows[i] ?? table.insertRow();
    row.className = outside ? "outside" : "";
    row.innerHTML = `<th scope="row">${title}</th><td class="scale"><i style="left:${left}%;` +
      `width:${right - left}%"></i>${shown ? `<b style="left:${place(value)}%"></b>` : ""}</td>` +
      `<td>${shown ? `${outside ? "! " : ""}${value.toFixed(digits)} ${unit}` : ""}</td>`;
  });
}
