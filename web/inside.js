// A look inside as one picture: the pixels, the units of each layer, lit as they answer, the ten
// scores, and what joins them. The pad (inside.py) and the page in web/ share it and inside.css.
import { ways } from './ways.js';
import { aboutScore, aboutUnit, teller } from './why.js';

// Layer 0 is the image: its values are its pixels.
export class Inside {
  constructor(picture, words, sentences) {
    const say = teller(sentences), looks = { className: 'nnlib-look', tabIndex: 0, role: 'img' };
    Object.assign(this, { picture, words, say });
    Object.assign(picture, looks, { ariaLabel: say('name') });
    words.role = 'status';
    picture.onpointerdown = picture.onpointermove = ({ target }) => {
      if ('layer' in target) this.choose(target.layer ? target : null);
    };
    picture.onkeydown = (event) => {
      if (!this.network) return;
      const { layer, n } = this.chosen ?? { layer: 1, n: -1 };
      const { gridTemplateColumns } = getComputedStyle(this.squares[layer][0].parentElement);
      const step = gridTemplateColumns.split(' ').length;
      const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [0, -step],
        ArrowDown: [0, step], PageUp: [-1, 0], PageDown: [1, 0] }[event.key];
      const squares = move && layer + move[0] > 0 ? this.squares[layer + move[0]] : null;
      if (!squares) return;
      event.preventDefault();
      this.choose(squares[Math.min(Math.max(n + move[1], 0), squares.length - 1)]);
    };
    new ResizeObserver(() => this.network && this.join()).observe(picture);
  }

  // `values` holds those of each layer; undefined: an empty sheet.
  show(network, values) {
    if (this.network !== network) this.lay(network.sizes);
    Object.assign(this, { network, values });
    this.paint();
  }

  // A square for every pixel, unit and score.
  lay(sizes) {
    const parts = sizes.map((count, layer) => {
      const name = this.say(layer < sizes.length - 1 ? 'layer' : 'scores', { layer, count });
      return `<div style="--columns: ${Math.ceil(count / 16)}"><b>${name}</b>` +
        `<div>${'<i></i>'.repeat(count)}</div></div>`;
    });
    this.picture.innerHTML = `<div>${parts.join('')}</div><svg></svg>`;
    this.squares = [...this.picture.firstChild.children].map((part, layer) =>
      Array.from(part.lastChild.children, (square, n) => Object.assign(square, { layer, n })));
    this.squares.at(-1).forEach((square) => { square.textContent = square.n; });
    this.chosen = null;
  }

  // A square; null: none, and the image is shown as it is.
  choose(square) {
    this.chosen = square;
    this.paint();
  }

  paint() {
    const { map = [], title, words } = this.tell(), most = Math.max(...map.map(Math.abs)) || 1;
    this.squares.forEach((squares, layer) => {
      const shares = this.shares(layer);
      squares.forEach((square, n) => {
        const value = layer ? undefined : map[n];
        square.className = value > 0 ? 'for' : value <= 0 ? 'against' : '';
        square.classList.toggle('bright', shares[n] > 0.4);
        square.classList.toggle('chosen', square === this.chosen);
        square.style.setProperty('--share', shares[n] ?? 0);
        square.style.setProperty('--map', Math.abs(value ?? 0) / most);
      });
    });
    this.picture.querySelector('b').textContent = title;
    this.words.innerHTML = words;
    this.join();
  }

  // How brightly squares are lit: the square root keeps those visible that answer little.
  shares(layer) {
    const values = [...(this.values?.[layer] ?? [])], most = Math.max(...values);
    if (!layer) return values;
    if (layer === this.squares.length - 1) return values.map((value) => Math.exp(value - most));
    return values.map((value) => Math.sqrt(Math.max(value, 0) / Math.max(most, 1e-12)));
  }

  join() {
    const { network, values, squares, chosen, picture } = this;
    picture.lastChild.innerHTML = values && chosen ? ways(network, values, squares, chosen) : '';
  }

  // The words below, the title above the pixels, and the map that lies over them, if there is one.
  tell() {
    const { network, values, chosen, say } = this, last = network.sizes.length - 1;
    if (!values || !chosen) return { title: say('image'), words: say(values ? 'point' : 'empty') };
    if (chosen.layer === last) return aboutScore(network, values, chosen.n, say);
    return aboutUnit(network, values, chosen, say);
  }
}
