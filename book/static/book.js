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
