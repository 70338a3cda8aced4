/* The rows of a list by mouse and keys: a click fills the panel beside the list, j and k go down and up, x chooses, Enter
   opens, Escape closes the panel. Without scripts, and where there is no room for a panel, a row's link is the way. */
(function () {
  "use strict";
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const PAUSE = 120; // milliseconds on a row before the server is asked for it: a key held down passes many
  const OWN = "a, button, input, label, select, summary, textarea"; // what does something else when it is clicked
  const room = window.matchMedia("(min-width: 70em)");
  const page = document.documentElement;
  let timer = 0;

  const panel = () => one("#panel");
  const rows = () => all("tr[data-panel]");
  const here = () => one("tr[data-panel][aria-current]");
  const typing = (event) =>
    event.isComposing || event.target.isContentEditable || event.target.matches("select, textarea, input:not([type=checkbox])");

  function keep(open) { // the server writes the class from the cookie, so that nothing jumps on the next page
    page.classList.toggle("paned", open);
    document.cookie = "luoshi-panel=" + (open ? 1 : 0) + "; path=/; max-age=31536000; samesite=lax";
    all("[data-panel-toggle]").forEach((button) => button.setAttribute("aria-pressed", String(open)));
  }

  function choose(row) {
    rows().forEach((other) => { if (other !== row) other.removeAttribute("aria-current"); });
    row.setAttribute("aria-current", "true");
  }

  function fill(row) {
    if (!room.matches || !panel()) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      window.htmx.ajax("GET", row.dataset.panel, { source: panel(), target: panel(), headers: { "X-Part": "1" } });
    }, PAUSE);
  }

  function show(row) {
    choose(row);
    if (!room.matches || !panel()) return;
    keep(true);
    fill(row);
  }

  function shut() {
    clearTimeout(timer);
    keep(false);
    const link = here() && one("th a", here());
    if (link) link.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-panel-shut]")) { shut(); return; }
    if (event.target.closest("[data-panel-toggle]")) {
      if (page.classList.contains("paned")) shut();
      else if (rows().length) show(here() || rows()[0]);
      return;
    }
    const row = event.target.closest("tr[data-panel]");
    if (row && !event.target.closest(OWN) && !String(window.getSelection())) show(row);
  });

  /* the chooser of columns: an arrow moves its line; without scripts the server does, and the page comes back */
  document.addEventListener("click", (event) => {
    const arrow = event.target.closest("[data-move]");
    if (!arrow) return;
    event.preventDefault();
    const line = arrow.closest("[data-column]");
    const other = arrow.dataset.move === "up" ? line.previousElementSibling : line.nextElementSibling;
    if (other) line.parentNode.insertBefore(arrow.dataset.move === "up" ? line : other, arrow.dataset.move === "up" ? other : line);
    arrow.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (typing(event) || event.ctrlKey || event.altKey || event.metaKey || one("dialog[open]") || !rows().length) return;
    const row = here();
    if (event.key === "j" || event.key === "k") {
      const list = rows();
      const at = list.indexOf(row) + (event.key === "j" ? 1 : -1);
      const next = list[Math.min(Math.max(at, 0), list.length - 1)];
      show(next);
      const link = one("th a", next);
      if (link) link.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    } else if (event.key === "x" && row) {
      const box = one("input[data-row]", row);
      if (box) box.click();
    } else if (event.key === "Enter" && row && event.target === document.body) {
      const link = one("th a", row);
      if (link) link.click();
    } else if (event.key === "Escape" && page.classList.contains("paned") && !one("details.pull[open]")) {
      shut();
    }
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted || !page.classList.contains("paned") || !rows().length) return;
    choose(here() || rows()[0]);
    fill(here());
  });
})();
