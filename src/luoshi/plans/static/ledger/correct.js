/* The page where rows are corrected: keys, marked words, changes sent without leaving the page.
   Each button is a form that works alone; here its key presses it and the answer replaces the rows it changed. Nothing acts
   while an input method composes. The source beside the rows is correct_source.js, rows that come and go are
   correct_rows.js, what is sent and its answers are correct_send.js. Floor: Chromium 86, ES2019. */
(function () {
  "use strict";
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const box = one("#desk-box");
  const { light, marked, field, pick, wide } = window.luoshiSource;
  if (!box) return;
  const desk = () => one("#desk");
  const rows = () => all(".crow[data-row]", desk()).filter((row) => row.offsetParent !== null);
  const active = () => one(".crow--active", desk());
  const waits = (row) => row.dataset.state === "waiting" || "look" in row.dataset;
  const typing = (event) =>
    event.isComposing || event.keyCode === 229 || event.target.isContentEditable ||
    event.target.matches("select, textarea, input:not([type=checkbox]):not([type=submit]):not([type=button]):not([type=hidden])");

  function say(kind, words) {
    const line = document.createElement("p");
    line.className = "flash flash--" + kind;
    line.setAttribute("role", kind === "error" ? "alert" : "status");
    line.textContent = words;
    const place = one("#flashes");
    place.textContent = "";
    place.append(line);
    if (kind === "error") line.scrollIntoView({ block: "nearest" });
  }

  /* the active row: its buttons show, its words are lit up in the source */
  function choose(row, quiet, first) {
    all(".crow--active", desk()).forEach((old) => old.classList.remove("crow--active"));
    if (!row) { light(null); return; }
    row.classList.add("crow--active");
    if (!quiet) row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (!light(row, first) && long()) around(row);
    unasked(row);
  }

  /* A long plan's page has only some of its rows and words. Folded headings open when they come into view. */
  const long = () => desk().matches("[data-long]");
  const part = (query) => fetch(box.dataset.url + query, { headers: { "X-Part": "1" }, credentials: "same-origin" })
    .then((answer) => { if (answer.redirected || !answer.ok) throw new Error("away"); return answer.text(); });
  let awaited = ""; // the row whose words are asked for
  /** The source round the words of a row. */
  function around(row) {
    const pk = row.dataset.row;
    if (awaited === pk || !row.dataset.source) return;
    awaited = pk;
    part("?row=" + pk).then((words) => {
      const now = active();
      if (!now || now.dataset.row !== pk) return;
      const panel = one(".desk__source", desk());
      all(".source", panel).forEach((old) => old.remove());
      panel.insertAdjacentHTML("beforeend", words);
      light(now);
    }).catch(() => {}).finally(() => { awaited = ""; });
  }
  const folded = () => all("[data-fold]", desk());
  const opening = new Map(); // the headings that are just being opened, with what waits for it
  /** Opens a folded heading; what stands among the rows to be looked at is a link there. */
  function unfold(section) {
    if (!opening.has(section)) opening.set(section, fetched(section));
    return opening.get(section);
  }
  function fetched(section) {
    return part(new URL(one("a", section).href).search).then((words) => {
      if (!section.isConnected) return;
      const fresh = new DOMParser().parseFromString(words, "text/html").querySelector(".crows");
      all(".crow[data-row]", fresh).filter((row) => document.getElementById(row.id)).forEach((row) => row.replaceWith(linkTo(row)));
      section.replaceWith(document.importNode(fresh, true));
      together.count();
    }).catch(() => {}).finally(() => opening.delete(section));
  }
  let nearing = null;
  function watch() {
    together.count();
    if (nearing) nearing.disconnect();
    nearing = new IntersectionObserver((seen) => seen.forEach((each) => {
      if (!each.isIntersecting) return;
      nearing.unobserve(each.target);
      unfold(each.target);
    }), { root: wide() ? one(".desk__rows", desk()) : null, rootMargin: "400px" });
    folded().forEach((section) => nearing.observe(section));
  }
  function step(by) {
    const list = rows();
    const at = list.indexOf(active());
    choose(list[Math.min(Math.max(at + by, 0), list.length - 1)] || list[0]);
  }
  /** The next row that waits behind this one, else the first that does. */
  function next(row, wanted) {
    const list = rows();
    const at = list.indexOf(row);
    const fits = wanted || waits;
    const found = list.slice(at + 1).find(fits) || list.find(fits);
    const more = found ? null : folded().find((section) => Number(section.dataset.waiting) > 0);
    if (found) choose(found);
    else if (more) unfold(more).then(() => { if (more.isConnected) choose(row); else next(row, wanted); });
    else if (one("#decided").dataset.open !== "0") reload(""); // more are looked at later, or one stood for others
    else { choose(row); say("success", box.dataset.allDone); }
  }

  /** The row that one decides on for another with the same words. */
  const standsFor = (pk) => all(".crow[data-row]", desk()).find((row) => {
    const sent = one('.crow__acts [name="rows"]', row);
    return sent && sent.value.split(",").some((pair) => pair.split(":")[0] === pk);
  });
  /** Chooses a row, also one that is folded away. */
  function show(row) {
    const fold = row.closest("details");
    if (fold) fold.open = true;
    choose(row);
  }
  const { replace, land, linkTo, clear, begin } = window.luoshiRows({ desk, long, rows, active, waits, choose, show });
  const { send, leave, unsent, keep, forget, left, reload, busy, later } = window.luoshiSend(
    { box, desk, long, rows, waits, choose, say, edit, opened, press, replace, land, begin, watch });
  const together = window.luoshiTogether({ desk, long, rows, active, choose });
  const fieldsOf = (form, button) => {
    const found = Array.from(new FormData(form)).filter((pair) => typeof pair[1] === "string");
    if (button && button.name) found.push([button.name, button.value]);
    return found;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-edit]")) return;
    event.preventDefault();
    const button = event.submitter || document.activeElement;
    const pressed = button && button.form === form ? button : null;
    const url = (pressed && pressed.getAttribute("formaction")) || form.getAttribute("action");
    const row = form.closest(".crow");
    const moves = !form.matches(".rowform") || (pressed && pressed.value === "confirm");
    const pk = row && row.dataset.row;
    const sent = fieldsOf(form, pressed).filter((pair) => pair[0] !== "rows" || !form.matches("[data-group]"));
    const fields = form.matches("[data-fresh]") ? together.fresh(sent, form.dataset.lack) : sent;
    if (form.matches("[data-group]")) fields.push(["rows", clear(form).map(seen).join(",")]);
    send(url, fields, (found) => {
      const now = pk && document.getElementById("row-" + pk);
      if (found.moved || found.anew) return; // what is next was chosen already
      if (form.matches(".rowform")) forget(form);
      const asks = pressed && pressed.name === "answer" && now && now.matches(".crow--doubtful"); // a second question
      if (form.matches("[data-group]")) next(active()); else if (moves && now && !asks) next(now);
      else if (now) choose(now);
    });
  });
  /** Whether something was typed into a form, or came back into it from what is kept. */
  const typed = (form) => all("textarea, select, input:not([type=hidden])", form).some((each) =>
    each.matches("[type=checkbox]") ? each.checked !== each.defaultChecked
      : each.matches("select") ? each.selectedIndex !== Math.max(Array.from(each.options).findIndex((option) => option.defaultSelected), 0)
        : each.value !== each.defaultValue);
  /** The forms that somebody opened or typed into. */
  function opened() { return all("form.rowform", desk()).filter((form) => !("unasked" in form.dataset) || typed(form)); }
  let soon = 0;
  /** The form of a row opens by itself while the row is the active one; the keys stay those of the row. */
  function unasked(row) {
    clearTimeout(soon);
    all("form.rowform[data-unasked]", desk()).filter((form) => !row.contains(form) && !typed(form)).forEach((form) => form.remove());
    if (!wide() || "shut" in row.dataset) return;
    soon = setTimeout(() => { if (row === active()) edit(row, true); }, 150);
  }
  /* the form of a row opens inside it */
  function edit(row, unasked) {
    const link = one('[data-key="e"]', row);
    const open = one("form.rowform", row);
    clearTimeout(soon);
    if (open && !unasked) into(open);
    if (!link || open) return;
    fetch(link.href, { headers: { "X-Part": "1" }, credentials: "same-origin" })
      .then((answer) => { if (answer.redirected || !answer.ok) { leave(answer); throw new Error("left"); } return answer.text(); })
      .then((words) => {
        const place = one(".crow__form", row);
        const there = one("form.rowform", place);
        if (there && !unasked) into(there);
        if (place.firstElementChild || (unasked && row !== active())) return; // meanwhile one went on, or split the row
        place.innerHTML = words;
        if (unasked) one("form", place).dataset.unasked = "";
        place.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: place } }));
        all("[data-bounds]", place).forEach(bounded);
        if (unasked) { if (document.activeElement === row) row.scrollIntoView({ block: "nearest" }); } else into(one("form", place));
      })
      .catch((error) => { if (error.message !== "left" && !unasked) unsent(); });
  }
  function into(form) {
    const first = one("[data-first]", form) || one("textarea", form);
    first.focus();
    if (first.select) first.select();
  }
  /** The upper end of a figure is there for a range; else it is neither seen nor sent. */
  function bounded(choice) {
    const figure = choice.closest(".figure");
    figure.dataset.bound = choice.value;
    one(".figure__upper input", figure).disabled = choice.value !== "range";
  }
  document.addEventListener("change", (event) => { if (event.target.matches("[data-bounds]")) bounded(event.target); });
  function close(row) {
    const form = one("form.rowform", row);
    if (form) { form.reset(); keep(form); forget(form); form.remove(); }
    row.dataset.shut = "";
    choose(row);
  }
  /** A row's words in a field that takes only the place where the second row begins. */
  function split(row) {
    const place = one(".crow__form", row);
    const { around, box: words } = field(box.dataset.splitAsk, one(".crow__words", row).lastChild.textContent.trim(), "crow__split");
    place.textContent = "";
    place.append(around);
    words.focus();
    const joints = Array.from(words.value.matchAll(/[；;，,。](?=.)/g), (found) => found.index + 1);
    const go = (at) => words.setSelectionRange(at, at);
    go(joints[0] || 0);
    words.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      const here = words.selectionStart;
      if (event.key === "ArrowDown") { event.preventDefault(); go(joints.find((at) => at > here) || here); }
      if (event.key === "ArrowUp") { event.preventDefault(); go(joints.filter((at) => at < here).pop() || 0); }
      if (event.key === "Escape") { place.textContent = ""; choose(row); event.stopPropagation(); }
      if (event.key === "Enter") {
        event.preventDefault();
        const at = Array.from(words.value.slice(0, words.selectionStart)).length;
        send(one("form", row).action.replace("/confirm/", "/split/"), [["rows", seen(row)], ["at", String(at)]], () => {});
      }
    });
  }
  const seen = (row) => row.dataset.row + ":" + row.dataset.version;
  function merge(row) {
    const place = (each) => Number(each.dataset.place);
    const above = all(".crow[data-row]", desk())
      .filter((each) => /^(waiting|kept)$/.test(each.dataset.state) && place(each) < place(row))
      .reduce((best, each) => (best && place(best) > place(each) ? best : each), null);
    if (!above) return;
    send(one("form", row).action.replace("/confirm/", "/merge/"), [["rows", seen(above) + "," + seen(row)]], () => {});
  }

  /* words marked in the source make a row: by the mouse there, else by keys in a field */
  const adder = document.createElement("button");
  adder.type = "button";
  adder.className = "button button--small button--main desk__add";
  adder.append(box.dataset.add + " ", Object.assign(document.createElement("kbd"), { textContent: "A" }));
  adder.hidden = true;
  document.body.append(adder);
  function add() {
    const found = marked();
    if (found) make(found);
    else if (!one("#desk[data-closed]")) pick(active(), box.dataset.pickAsk, make, () => choose(active()));
  }
  function make(found) {
    adder.hidden = true;
    const fields = [["source", found.source], ["start", String(found.start)], ["end", String(found.end)]];
    send(box.dataset.rowsUrl, fields, () => {
      window.getSelection().removeAllRanges();
      all(".crow__pick", desk()).forEach((field) => field.closest("label").remove());
    });
  }
  adder.addEventListener("mousedown", (event) => event.preventDefault());
  adder.addEventListener("click", add);
  document.addEventListener("selectionchange", () => {
    const found = one("#desk[data-closed]") ? null : marked();
    adder.hidden = !found;
    if (!found) return;
    const at = window.getSelection().getRangeAt(0).getBoundingClientRect();
    adder.style.top = window.scrollY + at.bottom + 4 + "px";
    adder.style.left = window.scrollX + at.left + "px";
  });

  /* clicks: a row is chosen, words of the source choose their row, links to the form open it in the row */
  document.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest(selector);
    const words = hit(".said[data-of]");
    if (words && window.getSelection().isCollapsed) {
      const row = document.getElementById("row-" + words.dataset.of) || standsFor(words.dataset.of);
      if (row) show(row);
      else if (long()) window.location.assign(box.dataset.url + "?row=" + words.dataset.of + "#row-" + words.dataset.of);
    }
    const row = hit(".crow[data-row]");
    const above = hit(".crow--above a");
    if (above) { event.preventDefault(); choose(one(above.getAttribute("href"))); }
    if (!row) return;
    if (together.clicked(event, row)) return;
    if (row !== active()) choose(row, true);
    if (hit('a[data-key="e"]') && !event.ctrlKey && !event.metaKey) { event.preventDefault(); edit(row); }
    if (hit("[data-leave]")) close(row);
    if (hit("[data-split]")) split(row);
    if (hit("[data-merge]")) merge(row);
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || one("dialog[open]")) return;
    const row = active();
    const form = row && one("form.rowform", row);
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      one('button[value="confirm"]', form).click();
      return;
    }
    if (form && event.key === "Escape" && form.contains(event.target) && !one('[aria-expanded="true"]', form)) { close(row); return; }
    const choosing = event.target.matches("[data-drop]");
    if (choosing && /^[1-9]$/.test(event.key)) { event.preventDefault(); press(event.key); return; }
    if (choosing && event.key === "Enter") { event.preventDefault(); one("[data-drop-go]", event.target.form).click(); return; }
    if (choosing && event.key === "Escape") { choose(row); return; }
    if (together.pressed(event, row, typing(event))) { event.preventDefault(); return; }
    if (typing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" && event.target.matches("a, button, summary")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (busy() && /^(Enter|Arrow(Up|Down)|[a-z1-9])$/.test(key)) {
      event.preventDefault();
      if (!event.repeat) later(key);
      return;
    }
    if (press(key)) event.preventDefault();
  });
  /** What a key does on the page, outside of forms; whether it does anything. */
  function press(key) {
    const moves = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
    const row = active();
    const clicked = (button) => { if (button) button.click(); return Boolean(button); };
    if (key in moves) { step(moves[key]); return true; }
    if (key === "n") { // of a scan first the figures that were hard to recognise: a wrong figure is a wrong promise
      const figure = (each) => each.matches("[data-unsure-figure]") && waits(each);
      next(row, rows().some(figure) ? figure : (each) => each.matches(".crow--doubtful") && waits(each));
      return true;
    }
    if (key === "u" || key === "p") return clicked(one('.head [data-key="' + key + '"]'));
    if (key === "g" || key === "l") return clicked(one((key === "g" ? "#confirm-clear" : "#slogans") + " [data-key]", desk()));
    if (key === "a") { add(); return true; }
    if (key === "h") {
      const here = row && one("[data-group]:not([hidden]) button", row.closest(".crows"));
      return clicked(here || one("[data-group]:not([hidden]) button", desk()));
    }
    if (!row) return false;
    const drop = document.activeElement;
    if (/^[1-9]$/.test(key) && drop.matches("[data-drop]")) { // the reason, once D was pressed
      if (!one('option[value="' + key + '"]', drop)) return false;
      drop.value = key;
      return clicked(one("[data-drop-go]", drop.form));
    }
    if (key === "d") {
      const reasons = one("[data-drop]", row);
      if (reasons) reasons.focus();
      return Boolean(reasons);
    }
    const form = one("form.rowform", row);
    if (key === "Enter" && form && typed(form)) return clicked(one('button[value="confirm"]', form)); // with what was typed
    return clicked(one('.crow__acts [data-key="' + key + '"]', row));
  }

  /* long readings: the page asks how far they are */
  if (one("[data-reading]", box)) {
    const ask = () => fetch(box.dataset.url.replace("/correct/", "/reading/"), { credentials: "same-origin" })
      .then((answer) => answer.json())
      .then((found) => {
        if (found.ready) { window.location.reload(); return; }
        all("[data-reading]", box).forEach((line) => {
          const source = found.sources.find((each) => each.name === line.closest("[data-place]").dataset.place);
          if (source) line.textContent = source.state + " " + source.done + "%";
        });
        setTimeout(ask, 1500);
      })
      .catch(() => setTimeout(ask, 5000));
    setTimeout(ask, 1000);
  }

  function start() {
    const asked = /^#row-(\d+)$/.exec(window.location.hash);
    const unfinished = left();
    if (asked && !one(asked[0]) && long() && !window.location.search) {
      window.location.replace(box.dataset.url + "?row=" + asked[1] + asked[0]);
      return;
    }
    begin();
    watch();
    const fold = asked && one(asked[0]) && one(asked[0]).closest("details");
    if (fold) fold.open = true;
    choose(unfinished || (asked && one(asked[0])) || rows().find(waits) || rows()[0], !unfinished && !asked, !unfinished && !asked);
    if (unfinished) edit(unfinished);
    else if (!asked) { // the names to be said stand above the first row
      if (one("#names[open]", desk())) one(".desk__rows", desk()).scrollTop = 0;
      window.scrollTo(0, 0);
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
