// A look inside as one picture: the pixels, the units of each layer, lit as they answer, the ten
// scores, and what joins them. The pad and the page in web/ share this file (`make web`).
import { Painter } from './painter.js';
import { lay, place, squareAt } from './places.js';
import { aboutScore, aboutUnit } from './why.js';

const NAME = 'The pixels, the hidden units and the ten scores; the arrow keys choose one, ' +
  'Page Up and Page Down lead to another layer';

// In `chosen` and `network.sizes` layer 0 is the image; `layers` begins with the first hidden one.
export class Inside {
  constructor(canvas, words) {
    Object.assign(this, { canvas, words, chosen: null, parts: [] });
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', NAME);
    words.setAttribute('role', 'status');
    canvas.onpointerdown = canvas.onpointermove = ({ offsetX, offsetY }) => {
      const square = squareAt(this.parts, offsetX, offsetY);
      if (square) this.choose(square.layer ? square : null);
    };
    canvas.onkeydown = (event) => {
      const { layer, n } = this.chosen ?? { layer: 1, n: -1 }, step = this.parts[layer]?.columns;
      const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [0, -step],
        ArrowDown: [0, step], PageUp: [-1, 0], PageDown: [1, 0] }[event.key];
      const part = move && layer + move[0] > 0 ? this.parts[layer + move[0]] : null;
      if (!part) return;
      event.preventDefault();
      this.choose({ layer: part.layer, n: Math.min(Math.max(n + move[1], 0), part.count - 1) });
    };
  }

  // `image` holds the pixels, `layers` the units' values; both undefined: an empty sheet.
  show(network, image, layers) {
    if (this.network !== network) this.chosen = null;
    Object.assign(this, { network, image, layers });
    this.redraw();
  }

  // A square { layer, n }; null: none, and the image is shown as it is.
  choose(chosen) {
    this.chosen = chosen;
    this.redraw();
  }

  redraw() {
    const width = this.canvas.parentElement?.clientWidth;
    if (!this.network || !width) return;
    const { network: { sizes }, image, layers, chosen } = this, scores = sizes.length - 1;
    const [parts, height] = lay(sizes, width), painter = new Painter(this.canvas, width, height);
    this.parts = parts;
    const { map, title, words } = this.tell();
    for (const part of parts) {
      const { layer, count, x, y } = part;
      const name = !layer ? title : layer === scores ? 'scores' : `layer ${layer}: ${count}`;
      painter.fill('words').fillText(name, x, y - 7);
      const names = layer === scores && [...Array(count).keys()];
      if (layer) painter.units(part, this.shares(part), names);
    }
    painter.pixels(parts[0], image, map);
    if (layers && chosen) {
      for (const ways of this.ways(chosen)) painter.join(ways);
      painter.mark(place(parts[chosen.layer], chosen.n));
    }
    this.words.innerHTML = words;
  }

  // How brightly units are lit: the square root keeps those visible that answer little.
  shares({ layer, count }) {
    if (!this.layers) return Array(count).fill(0);
    const values = Array.from(this.layers[layer - 1]), most = Math.max(...values);
    return values.map((value) => (layer === this.network.sizes.length - 1 ? Math.exp(value - most)
      : Math.sqrt(Math.max(value, 0) / Math.max(most, 1e-12))));
  }

  // From the units of the layer before to the chosen one, and from it to those of the next.
  ways({ layer, n }) {
    const { network: { sizes, weights }, layers, parts } = this;
    const way = (from, i, j) => ({ ends: [place(parts[from], i), place(parts[from + 1], j)],
      added: layers[from - 1][i] * weights[from][i * sizes[from + 1] + j] });
    return [Array.from(layers[layer - 2] ?? [], (_, i) => way(layer - 1, i, n)),
      Array.from(layers[layer] ?? [], (_, j) => way(layer, n, j))];
  }

  // The words below, the title above the pixels, and the map that lies over them, if there is one.
  tell() {
    const { network, image, layers, chosen } = this, title = 'the image';
    if (!layers) return { title, words: 'Draw: the units that answer light up.' };
    if (!chosen) return { title, words: 'Point at a unit to see what it looks for, ' +
      'and at a score to see why.' };
    return chosen.layer === network.sizes.length - 1
      ? aboutScore(network, image, layers, chosen.n) : aboutUnit(network, layers, chosen);
  }
}
