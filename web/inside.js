// A look inside: the hidden layers' units, lit as they answer, and what one of them is joined to;
// after nnlib/app/inside.py.
import { SIDE } from "./constants.js";

const CELL = 16, GAP = 2, COLUMNS = 16, BETWEEN = 44, STRONGEST = 8;
const MOVES = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

export class Inside {
  constructor(canvas, weights, words) {
    Object.assign(this, { canvas, weights, words, layer: 0, unit: null });
    const find = (event) => {
      const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
      const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
      this.cells?.forEach((cells, layer) => cells.forEach(([left, top], unit) => {
        if (x >= left && x < left + CELL && y >= top && y < top + CELL) this.choose(layer, unit);
      }));
    };
    for (const name of ["pointerdown", "pointermove"]) canvas.addEventListener(name, find);
    canvas.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (move) event.preventDefault();
      if (move) this.choose(this.layer, (this.unit ?? 0) + move);
    });
  }

  choose(layer, unit) {
    if (unit < 0) [layer, unit] = [layer - 1, this.cells[layer - 1]?.length - 1];
    else if (unit >= this.cells[layer].length) [layer, unit] = [layer + 1, 0];
    if (!this.cells[layer]) return;
    Object.assign(this, { layer, unit });
    this.show(this.network, this.layers);
  }

  // The units of each layer, ten scores last; `layers` holds their values, or is null.
  show(network, layers) {
    Object.assign(this, { network, layers });
    let top = GAP;
    this.cells = network.sizes.slice(1).map((count) => {
      const cells = Array.from({ length: count }, (_, i) =>
        [(i % COLUMNS) * CELL, top + Math.floor(i / COLUMNS) * CELL]);
      top += Math.ceil(count / COLUMNS) * CELL + BETWEEN;
      return cells;
    });
  }
}
