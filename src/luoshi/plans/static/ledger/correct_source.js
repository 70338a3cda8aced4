/* The source beside the rows: the words of a row lit up, painted anew where rows came or went, and marked to make a row,
   by the mouse in the source itself or by the keyboard in a field with its words.
   Used by correct.js. Nothing acts while an input method composes. Offsets are code points. Floor: Chromium 86, ES2019. */
(function () {
  "use strict";
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const desk = () => one("#desk");
  const size = (words) => Array.from(words).length;

  /** Lights up the words of a row in the source; whether they are there. What kind of document it is and what is doubtful
      about it stand above them: those stay in sight where the words are too, and on a telephone until a row is chosen. */
  function light(row, first) {
    all(".said--lit", desk()).forEach((old) => old.classList.remove("said--lit"));
    const words = row ? all('.said[data-of="' + row.dataset.row + '"]', desk()) : [];
    words.forEach((piece) => piece.classList.add("said--lit"));
    if (words[0]) {
      const panel = words[0].closest(".desk__source");
      const at = words[0].getBoundingClientRect(), shown = panel.getBoundingClientRect();
      const seen = at.top >= shown.top && words[words.length - 1].getBoundingClientRect().bottom <= shown.bottom;
      const still = seen || (first && !wide());
      if (!still && panel.scrollHeight > panel.clientHeight) panel.scrollTop += at.top - shown.top - panel.clientHeight / 3;
    }
    return words.length > 0;
  }

  /** Colours the words of a row by its state. */
  function colour(row) {
    all('.said[data-of="' + row.dataset.row + '"]', desk()).forEach((piece) => {
      const state = "unread" in row.dataset ? "unread" : row.dataset.state;
      piece.className = "said said--" + state + (piece.classList.contains("said--lit") ? " said--lit" : "");
    });
  }

  const from = (piece) => Number(piece.dataset.at);
  /** Puts pieces in the place of those from one place of a source to another; they belong to other rows now. */
  function repaint(anew) {
    const source = one('.source[data-place="' + anew.place + '"]', desk());
    const old = source ? all("[data-at]", source) : [];
    if (!old.length) return;
    const ends = old.map((piece, at) => (at + 1 < old.length ? from(old[at + 1]) : from(piece) + size(piece.textContent)));
    if (anew.end <= from(old[0]) || anew.start >= ends[ends.length - 1]) return;
    if (anew.start < from(old[0]) || anew.end > ends[ends.length - 1]) { // more than is shown: fetched with its row
      old.forEach((piece) => piece.remove());
      return;
    }
    const cut = (piece, start, end) => {
      const part = piece.cloneNode(false);
      part.dataset.at = start;
      part.textContent = Array.from(piece.textContent).slice(start - from(piece), end - from(piece)).join("");
      return part;
    };
    const fresh = document.createDocumentFragment();
    const within = old.filter((piece, at) => from(piece) < anew.end && ends[at] > anew.start);
    const first = within[0];
    const last = within[within.length - 1];
    const end = ends[old.indexOf(last)];
    if (from(first) < anew.start) fresh.append(cut(first, from(first), anew.start));
    anew.pieces.forEach((each) => {
      const piece = document.createElement("span");
      if (each.row) { piece.className = "said said--" + each.state; piece.dataset.of = each.row; }
      piece.dataset.at = each.start;
      piece.textContent = each.words;
      fresh.append(piece);
    });
    if (end > anew.end) fresh.append(cut(last, anew.end, end));
    first.before(fresh);
    within.forEach((piece) => piece.remove());
  }

  /** What is marked in the source by the mouse: its place, from where and to where; null for nothing. */
  function marked() {
    const picked = window.getSelection();
    if (!picked || picked.isCollapsed || !picked.rangeCount) return null;
    const range = picked.getRangeAt(0);
    const common = range.commonAncestorContainer;
    const source = (common.nodeType === 1 ? common : common.parentElement).closest(".source");
    if (!source) return null;
    const place = (node, offset) => {
      const piece = (node.nodeType === 3 ? node.parentElement : node).closest("[data-at]");
      if (!piece) return null;
      return from(piece) + size(node.nodeType === 3 ? node.data.slice(0, offset) : offset ? piece.textContent : "");
    };
    const start = place(range.startContainer, range.startOffset);
    const end = place(range.endContainer, range.endOffset);
    return start === null || end === null || start >= end ? null : { source: source.dataset.place, start, end };
  }

  /* A field of words in which one moves and selects by keys, but writes nothing. Not readonly: there Chromium shows no
     caret and moves none. What an input method writes all the same is taken back once it is done. */
  function field(label, words, className) {
    const box = document.createElement("textarea");
    const around = document.createElement("label");
    around.textContent = label;
    box.className = "input " + className;
    box.value = words;
    box.spellcheck = false;
    box.setAttribute("aria-readonly", "true");
    box.setAttribute("inputmode", "none");
    let kept = [0, 0];
    box.addEventListener("beforeinput", (event) => event.preventDefault());
    box.addEventListener("compositionstart", () => { kept = [box.selectionStart, box.selectionEnd]; });
    box.addEventListener("compositionend", () => setTimeout(() => {
      box.value = words;
      box.setSelectionRange(kept[0], kept[1]);
    }));
    around.append(box);
    return { around, box };
  }

  /** The words of the source round a row in a field: what is selected there and taken with Enter is given to `take`. */
  function pick(row, label, take, leave) {
    const mine = row && one('.source[data-source="' + row.dataset.source + '"]', desk());
    const source = [mine, ...all(".source", desk())].find((each) => each && one("[data-at]", each));
    if (!source) return;
    all(".crow__pick", desk()).forEach((old) => old.closest("label").remove());
    const pieces = all("[data-at]", source);
    const words = pieces.map((piece) => piece.textContent).join("");
    const own = row ? pieces.findIndex((piece) => piece.dataset.of === row.dataset.row) : -1;
    const at = pieces.slice(0, Math.max(own, 0)).reduce((sum, piece) => sum + piece.textContent.length, 0);
    const { around, box } = field(label, words, "crow__pick");
    (row ? one(".crow__form", row) : source).append(around);
    box.focus();
    box.setSelectionRange(at, at);
    // Chromium scrolls to a caret that is set by script only on blur and focus.
    box.blur();
    box.focus();
    around.scrollIntoView({ block: "nearest" });
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Escape") { around.remove(); leave(); event.stopPropagation(); }
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (box.selectionStart === box.selectionEnd || box.value !== words) return;
      const start = from(pieces[0]) + size(words.slice(0, box.selectionStart));
      take({ source: source.dataset.place, start, end: start + size(words.slice(box.selectionStart, box.selectionEnd)) });
    });
  }

  /** Source and rows stand side by side in the window, each with its own scrolling. */
  const wide = () => window.matchMedia("(min-width: 62em)").matches;

  window.luoshiSource = { wide, light, colour, repaint, marked, field, pick };
})();
