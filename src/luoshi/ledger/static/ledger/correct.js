/* The page where rows are corrected: keys, marked words, changes sent without leaving the page.
   Each button is a form that works alone; here its key presses it and the answer replaces the rows it changed. Nothing acts
   while an input method composes. Keys pressed while an answer is awaited are kept and act on what it brings. What could not
   be sent stays as it is: the same key sends it again under the same key of the request, so that nothing is done twice.
   Floor: Chromium 86, ES2019. */
(function () {
  "use strict";
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const box = one("#desk-box");
  if (!box) return;
  const desk = () => one("#desk");
  const token = () => one("[name=csrfmiddlewaretoken]", box).value;
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
  function choose(row, quiet) {
    all(".crow--active", desk()).forEach((old) => old.classList.remove("crow--active"));
    all(".said--lit", desk()).forEach((old) => old.classList.remove("said--lit"));
    if (!row) return;
    row.classList.add("crow--active");
    if (!quiet) row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (!light(row) && long()) around(row);
  }
  /** Lights up the words of a row in the source; whether they are there. */
  function light(row) {
    const words = all('.said[data-of="' + row.dataset.row + '"]', desk());
    words.forEach((piece) => piece.classList.add("said--lit"));
    if (words[0]) {
      const panel = words[0].closest(".desk__source");
      const below = words[0].getBoundingClientRect().top - panel.getBoundingClientRect().top;
      if (panel.scrollHeight > panel.clientHeight) panel.scrollTop += below - panel.clientHeight / 3;
    }
    return words.length > 0;
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
  /** Opens a folded heading; what stands among the rows to be looked at is a link there. */
  function unfold(section) {
    if (!section || section.dataset.opening) return Promise.resolve();
    section.dataset.opening = "1";
    return part(new URL(one("a", section).href).search).then((words) => {
      if (!section.isConnected) return;
      const fresh = new DOMParser().parseFromString(words, "text/html").querySelector(".crows");
      all(".crow[data-row]", fresh).filter((row) => document.getElementById(row.id)).forEach((row) => {
        const link = document.createElement("a");
        link.href = "#" + row.id;
        link.textContent = one(".crow__words", row).lastChild.textContent.trim().slice(0, 40);
        const line = document.createElement("li");
        line.className = "crow crow--above";
        line.append(link);
        row.replaceWith(line);
      });
      section.replaceWith(document.importNode(fresh, true));
    }).catch(() => { delete section.dataset.opening; });
  }
  const nearing = new IntersectionObserver((seen) => seen.forEach((each) => {
    if (!each.isIntersecting) return;
    nearing.unobserve(each.target);
    unfold(each.target);
  }), { rootMargin: "400px" });
  const watch = () => { nearing.disconnect(); folded().forEach((section) => nearing.observe(section)); };
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
    const more = found ? null : folded().find((section) => Number(section.dataset.waiting) > 0 && !section.dataset.opening);
    if (found) choose(found);
    else if (more) unfold(more).then(() => { if (more.isConnected) choose(row); else next(row, wanted); });
    else if (one("[data-more]", desk()) && one("#decided").dataset.open !== "0") reload("");
    else { choose(row); say("success", box.dataset.allDone); }
  }

  /* sending */
  const made = new Map(); // what was sent and not yet answered, with its key: sent again it is the same request
  function keyOf(what) {
    if (!made.has(what)) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      bytes[6] = (bytes[6] & 15) | 64;
      bytes[8] = (bytes[8] & 63) | 128;
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      made.set(what, [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-"));
    }
    return made.get(what);
  }
  let busy = false;
  const pressed = []; // keys that came meanwhile
  function send(url, fields, after) {
    if (busy) return;
    busy = true;
    const body = new URLSearchParams(fields);
    body.delete("csrfmiddlewaretoken");
    const what = url + "?" + body;
    body.set("once", keyOf(what));
    fetch(url, { method: "POST", body, headers: { "X-Part": "1", "X-CSRFToken": token() }, credentials: "same-origin" })
      .then((answer) => {
        const plain = (answer.headers.get("Content-Type") || "").startsWith("application/json");
        if (!plain) { leave(answer); throw new Error("left"); }
        return answer.json().then((found) => ({ found, ok: answer.ok }));
      })
      .then(({ found, ok }) => {
        if (!ok) { made.delete(what); refused(found); return null; }
        one("#flashes").textContent = "";
        one("#decided").outerHTML = found.head;
        replace(found.rows);
        return (found.whole ? reload(found.first) : Promise.resolve()).then(() => { made.clear(); after(found); });
      })
      .catch((error) => { if (error.message !== "left") unsent(); })
      .finally(() => {
        busy = false;
        while (pressed.length && !busy) press(pressed.shift());
      });
  }
  /** Said no: what is on the page now is shown, and the form that was open comes again with the words typed in it. */
  function refused(found) {
    pressed.length = 0;
    const open = all("form.rowform", desk()).map((form) => {
      if (found.code === "marked") forget(form); else keep(form); // words with a marking are kept nowhere
      return form.closest(".crow").dataset.row;
    });
    replace(found.rows || {});
    open.filter((pk) => pk in (found.rows || {})).forEach((pk) => edit(document.getElementById("row-" + pk)));
    say("error", found.error);
  }
  function unsent() {
    pressed.length = 0;
    all("form.rowform", desk()).forEach(keep);
    say("error", box.dataset.unsent);
  }
  /** Not our answer: signed out meanwhile, or an error page. After signing in, the form that was open opens with its words. */
  function leave(answer) {
    pressed.length = 0;
    if (!answer.redirected && answer.status !== 403) { unsent(); return; }
    all("form.rowform", desk()).forEach(keep);
    window.location.reload();
  }
  function replace(found) {
    Object.keys(found).forEach((pk) => {
      const old = document.getElementById("row-" + pk);
      if (!old) return;
      const was = old.classList.contains("crow--active");
      old.outerHTML = found[pk];
      const row = document.getElementById("row-" + pk);
      all('.said[data-of="' + pk + '"]', desk()).forEach((piece) => {
        piece.className = "said said--" + row.dataset.state + (piece.classList.contains("said--lit") ? " said--lit" : "");
      });
      if (was) choose(row);
    });
    all("[data-group]", desk()).forEach((form) => {
      const count = clear(form).length;
      if (count) one(".count", form).textContent = count; else form.remove();
    });
  }
  /** The rows of a heading that wait and have no doubt, as they are now. */
  const clear = (form) => all(".crow--waiting:not(.crow--doubtful)", form.closest(".crows"));
  function reload(first) {
    return fetch(box.dataset.url + (long() && first ? "?row=" + first : ""), { credentials: "same-origin" })
      .then((answer) => answer.text())
      .then((page) => {
        const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("#desk");
        if (!fresh) { window.location.reload(); return; }
        const scrolled = one(".desk__source", desk()).scrollTop;
        desk().replaceWith(fresh);
        watch();
        one(".desk__source", desk()).scrollTop = scrolled;
        choose(document.getElementById("row-" + first) || rows().find(waits) || rows()[0]);
      });
  }
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
    const fields = fieldsOf(form, pressed).filter((pair) => pair[0] !== "rows" || !form.matches("[data-group]"));
    if (form.matches("[data-group]")) fields.push(["rows", clear(form).map(seen).join(",")]);
    send(url, fields, (found) => {
      const now = pk && document.getElementById("row-" + pk);
      if (found.whole) return;
      if (form.matches(".rowform")) forget(form);
      if (form.matches("[data-group]")) next(active()); else if (moves && now) next(now);
      else if (now) choose(now);
    });
  });
  /* The words typed into a form are kept by drafts.js, which believes that a form was taken once it was sent: here it may
     not have been, and once it has, no page follows from which it would learn that. */
  const DRAFT = "luoshi-draft:";
  const keep = (form) => form.dispatchEvent(new Event("change", { bubbles: true }));
  function forget(form) {
    try { window.sessionStorage.removeItem(DRAFT + form.dataset.draft); } catch (error) { /* no storage */ }
  }
  /** The row of this plan whose form was left with words in it. */
  function left() {
    const mine = DRAFT + "plan:" + box.dataset.plan + ":row:";
    try {
      const name = Object.keys(window.sessionStorage).find((each) => each.startsWith(mine));
      return name ? document.getElementById("row-" + name.slice(mine.length)) : null;
    } catch (error) { return null; }
  }

  /* the form of a row opens inside it */
  function edit(row) {
    const link = one('[data-key="e"]', row);
    if (!link || one("form.rowform", row)) return;
    fetch(link.href, { headers: { "X-Part": "1" }, credentials: "same-origin" })
      .then((answer) => { if (answer.redirected || !answer.ok) { leave(answer); throw new Error("left"); } return answer.text(); })
      .then((words) => {
        const place = one(".crow__form", row);
        place.innerHTML = words;
        place.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: place } }));
        const first = one("[data-first]", place) || one("textarea", place);
        first.focus();
        if (first.select) first.select();
      })
      .catch((error) => { if (error.message !== "left") unsent(); });
  }
  function close(row) {
    const form = one("form.rowform", row);
    if (form) { form.reset(); keep(form); forget(form); form.remove(); }
    choose(row);
  }
  /** A row's words in a field that takes only the place where the second row begins. */
  function split(row) {
    const place = one(".crow__form", row);
    const words = document.createElement("textarea");
    const label = document.createElement("label");
    label.textContent = box.dataset.splitAsk;
    words.className = "input crow__split";
    words.readOnly = true;
    words.value = one(".crow__words", row).lastChild.textContent.trim();
    place.textContent = "";
    label.append(words);
    place.append(label);
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

  /* words marked in the source make a row */
  function marked() {
    const picked = window.getSelection();
    if (!picked || picked.isCollapsed || !picked.rangeCount) return null;
    const range = picked.getRangeAt(0);
    const source = range.commonAncestorContainer.parentElement.closest(".source") ||
      (range.commonAncestorContainer.closest && range.commonAncestorContainer.closest(".source"));
    if (!source) return null;
    const place = (node, offset) => {
      const piece = (node.nodeType === 3 ? node.parentElement : node).closest("[data-at]");
      if (!piece) return null;
      const before = node.nodeType === 3 ? node.data.slice(0, offset) : offset ? piece.textContent : "";
      return Number(piece.dataset.at) + Array.from(before).length;
    };
    const start = place(range.startContainer, range.startOffset);
    const end = place(range.endContainer, range.endOffset);
    return start === null || end === null || start >= end ? null : { source: source.dataset.place, start, end };
  }
  const adder = document.createElement("button");
  adder.type = "button";
  adder.className = "button button--small button--main desk__add";
  adder.append(box.dataset.add + " ", Object.assign(document.createElement("kbd"), { textContent: "A" }));
  adder.hidden = true;
  document.body.append(adder);
  function add() {
    const found = marked();
    if (!found) return;
    adder.hidden = true;
    send(box.dataset.rowsUrl, [["source", found.source], ["start", String(found.start)], ["end", String(found.end)]], (answer) => {
      window.getSelection().removeAllRanges();
      choose(document.getElementById("row-" + answer.first));
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
      const row = document.getElementById("row-" + words.dataset.of);
      if (row) { const fold = row.closest("details"); if (fold) fold.open = true; choose(row); }
      else if (long()) window.location.assign(box.dataset.url + "?row=" + words.dataset.of + "#row-" + words.dataset.of);
    }
    const row = hit(".crow[data-row]");
    const above = hit(".crow--above a");
    if (above) { event.preventDefault(); choose(one(above.getAttribute("href"))); }
    if (!row) return;
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
    if (typing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" && event.target.matches("a, button, summary")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (busy && /^(Enter|Arrow(Up|Down)|[a-z1-9])$/.test(key)) {
      event.preventDefault();
      if (!event.repeat) pressed.push(key);
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
    if (key === "n") { next(row, (each) => each.matches(".crow--doubtful") && waits(each)); return true; }
    if (key === "u" || key === "p") return clicked(one('.head [data-key="' + key + '"]'));
    if (key === "a") { add(); return true; }
    if (key === "h") {
      const here = row && one("[data-group] button", row.closest(".crows"));
      return clicked(here || one("[data-group] button", desk()));
    }
    if (!row) return false;
    if (/^[1-9]$/.test(key)) { // the reason, once D was pressed
      const drop = document.activeElement;
      if (!drop.matches("[data-drop]") || !one('option[value="' + key + '"]', drop)) return false;
      drop.value = key;
      return clicked(one("[data-drop-go]", drop.form));
    }
    if (key === "d") {
      const drop = one("[data-drop]", row);
      if (drop) drop.focus();
      return Boolean(drop);
    }
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
    watch();
    choose(unfinished || (asked && one(asked[0])) || rows().find(waits) || rows()[0], !unfinished && !asked);
    if (unfinished) edit(unfinished);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
