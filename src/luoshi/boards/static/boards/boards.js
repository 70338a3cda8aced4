/* A board: its button fills the whole screen; its tiles are dragged into their order. */
(function () {
  "use strict";
  /* one press fills the screen, where the browser can; elsewhere the link opens a page without menus */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fullscreen]");
    if (!button || !document.fullscreenEnabled) return;
    event.preventDefault();
    if (document.fullscreenElement) document.exitFullscreen();
    else document.querySelector(button.dataset.fullscreen).requestFullscreen();
  });

  const place = (row) => [...row.parentNode.children].indexOf(row);

  /* The dragged row stays where it is in the document and the others pass it: moved itself, it would lose the pointer. */
  function shift(row, to) {
    while (place(row) < to) row.before(row.nextElementSibling);
    while (place(row) > to) row.after(row.previousElementSibling);
  }

  function placeAt(row, y) {
    const others = [...row.parentNode.children].filter((each) => each !== row);
    return others.filter((each) => { const box = each.getBoundingClientRect(); return box.top + box.height / 2 < y; }).length;
  }

  function save(row, steps) {
    const form = row.querySelector("form");
    for (const [name, value] of [["op", "move"], ["steps", steps]]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    }
    form.submit(); // the title that is not saved yet is not looked at
  }

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-drag]");
    if (!grip || event.button) return;
    event.preventDefault();
    const row = grip.closest("li"), from = place(row);
    const acts = {
      pointermove: (moved) => shift(row, placeAt(row, moved.clientY)),
      pointercancel: () => { end(); shift(row, from); },
      keydown: (pressed) => { if (pressed.key === "Escape") acts.pointercancel(); },
      pointerup: () => { end(); if (place(row) !== from) save(row, place(row) - from); },
    };
    function end() {
      row.classList.remove("is-dragged");
      for (const name in acts) document.removeEventListener(name, acts[name]);
    }
    row.classList.add("is-dragged");
    for (const name in acts) document.addEventListener(name, acts[name]);
  });
})();
