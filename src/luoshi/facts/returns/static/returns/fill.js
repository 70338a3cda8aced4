/* Grids of forms: one column follows from the other, blocks from a sheet fall into the cells, all of it can be undone.

   What is typed is kept by the server after a pause. Without scripts the buttons do the same, a page at a time. */
(function () {
  "use strict";
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const PAUSE = 1500; // ms without a key before it is kept
  const MOST = 50; // steps that can be undone
  const boxes = (form) => all("[data-cell]", form);
  const values = (form) => boxes(form).map((box) => box.value);

  /** A plain number as whole units of its last decimal; null for anything else (1.2万 is left to the server). */
  function read(text) {
    const plain = text.normalize("NFKC").replace(/[,\s]/g, "").replace("−", "-");
    const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plain);
    if (!found) return null;
    const part = found[3] || "";
    const whole = BigInt(found[2] + part);
    return { whole: found[1] ? -whole : whole, places: part.length };
  }
  function write(one) {
    const minus = one.whole < 0n;
    let text = String(minus ? -one.whole : one.whole).padStart(one.places + 1, "0");
    if (one.places) text = (text.slice(0, -one.places) + "." + text.slice(-one.places)).replace(/\.?0+$/, "");
    return (minus ? "-" : "") + text;
  }
  function sum(one, other, sign) {
    const places = Math.max(one.places, other.places);
    const at = (number) => number.whole * 10n ** BigInt(places - number.places);
    return { whole: at(one) + BigInt(sign) * at(other), places: places };
  }

  /** Lets the other column of a line follow from the one that was typed. */
  function follow(box) {
    const row = box.closest("[data-row]");
    const total = box.dataset.cell === "total";
    const other = row && row.querySelector(total ? "[data-cell='own']" : "[data-cell='total']");
    if (!other || other.readOnly) return;
    const soFar = read(row.dataset.soFar || "");
    const typed = read(box.value);
    if (typed && soFar) other.value = write(sum(typed, soFar, total ? -1 : 1));
    else other.value = ""; // whatever it says, the server reads it from the one that was typed
  }

  const past = new WeakMap(); // what a form showed before, the last first
  function remember(form, was) {
    const list = past.get(form) || [];
    list.push(was || values(form));
    past.set(form, list.slice(-MOST));
    const button = form.querySelector("[data-undo]");
    if (button) button.disabled = false;
  }
  function changed(form) {
    form.dispatchEvent(new Event("input", { bubbles: true }));
    saveSoon(form);
  }
  function undo(form) {
    const was = (past.get(form) || []).pop();
    if (was) boxes(form).forEach((box, at) => { box.value = was[at]; });
    const button = form.querySelector("[data-undo]");
    button.disabled = !(past.get(form) || []).length;
    changed(form);
  }

  /** A block copied from a sheet, from the box on in which it was pasted: lines down, cells to the right. */
  function lay(box, text) {
    const form = box.form;
    const rows = all("[data-row]", form).map((row) => all("[data-cell]", row));
    const down = rows.findIndex((cells) => cells.includes(box));
    const right = rows[down].indexOf(box);
    remember(form);
    text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").forEach((line, below) => {
      line.split("\t").forEach((part, beside) => {
        const cell = (rows[down + below] || [])[right + beside];
        if (!cell || cell.readOnly) return;
        cell.value = part.trim();
        follow(cell);
      });
    });
    changed(form);
  }

  /** What the server says of a cell as it was kept: under it, renewed only where it changed; an explanation stays. */
  function weighed(cell) {
    const box = document.getElementById(cell.id);
    const said = document.getElementById(cell.id + "-said");
    if (!box || !said) return;
    if (cell.text !== null && box.readOnly) box.value = cell.text; // computed from the others
    if ((said.dataset.keys || "") === cell.keys || said.contains(document.activeElement)) return;
    said.dataset.keys = cell.keys;
    window.htmx.swap(said, cell.html, { swapDelay: 0, settleDelay: 0 });
    if (cell.keys) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }

  const waiting = new WeakMap();
  const sending = new WeakMap();
  function saveSoon(form) {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => save(form), PAUSE));
  }
  function save(form) {
    if (!form.isConnected || form.dataset.stopped !== undefined || !form.querySelector("[name='do']")) return;
    if (sending.get(form)) { saveSoon(form); return; } // one after the other: each says on which it was typed
    sending.set(form, true);
    const said = form.querySelector("[data-said]");
    const sent = new FormData(form);
    sent.set("do", "save");
    fetch(location.href, { method: "POST", body: sent, headers: { Accept: "application/json" } })
      .then((answer) => answer.json().then((told) => ({ ok: answer.ok, told: told })))
      .then((answer) => {
        if (!answer.ok) { // somebody else typed, or it was sent: nothing more is kept until the page is loaded again
          form.dataset.stopped = "";
          said.textContent = [answer.told.what, answer.told.remedy].filter(Boolean).join(" ");
          return;
        }
        form.elements.revision.value = answer.told.revision;
        (answer.told.cells || []).forEach(weighed);
        said.textContent = form.dataset.kept;
        form.dispatchEvent(new Event("luoshi:kept", { bubbles: true }));
      })
      .catch(() => { said.textContent = form.dataset.offline; })
      .then(() => sending.set(form, false));
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-fill] [data-cell]")) event.target.dataset.was = JSON.stringify(values(event.target.form));
  });
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.matches("[data-fill] input")) return;
    if (box.dataset.was) { remember(box.form, JSON.parse(box.dataset.was)); delete box.dataset.was; }
    if (box.matches("[data-cell]")) follow(box);
    saveSoon(box.form);
  });
  document.addEventListener("paste", (event) => {
    const box = event.target;
    if (!box.matches("[data-fill] [data-cell]")) return;
    const text = (event.clipboardData || window.clipboardData).getData("text");
    if (!/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    lay(box, text);
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key !== "Enter" || !box.matches("[data-fill] [data-cell]")) return;
    event.preventDefault(); // Enter goes on to the next line, it sends nothing
    const open = boxes(box.form).filter((one) => !one.readOnly && one.dataset.cell === box.dataset.cell);
    const next = open[open.indexOf(box) + 1];
    if (next) { next.focus(); next.select(); }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill] [data-as-before], [data-fill] [data-nil], [data-fill] [data-undo]");
    if (!button) return;
    const form = button.form;
    if (button.matches("[data-undo]")) { undo(form); return; }
    remember(form);
    const before = button.matches("[data-as-before]");
    boxes(form).filter((box) => !box.readOnly && !box.value.trim()).forEach((box) => {
      if (before ? box.dataset.before : box.dataset.cell === "own") box.value = before ? box.dataset.before : "—";
    });
    changed(form);
  });
})();
