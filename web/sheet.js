// The sheet of paper: pointer events become strokes, and strokes become smooth ink; twin of
// nnlib/app/sheet.py.
import { CANVAS, MAX_POINTS, PEN, QUARTER } from "./constants.js";

const middle = (a, b) => a.map((value, k) => (value + b[k]) / 2);

export class Sheet {
  strokes = []; // of [x, y], 0 to 280 from the upper left corner, in quarters
  pen = null; // the pointer that draws

  // `changed` is called with true when a stroke or the drawing is complete, else with false.
  constructor(canvas, changed) {
    Object.assign(this, { canvas, changed });
    canvas.onpointerdown = (event) => {
      if (event.button || !event.isPrimary || this.full) return; // a second finger, or the palm
      canvas.setPointerCapture(event.pointerId); // the stroke may leave the sheet
      this.pen = event.pointerId;
      this.strokes.push([]);
      this.draw([event]);
    };
    canvas.onpointermove = (event) => {
      if (event.pointerId !== this.pen) return;
      const events = event.getCoalescedEvents?.() ?? [];
      this.draw(events.length ? events : [event]);
    };
    canvas.onlostpointercapture = (event) => { // the pen was lifted, or taken away
      if (event.pointerId === this.pen) this.replace(this.strokes);
    };
    new ResizeObserver(() => this.redraw()).observe(canvas);
  }

  get full() { return this.strokes.flat().length >= MAX_POINTS; }

  draw(events) {
    const box = this.canvas.getBoundingClientRect(), scale = (QUARTER * CANVAS) / box.width;
    const points = events.map(({ clientX, clientY }) => [clientX - box.left, clientY - box.top].map(
      (value) => Math.round(value * scale) / QUARTER));
    if (!this.full) this.strokes.at(-1).push(...points);
    this.redraw();
    this.changed(false);
  }

  replace(strokes) {
    Object.assign(this, { strokes, pen: null });
    this.redraw();
    this.changed(true);
  }

  // The points are joined by parabolas from the middle of one piece to the middle of the next.
  redraw() {
    const { canvas } = this, side = Math.round(canvas.clientWidth * devicePixelRatio);
    const ink = canvas.getContext("2d");
    canvas.width = canvas.height = side; // also wipes it
    ink.scale(side / CANVAS, side / CANVAS);
    Object.assign(ink, { lineWidth: PEN, lineCap: "round", lineJoin: "round" });
    ink.strokeStyle = getComputedStyle(canvas).color;
    for (const points of this.strokes) {
      ink.moveTo(...points[0]);
      points.slice(1, -1).forEach((point, i) =>
        ink.quadraticCurveTo(...point, ...middle(point, points[i + 2])));
      ink.lineTo(...points.at(-1)); // a dot where the pen only touched
    }
    ink.stroke();
  }
}
