// The sheet of paper: pointer events become strokes, and strokes become smooth ink; twin of
// nnlib/app/sheet.py.
import { CANVAS, MAX_POINTS, PEN, QUARTER } from "./constants.js";

const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

export class Sheet {
  strokes = []; // of [x, y], 0 to 280 from the upper left corner, in quarters

  // `changed` is called with true when a stroke or the drawing is complete, else with false.
  constructor(canvas, changed) {
    Object.assign(this, { canvas, changed, pen: null });
    new ResizeObserver(() => this.redraw()).observe(canvas);
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button || !event.isPrimary || this.full) return; // a second finger, the palm
      canvas.setPointerCapture(event.pointerId); // also beside the sheet
      this.pen = event.pointerId;
      this.strokes.push([this.place(event)]);
      this.redraw();
      changed(false);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerId !== this.pen) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) {
        if (!this.full) this.strokes.at(-1).push(this.place(each));
      }
      this.redraw();
      changed(false);
    });
    const lift = (event) => event.pointerId === this.pen && this.replace(this.strokes);
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, lift);
  }

  get full() {
    return this.strokes.flat().length >= MAX_POINTS;
  }

  replace(strokes) {
    this.pen = null;
    this.strokes = strokes;
    this.redraw();
    this.changed(true);
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const scale = (QUARTER * CANVAS) / box.width;
    return [event.clientX - box.left, event.clientY - box.top].map(
      (value) => Math.round(value * scale) / QUARTER);
  }

  // The points are joined by parabolas from the middle of one piece to the middle of the next.
  redraw() {
    const { canvas } = this, side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const ink = canvas.getContext("2d");
    ink.setTransform(side / CANVAS, 0, 0, side / CANVAS, 0, 0);
    ink.clearRect(0, 0, CANVAS, CANVAS);
    ink.lineWidth = PEN;
    ink.lineCap = ink.lineJoin = "round";
    ink.strokeStyle = getComputedStyle(canvas).color;
    ink.beginPath();
    for (const points of this.strokes) {
      ink.moveTo(...points[0]);
      points.slice(1, -1).forEach((point, i) =>
        ink.quadraticCurveTo(...point, ...middle(point, points[i + 2])));
      ink.lineTo(...points.at(-1)); // a dot where the pen only touched
    }
    ink.stroke();
  }
}
