// What is wider than the page can be scrolled; so it must be reachable without a mouse too.
function reach() {
  for (const box of document.querySelectorAll("pre, div.math, .table-wrapper")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

window.addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  reach();
});
window.addEventListener("resize", reach);

// An explorer without Python: its controls choose one of the frames that were drawn in advance. The
// last control's lie in a row in one picture, or in a column; the others choose which picture.
for (const figure of document.querySelectorAll("figure.frames")) {
  const controls = [...figure.querySelectorAll("input, select")];
  const image = figure.querySelector("img");
  const chosen = (control) => control.selectedIndex ?? Number(control.value);
  const count = (control) => control.options?.length ?? Number(control.max) + 1;
  figure.addEventListener("input", ({ target }) => {
    if (target.dataset.stops) {
      const name = JSON.parse(target.dataset.stops)[target.value];
      target.setAttribute("aria-valuetext", name);
      target.parentElement.querySelector("output").textContent = name;
    }
    const last = controls.at(-1);
    const strip = controls.slice(0, -1).reduce((k, one) => k * count(one) + chosen(one), 0);
    image.src = `${figure.dataset.place}/${strip}.webp`;
    const place = `${(100 * chosen(last)) / (count(last) - 1)}%`;
    image.style.objectPosition = `${place} ${place}`;
  });
}
