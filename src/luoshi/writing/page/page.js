"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const one = (selector, within = document) => within.querySelector(selector);
  const TAGS = { zh: "zh-CN", en: "en" };
  const phone = () => window.matchMedia("(max-width: 820px)").matches;
  root.classList.add("js");

  /* language: every element carries its words in all languages */
  function remembered(name, value) {
    try { // storage is refused to some pages opened from a file
      if (value === undefined) return localStorage.getItem(name);
      localStorage.setItem(name, value);
    } catch (refused) { /* the page works without */ }
    return null;
  }
  function speak(language) {
    root.dataset.lang = language;
    root.lang = TAGS[language] || language;
    all("[data-" + language + "]").forEach((element) => {
      if (!element.classList.contains("found-words")) element.textContent = element.getAttribute("data-" + language);
    });
    for (const name of ["placeholder", "aria-label"]) {
      const from = "data-" + language + "-" + name;
      all("[" + from + "]").forEach((element) => element.setAttribute(name, element.getAttribute(from)));
    }
    books.forEach((book) => { book.words = null; book.count(); });
  }

  /* one document with its text, lists, search and choice */
  class Book {
    constructor(article) {
      this.article = article;
      this.panes = one(".panes", article);
      this.source = one(".source", article);
      this.lists = all(".list", article);
      this.tabs = all("[role=tab]", article);
      this.rows = new Map(this.lists.map((list) => [list, all(".r", list)]));
      this.words = null; // of each row, made when first searched
      this.lines = null;
      this.hits = [];
      this.at = -1;
      this.row = null;
      this.onlyDoubts = one(".only-doubts", article);
      this.doubtsFirst = one(".doubts-first", article);
      this.search = one(".search", article);
      this.listen();
    }
    get list() { return this.lists.find((list) => !list.hidden); }

    listen() {
      let waiting = 0;
      const soon = () => { clearTimeout(waiting); waiting = setTimeout(() => this.filter(), 140); };
      this.search.addEventListener("input", (event) => { if (!event.isComposing) soon(); });
      this.search.addEventListener("compositionend", soon);
      this.onlyDoubts.addEventListener("change", () => this.filter());
      this.doubtsFirst.addEventListener("change", () => { this.sort(); this.filter(); });
      all(".role", this.article).forEach((box) => box.addEventListener("change", () => {
        this.article.classList.toggle("no-" + box.value, !box.checked);
        this.filter();
      }));
      all(".hop", this.article).forEach((button) =>
        button.addEventListener("click", () => this.hop(Number(button.dataset.hop))));
      this.tabs.forEach((tab) => tab.addEventListener("click", () => this.open(tab.dataset.list)));
      one(".to-source", this.article).addEventListener("click", () => this.open("source"));
      one("[role=tablist]", this.article).addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = (this.tabs.findIndex((tab) => tab.tabIndex === 0) + step + this.tabs.length) % this.tabs.length;
        this.open(this.tabs[next].dataset.list);
        this.tabs[next].focus();
        event.stopPropagation();
        event.preventDefault();
      });
      this.source.addEventListener("click", (event) => this.fromText(event.target));
      one(".lists", this.article).addEventListener("click", (event) => {
        const row = event.target.closest(".r");
        if (row && !String(getSelection())) this.fromRow(row, true);
      });
    }

    /* which list, or on a telephone the text */
    open(name) {
      const text = name === "source";
      this.panes.dataset.pane = text ? "source" : "list";
      one(".to-source", this.article).setAttribute("aria-pressed", String(text));
      if (text) { this.tabs.forEach((tab) => tab.setAttribute("aria-selected", "false")); return; }
      this.lists.forEach((list) => { list.hidden = !list.classList.contains(name); });
      this.tabs.forEach((tab) => {
        const chosen = tab.dataset.list === name;
        tab.setAttribute("aria-selected", String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
      });
    }

    /* filters */
    filter() {
      const terms = this.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const hidden = new Set(all(".role", this.article).filter((box) => !box.checked).map((box) => box.value));
      if (terms.length && !this.words) this.words = new WeakMap();
      const fits = (row) => {
        if (this.onlyDoubts.checked && !row.classList.contains("doubtful")) return false;
        if (hidden.has(row.dataset.role)) return false;
        if (!terms.length) return true;
        let words = this.words.get(row);
        if (words === undefined) { words = row.textContent.toLowerCase(); this.words.set(row, words); }
        return terms.every((term) => words.includes(term));
      };
      this.rows.forEach((rows) => rows.forEach((row) => { row.hidden = !fits(row); }));
      all(".lists .chunk", this.article).forEach((chunk) => {
        const shown = Array.from(chunk.children).filter((row) => !row.hidden).length;
        chunk.hidden = !shown;
        chunk.style.containIntrinsicSize = "1px " + shown * 58 + "px";
      });
      this.find(this.search.value.trim());
      this.count();
    }
    count() {
      this.lists.forEach((list, place) => {
        const rows = this.rows.get(list);
        const shown = rows.filter((row) => !row.hidden).length;
        one(".count", this.tabs[place]).textContent = shown === rows.length ? shown : shown + "/" + rows.length;
        one(".empty", list).hidden = shown > 0;
      });
      const words = one(".found-words", this.article);
      const template = words.getAttribute("data-" + root.dataset.lang) || "{n}";
      words.textContent = template.replace("{n}", (this.at >= 0 ? this.at + 1 + "/" : "") + this.hits.length);
    }
    sort() {
      this.rows.forEach((rows, list) => {
        const first = this.doubtsFirst.checked;
        const order = first ? rows.filter((row) => row.classList.contains("doubtful"))
          .concat(rows.filter((row) => !row.classList.contains("doubtful"))) : rows;
        const chunks = all(".chunk", list);
        order.forEach((row, place) => chunks[Math.floor(place / 50)].appendChild(row));
        list.classList.toggle("resorted", first);
      });
    }

    /* the words searched for, in the text */
    find(wanted) {
      this.hits.forEach((line) => line.classList.remove("hit", "at"));
      this.hits = [];
      this.at = -1;
      const ranges = [];
      if (wanted) {
        if (!this.lines) this.lines = all(".paper p", this.article).map((line) => [line, line.textContent.toLowerCase()]);
        const small = wanted.toLowerCase();
        for (const [line, words] of this.lines) if (words.includes(small)) this.hits.push(line);
        this.hits.forEach((line) => {
          line.classList.add("hit");
          if (ranges.length < 500) rangesIn(line, small, ranges);
        });
      }
      if (window.CSS && CSS.highlights) { // newer browsers show the very words
        if (ranges.length) CSS.highlights.set("found", new Highlight(...ranges));
        else CSS.highlights.delete("found");
      }
      one(".found", this.article).hidden = !wanted;
    }
    hop(step) {
      if (!this.hits.length) return;
      if (this.at >= 0) this.hits[this.at].classList.remove("at");
      this.at = (this.at + step + this.hits.length + (this.at < 0 && step < 0 ? 1 : 0)) % this.hits.length;
      this.hits[this.at].classList.add("at");
      if (phone()) this.open("source");
      reveal(this.hits[this.at], this.source);
      this.count();
    }

    /* from the text to the lists and back */
    fromText(target) {
      if (String(getSelection())) return; // someone copies words
      const figure = target.closest("[data-q]");
      const around = target.closest("[data-s], [data-h]");
      if (!figure && !around) return;
      const [ledger, figures, left] = this.lists.map((list) => this.rows.get(list));
      const has = (name, value) => (row) => value !== undefined && row.dataset[name] === value;
      const q = figure && figure.dataset.q.split(" ")[0];
      const s = around && around.dataset.s && around.dataset.s.split(" ")[0];
      const h = around && around.dataset.h && around.dataset.h.split(" ")[0];
      const row = (figure && (ledger.find(has("q", q)) || figures.find(has("q", q)))) ||
        (s !== undefined && (ledger.find(has("s", s)) || left.find(has("s", s)))) || ledger.find(has("h", h));
      if (!row) return;
      const list = this.lists.find((candidate) => candidate.contains(row));
      this.open(["ledger", "figures", "left"].find((name) => list.classList.contains(name)));
      row.hidden = false;
      row.parentNode.hidden = false;
      this.choose(row);
      reveal(row, one(".lists", this.article));
      row.focus({ preventScroll: true });
    }
    fromRow(row, show) {
      this.choose(row);
      const place = one("mark.q.on", this.source) || one(".s.on", this.source);
      if (!place || !show) return;
      if (phone()) this.open("source");
      reveal(place, this.source);
    }
    choose(row) {
      all(".on", this.article).forEach((element) => element.classList.remove("on"));
      if (this.row) this.row.tabIndex = -1;
      this.row = row;
      if (!row) return;
      row.classList.add("on");
      row.tabIndex = 0;
      const { s, h, q } = row.dataset;
      if (s !== undefined) all('.s[data-s~="' + s + '"]', this.source).forEach((piece) => piece.classList.add("on"));
      if (h !== undefined) all('.s[data-h~="' + h + '"]', this.source).forEach((piece) => piece.classList.add("on"));
      if (q !== undefined) all('mark[data-q~="' + q + '"]', this.source).forEach((piece) => piece.classList.add("on"));
    }
    move(step) {
      const rows = all(".r", this.list).filter((row) => !row.hidden);
      if (!rows.length) return;
      const now = rows.indexOf(this.row);
      const next = rows[Math.min(Math.max(now + step, 0), rows.length - 1)];
      this.fromRow(next, !phone());
      next.focus({ preventScroll: true });
      reveal(next, one(".lists", this.article));
    }
  }

  function rangesIn(line, wanted, ranges) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let words = "";
    while (walker.nextNode()) { nodes.push([words.length, walker.currentNode]); words += walker.currentNode.data; }
    words = words.toLowerCase();
    const spot = (place) => {
      let low = 0, high = nodes.length - 1;
      while (low < high) { const middle = (low + high + 1) >> 1; if (nodes[middle][0] <= place) low = middle; else high = middle - 1; }
      return [nodes[low][1], Math.min(place - nodes[low][0], nodes[low][1].data.length)];
    };
    for (let at = words.indexOf(wanted); at >= 0 && ranges.length < 500; at = words.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      range.setStart(...spot(at));
      range.setEnd(...spot(at + wanted.length));
      ranges.push(range);
    }
  }

  /* Parts outside the window have guessed heights, so a first jump may miss: look again when they are drawn. */
  function reveal(element, pane) {
    const jump = () => {
      const place = element.getBoundingClientRect();
      const frame = phone() ? { top: 60, bottom: innerHeight } : pane.getBoundingClientRect();
      if (place.top < frame.top + 40 || place.bottom > frame.bottom - 20) element.scrollIntoView({ block: "center" });
    };
    jump();
    requestAnimationFrame(() => { jump(); requestAnimationFrame(jump); });
  }

  /* views */
  const books = new Map();
  function view() {
    const wanted = location.hash.slice(1);
    const views = all(".view");
    const now = views.find((candidate) => candidate.id === wanted) || views[0];
    views.forEach((candidate) => candidate.classList.toggle("now", candidate === now));
    document.body.classList.toggle("show-index", now.id === "index");
    const chooser = one("#chooser");
    if (chooser) chooser.value = now.id;
    if (now.classList.contains("doc") && !books.has(now.id)) books.set(now.id, new Book(now));
    return books.get(now.id);
  }
  const book = () => books.get((one(".view.now") || {}).id);

  addEventListener("hashchange", () => { view(); scrollTo(0, 0); });
  if (one("#chooser")) one("#chooser").addEventListener("change", (event) => { location.hash = event.target.value; });
  one("#print").addEventListener("click", () => print());
  const keys = one("#keys");
  const keysButton = one("#keys-button");
  keysButton.setAttribute("aria-expanded", "false");
  function showKeys(shown) { keys.hidden = !shown; keysButton.setAttribute("aria-expanded", String(shown)); }
  keysButton.addEventListener("click", () => showKeys(keys.hidden));
  one("#language").addEventListener("click", () => {
    const language = root.dataset.lang === "zh" ? "en" : "zh";
    remembered("luoshi-lang", language);
    speak(language);
  });
  one(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    const now = book();
    if (now) now.move(0); else one(".index a").focus();
  });

  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    const now = book();
    const typing = event.target.matches && event.target.matches("input[type=search], select, textarea");
    if (event.key === "Escape") {
      showKeys(false);
      if (now && typing && now.search.value) { now.search.value = ""; now.filter(); }
      else if (now) { now.choose(null); if (typing) event.target.blur(); }
      return;
    }
    if (typing && event.key === "Enter" && now) { now.hop(event.shiftKey ? -1 : 1); event.preventDefault(); return; }
    if (typing || !now) return;
    const inText = event.target === now.source;
    const acts = {
      j: () => now.move(1), k: () => now.move(-1), "/": () => { now.search.focus(); now.search.select(); },
      d: () => { now.onlyDoubts.checked = !now.onlyDoubts.checked; now.filter(); },
      p: () => print(), "?": () => showKeys(keys.hidden),
      1: () => now.open("ledger"), 2: () => now.open("figures"), 3: () => now.open("left"),
    };
    if (!inText) { acts.ArrowDown = acts.j; acts.ArrowUp = acts.k; }
    if (event.target.closest && event.target.closest(".r")) acts.Enter = () => now.fromRow(event.target.closest(".r"), true);
    const act = acts[event.key] || acts[event.key.toLowerCase()];
    if (act) { event.preventDefault(); act(); }
  });

  view();
  const language = remembered("luoshi-lang");
  if (language && TAGS[language] && language !== root.dataset.lang) speak(language);
})();
