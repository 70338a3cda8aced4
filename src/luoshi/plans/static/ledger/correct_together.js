/* Rows of the correction page chosen together: by tick, with Shift and Ctrl, by Space, or all that a filter finds. What is set
   for them is a form that works alone. Used by correct.js. Floor: Chromium 86, ES2019. */
(function () {
  "use strict";
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  window.luoshiTogether = ({ desk, long, rows, active, choose }) => {
    const tick = (row) => row && one(".crow__tick", row);
    const ticked = () => all(".crow__tick:checked", desk());
    let last = null; // the row from which Shift counts
    /** How many are chosen, those of folded headings too; the form to set them shows while there are any. */
    function count() {
      const form = one("#together", desk());
      if (!form) return;
      const folded = one('[name="rows"]', form);
      if (folded.value) { // headings that were opened since bring their rows
        folded.value = folded.value.split(",").filter((pair) => {
          const here = tick(document.getElementById("row-" + pair.split(":")[0]));
          if (here) here.checked = true;
          return !here;
        }).join(",");
      }
      const number = ticked().length + (folded.value ? folded.value.split(",").length : 0);
      one("[data-chosen]", form).textContent = number;
      form.classList.toggle("tool--none", !number);
    }
    /** All between the last row that was ticked and this one are as this one is now. */
    function between(row) {
      const list = rows();
      const ends = [list.indexOf(last), list.indexOf(row)].sort((a, b) => a - b);
      const state = tick(row).checked;
      if (ends[0] >= 0) list.slice(ends[0], ends[1] + 1).map(tick).filter(Boolean).forEach((each) => { each.checked = state; });
    }
    function none() {
      ticked().forEach((each) => { each.checked = false; });
      const folded = one('#together [name="rows"]', desk());
      if (folded) folded.value = "";
      count();
    }
    /** A click on a row; whether it was one that chooses. */
    function clicked(event, row) {
      const mark = tick(row);
      if (!mark) return false;
      const onTick = event.target === mark;
      if (!onTick && !((event.ctrlKey || event.metaKey || event.shiftKey) && !event.target.closest("a, button, input, select, textarea, label"))) return false;
      if (!onTick) { mark.checked = event.shiftKey || !mark.checked; window.getSelection().removeAllRanges(); }
      if (event.shiftKey && last) between(row);
      last = row;
      count();
      return !onTick || row === active();
    }
    /** Space ticks the row one is on; with Shift the arrows take the next ones with it. Whether the key was for this. */
    function pressed(event, row, typing) {
      if (typing || event.ctrlKey || event.altKey || event.metaKey || !tick(row)) return false;
      if (event.key === " " && !event.target.matches("a, button, summary, input")) {
        tick(row).checked = !tick(row).checked;
        last = row;
        count();
        return true;
      }
      if (event.shiftKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        const list = rows();
        const to = list[list.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
        tick(row).checked = true;
        if (to) { if (tick(to)) tick(to).checked = true; choose(to); }
        last = to || row;
        count();
        return true;
      }
      return false;
    }
    /** Rows that a form was made with, under the versions that the page has now; of those that still lack what it is for. */
    function fresh(fields, lack) {
      const now = (pair) => {
        const row = document.getElementById("row-" + pair.split(":")[0]);
        if (row && lack && row.dataset.lacks.split(" ").indexOf(lack) < 0) return "";
        return row ? row.dataset.row + ":" + row.dataset.version : pair;
      };
      return fields.map((field) => (/^rows?(-\d+)?$/.test(field[0]) ? [field[0], field[1].split(",").map(now).filter(Boolean).join(",")] : field));
    }

    document.addEventListener("submit", (event) => {
      if (event.target.id !== "choose" || long()) return;
      event.preventDefault();
      const by = one('[name="choose"]', event.target).value;
      const part = one('[name="in"]', event.target).value;
      none();
      all(".crow[data-row]", desk()).filter((row) => tick(row) && row.dataset.lacks.split(" ").indexOf(by) >= 0 && (!part || row.dataset.part === part))
        .forEach((row) => { tick(row).checked = true; });
      count();
      if (ticked().length) one("#together").scrollIntoView({ block: "nearest" });
    });
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-none]")) { event.preventDefault(); none(); }
      const to = event.target.closest("[data-to]");
      const row = to && document.getElementById("row-" + to.dataset.to);
      if (row) { event.preventDefault(); choose(row); }
    });
    return { clicked, pressed, fresh, count };
  };
})();
