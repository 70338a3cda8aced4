/* The palette: Ctrl+K or "/" opens it; what was typed is looked up by the server; arrows choose, Enter opens. The steps
   that the page itself offers come first. Without scripts a search form stands in its place. */
(function () {
  "use strict";
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const PAUSE = 120; // milliseconds without a key before the server is asked
  const STEPS = ".head .button, .steps .button, .head .menu a, .head .menu button";
  let asked = 0;
  let timer = 0;

  const palette = () => one("#palette");
  const input = () => one("#palette-words");
  const options = () => all('[role="option"]', palette());

  function mark(at) {
    const list = options();
    list.forEach((option) => option.setAttribute("aria-selected", "false"));
    if (!list.length) { input().removeAttribute("aria-activedescendant"); return; }
    const option = list[(at + list.length) % list.length];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input().setAttribute("aria-activedescendant", option.id);
  }
  const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

  /** The steps of the page behind the palette whose words contain what was typed, as a group of their own. */
  function stepsHere(words) {
    const group = document.createElement("div");
    const heading = document.createElement("div");
    heading.textContent = palette().dataset.here;
    heading.className = "palette__heading";
    heading.setAttribute("role", "presentation");
    heading.id = "palette-here";
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", heading.id);
    group.appendChild(heading);
    const seen = new Set();
    all(STEPS).forEach((button) => {
      const label = button.textContent.trim().replace(/\s+/g, " ");
      if (!label || seen.has(label) || button.disabled || button.getAttribute("aria-disabled") === "true") return;
      if (label.toLowerCase().indexOf(words) < 0) return;
      seen.add(label);
      const option = document.createElement("a");
      const name = document.createElement("span");
      name.textContent = label;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.id = "palette-step-" + seen.size;
      option.tabIndex = -1;
      option.href = button.href || "#";
      option.appendChild(name);
      option.addEventListener("click", (event) => { event.preventDefault(); palette().close(); button.click(); });
      group.appendChild(option);
    });
    return seen.size ? group : null;
  }

  function show(markup, words) {
    const place = one("#palette-results");
    const found = new DOMParser().parseFromString(markup, "text/html").body; // our own server's answer, escaped there
    place.textContent = "";
    const here = stepsHere(words.toLowerCase());
    if (here) place.appendChild(here);
    Array.from(found.childNodes).forEach((node) => place.appendChild(document.adoptNode(node)));
    mark(0);
  }

  function look() {
    const words = input().value.trim();
    const turn = ++asked;
    fetch(palette().dataset.find + "?q=" + encodeURIComponent(words), { headers: { "X-Part": "1" } })
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""))
      .catch(() => "")
      .then((markup) => { if (turn === asked) show(markup, words); }); // else something else was typed meanwhile
  }

  function open() {
    if (!palette() || palette().open || one("dialog[open]")) return;
    palette().showModal();
    input().value = "";
    input().focus();
    look();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) open();
    if (event.target === palette()) palette().close();
  });
  document.addEventListener("input", (event) => {
    if (event.target !== input()) return;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
    if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing)) {
      if (!palette()) return;
      event.preventDefault();
      open();
      return;
    }
    if (event.target !== input() || event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") { mark(chosen() + 1); event.preventDefault(); }
    if (event.key === "ArrowUp") { mark(chosen() - 1); event.preventDefault(); }
    if (event.key === "Enter") {
      event.preventDefault();
      const option = options()[chosen()];
      if (option) option.click();
    }
  });
})();
