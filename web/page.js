// The page as a whole: what is drawn, what the network makes of it, what one can change; twins:
// nnlib/app/pad.py and readings.py. The markup is in index.html.
import {
  ADVICE, BESIDE, CENTRE, EMPTY, EXAMPLES, MEASURES, MNIST_TABLE, PERCENTILES, PRODUCTION, SIDE,
  STRANGER, TAKES_ANYTHING,
} from "./constants.js";
import { find, measure, range, within } from "./diagnostics.js";
import { Inside } from "./inside.js";
import { decode, encode } from "./link.js";
import { PIPELINES } from "./pipelines.js";
import { Sheet } from "./sheet.js";
import { isSingleFile, load } from "./weights.js";

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
  const inside = new Inside(part("units"), part("unit"));

  // Read the drawing and show all there is to say about it; aloud, if it is complete.
  function read(aloud) {
    if (!network) return;
    let image = null, answer = null, measured = null, doubt = "";
    try {
      if (sheet.strokes.length) image = PIPELINES[chosen("pipeline")](sheet.strokes);
      tell("message", sheet.full ? "The sheet is full. Undo or Clear to go on." : "");
    } catch (error) {
      tell("message", error.message);
    }
    if (image) [answer, measured] = [network.read(image), measure(image)];
    const stranger = answer && network.knowsStrangers && !answer.known;
    if (stranger) doubt = STRANGER.replace("{digit}", answer.digit);
    else if (answer && !network.knowsStrangers) doubt = TAKES_ANYTHING;
    root.classList.toggle("drawn", sheet.strokes.length > 0);
    root.classList.toggle("unknown", Boolean(stranger));
    tell("prediction", answer ? answer.digit : EMPTY);
    tell("doubt", doubt);
    tell("advice", (measured && find(measured)[0]?.advice) ?? "");
    const share = PRODUCTION[chosen("weights")][chosen("pipeline")];
    tell("production", share ? `Of 7,494 real drawings it reads ${percent(share)}.` : "");
    showBars(part("bars"), answer);
    showImage(part("seen"), image, measured);
    showMeasures(part("measures"), measured);
    if (part("inside").open) inside.show(network, answer?.layers);
    if (aloud) {
      tell("status", !answer ? "The sheet is empty." : stranger ? doubt
        : `${answer.digit}, ${percent(answer.probabilities[answer.digit])}`);
    }
  }

  async function choose() {
    const name = chosen("weights"), travelling = name === "mlp" && moments;
    try {
      const loaded = await (networks[name] ??= load(name));
      if (chosen("weights") !== name) return; // another choice was faster
      network = travelling ? moments[part("moment").value] : loaded[0];
      part("moment").disabled = !travelling;
      tell("when", travelling ? network.label : "");
      read(true);
    } catch (error) {
      delete networks[name];
      tell("message", error.message);
    }
  }

  function set(choices) {
    for (const [name, value] of Object.entries(choices)) {
      const wanted = [...root.querySelectorAll(`[name="${name}"]`)];
      (wanted.find((choice) => choice.value === value) ?? {}).checked = true;
    }
    choose();
  }

  function open() {
    const { drawing, ...choices } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    if (drawing !== undefined) sheet.replace(decode(drawing));
    set({ weights: choices.weights, pipeline: choices.pipeline });
  }

  const actions = {
    undo: () => sheet.replace(sheet.strokes.slice(0, -1)),
    clear: () => sheet.replace([]),
    example: () => sheet.replace(decode(EXAMPLES[turn++ % EXAMPLES.length])),
    naive: () => set({ weights: "mlp", pipeline: "naive" }),
    async share() {
      const choices = { weights: chosen("weights"), pipeline: chosen("pipeline") };
      location.hash = new URLSearchParams({ ...choices, drawing: encode(sheet.strokes) });
      await navigator.clipboard?.writeText(location.href).catch(() => {});
      tell("message", "The page's address now holds the drawing: copy it to share it.");
    },
    async travel() {
      try {
        moments = await load("moments");
        part("travel").hidden = true;
        part("moment").max = part("moment").value = moments.length - 1;
        set({ weights: "mlp" });
      } catch (error) {
        tell("message", error.message);
      }
    },
  };
  for (const [name, act] of Object.entries(actions)) part(name).addEventListener("click", act);
  root.addEventListener("input", choose);
  part("inside").addEventListener("toggle", () => read());
  root.classList.toggle("single", isSingleFile());
  addEventListener("hashchange", open);
  addEventListener("keydown", (event) => {
    if (event.target !== document.body && !root.contains(event.target)) return;
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) actions.undo();
    else if (event.key === "Escape" || event.key === "Delete") actions.clear();
  });
  open();
}

const percent = (share) => (share > 0.999 ? "> 99.9 %" : share < 0.001 ? "< 0.1 %"
  : `${(100 * share).toFixed(1)} %`);

function showBars(table, answer) {
  [...table.rows].forEach((row, digit) => {
    const share = answer?.probabilities[digit];
    row.className = digit === answer?.digit ? "best" : "";
    row.querySelector("i").style.width = `${100 * (share ?? 0)}%`;
    row.cells[2].textContent = answer ? percent(share) : "";
  });
}

// The tensor as it is, in grey; over it MNIST's box and centre, and a ring where the ink's lies.
function showImage(canvas, image, measured) {
  const paint = canvas.getContext("2d"), pixel = canvas.width / SIDE;
  const at = (place) => (place + 0.5) * pixel; // a pixel's index is its middle
  for (let i = 0; i < SIDE * SIDE; i++) {
    const grey = Math.round(255 * (image?.[i] ?? 0));
    paint.fillStyle = `rgb(${grey} ${grey} ${grey})`;
    paint.fillRect((i % SIDE) * pixel, Math.floor(i / SIDE) * pixel, pixel, pixel);
  }
  Object.assign(paint, { strokeStyle: getComputedStyle(canvas).color, lineWidth: 2 });
  paint.setLineDash([6, 6]);
  paint.strokeRect(4 * pixel, 4 * pixel, 20 * pixel, 20 * pixel);
  paint.setLineDash([]);
  paint.beginPath();
  for (const [dx, dy] of [[1, 0], [0, 1]]) {
    paint.moveTo(at(CENTRE - dx), at(CENTRE - dy));
    paint.lineTo(at(CENTRE + dx), at(CENTRE + dy));
  }
  if (measured && measured.contrast > 0) {
    const [x, y] = measured.centre;
    paint.moveTo(at(x) + 0.6 * pixel, at(y));
    paint.arc(at(x), at(y), 0.6 * pixel, 0, 2 * Math.PI);
  }
  paint.stroke();
}

// Each property on a scale that shows where 98 of 100 of MNIST's digits lie.
function showMeasures(table, measured) {
  Object.entries(MEASURES).forEach(([name, [title, unit, digits]], i) => {
    const [low, high] = range(name), length = (high - low) * (1 + 2 * BESIDE);
    const place = (value) => 100 * Math.min(Math.max((value - low) / length + BESIDE / 2, 0), 1);
    const [left, right] = [1, 99].map((of) => place(MNIST_TABLE[name][PERCENTILES.indexOf(of)]));
    const value = measured?.[name], shown = Number.isFinite(value);
    // too well centred, for one, is not a fault
    const outside = shown && !within(value, low, high) && ADVICE[name][value > high ? 1 : 0];
    const row = table.rows[i] ?? table.insertRow();
    row.className = outside ? "outside" : "";
    row.innerHTML = `<th scope="row">${title}</th><td class="scale"><i style="left:${left}%;` +
      `width:${right - left}%"></i>${shown ? `<b style="left:${place(value)}%"></b>` : ""}</td>` +
      `<td>${shown ? `${outside ? "! " : ""}${value.toFixed(digits)} ${unit}` : ""}</td>`;
  });
}
