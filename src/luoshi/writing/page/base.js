  /* What every page does: languages, search, rows that are walked with the keyboard. Joined with the page's own script. */
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const one = (selector, within = document) => within.querySelector(selector);
  const TAGS = { zh: "zh-CN", en: "en" };
  const phone = () => window.matchMedia("(max-width: 820px)").matches;
  const views = new Map(); // by the id of their article
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
    views.forEach((view) => { view.words = null; view.count(); });
  }

  /* A page with texts on one side and rows on the other. Its own script says which rows fit, and what choosing one shows. */
  class View {
    constructor(article) {
      this.article = article;
      this.words = null; // of each row, made when first searched
      this.lines = null; // of the texts, likewise
      this.hits = [];
      this.at = -1;
      this.row = null;
      this.search = one(".search", article);
      this.found = one(".found", article);
      let waiting = 0;
      const soon = () => { clearTimeout(waiting); waiting = setTimeout(() => this.filter(), 140); };
      this.search.addEventListener("input", (event) => { if (!event.isComposing) soon(); });
      this.search.addEventListener("compositionend", soon);
      all(".hop", article).forEach((button) =>
        button.addEventListener("click", () => this.hop(Number(button.dataset.hop))));
      one(".lists", article).addEventListener("click", (event) => {
        const row = event.target.closest(".r");
        if (row && !String(getSelection())) this.fromRow(row, true);
      });
    }

    /* the rows that fit what is searched for and this.fits */
    sift(rows, height) {
      const terms = this.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      if (terms.length && !this.words) this.words = new WeakMap();
      rows.forEach((row) => {
        let shown = this.fits(row);
        if (shown && terms.length) {
          let words = this.words.get(row);
          if (words === undefined) { words = row.textContent.toLowerCase(); this.words.set(row, words); }
          shown = terms.every((term) => words.includes(term));
        }
        row.hidden = !shown;
      });
      all(".lists .chunk", this.article).forEach((chunk) => {
        const shown = Array.from(chunk.children).filter((row) => !row.hidden).length;
        chunk.hidden = !shown;
        chunk.style.containIntrinsicSize = "1px " + shown * height + "px";
      });
      this.find(this.search.value.trim());
      this.count();
    }

    /* the words searched for, in the texts */
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
      this.found.hidden = !wanted;
    }
    countHits() {
      const words = one(".found-words", this.article);
      const template = words.getAttribute("data-" + root.dataset.lang) || "{n}";
      words.textContent = template.replace("{n}", (this.at >= 0 ? this.at + 1 + "/" : "") + this.hits.length);
    }
    hop(step) {
      if (!this.hits.length) return;
      if (this.at >= 0) this.hits[this.at].classList.remove("at");
      this.at = (this.at + step + this.hits.length + (this.at < 0 && step < 0 ? 1 : 0)) % this.hits.length;
      this.hits[this.at].classList.add("at");
      this.toText(this.hits[this.at]);
      this.count();
    }

    /* one row is chosen at most; marks, in the texts, are what it speaks of */
    mark(row, marks) {
      all(".on", this.article).forEach((element) => element.classList.remove("on"));
      if (this.row) this.row.tabIndex = -1;
      this.row = row;
      if (!row) return;
      row.classList.add("on");
      row.tabIndex = 0;
      marks.forEach((piece) => piece.classList.add("on"));
    }
    move(step) {
      const rows = this.walked().filter((row) => !row.hidden);
      if (!rows.length) return;
      const now = rows.indexOf(this.row);
      const next = rows[Math.min(Math.max(now + step, 0), rows.length - 1)];
      this.fromRow(next, !phone());
      next.focus({ preventScroll: true });
      reveal(next, one(".lists", this.article));
    }
    show(row) {
      row.hidden = false;
      row.parentNode.hidden = false;
      this.choose(row);
      reveal(row, one(".lists", this.article));
      row.focus({ preventScroll: true });
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

  /* A row of tabs: left and right go through them, open is given the chosen tab's data-list. */
  function tabbed(list, open) {
    const tabs = all("[role=tab]", list);
    tabs.forEach((tab) => tab.addEventListener("click", () => open(tab.dataset.list)));
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (tabs.findIndex((tab) => tab.tabIndex === 0) + step + tabs.length) % tabs.length;
      open(tabs[next].dataset.list);
      tabs[next].focus();
      event.stopPropagation();
      event.preventDefault();
    });
    return tabs;
  }
  function select(tabs, name) {
    tabs.forEach((tab) => {
      const chosen = tab.dataset.list === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    });
  }

  /* the bar at the head */
  const keys = one("#keys");
  const keysButton = one("#keys-button");
  keysButton.setAttribute("aria-expanded", "false");
  function showKeys(shown) { keys.hidden = !shown; keysButton.setAttribute("aria-expanded", String(shown)); }
  keysButton.addEventListener("click", () => showKeys(keys.hidden));
  one("#print").addEventListener("click", () => print());
  one("#language").addEventListener("click", () => {
    const language = root.dataset.lang === "zh" ? "en" : "zh";
    remembered("luoshi-lang", language);
    speak(language);
  });
  function speakAsBefore() {
    const language = remembered("luoshi-lang");
    if (language && TAGS[language] && language !== root.dataset.lang) speak(language);
  }

  /* keys: what every page knows, and what its own script adds; none acts while words are being composed */
  function keyboard(view, more) {
    addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
      const now = view();
      const typing = event.target.matches && event.target.matches("input[type=search], select, textarea");
      if (event.key === "Escape") {
        showKeys(false);
        if (now && typing && now.search.value) { now.search.value = ""; now.filter(); }
        else if (now) { now.choose(null); if (typing) event.target.blur(); }
        return;
      }
      if (typing && event.key === "Enter" && now) { now.hop(event.shiftKey ? -1 : 1); event.preventDefault(); return; }
      if (typing || !now) return;
      const acts = {
        j: () => now.move(1), k: () => now.move(-1), "/": () => { now.search.focus(); now.search.select(); },
        p: () => print(), "?": () => showKeys(keys.hidden), ...more(now),
      };
      if (!event.target.closest || !event.target.closest(".source")) { acts.ArrowDown = acts.j; acts.ArrowUp = acts.k; }
      const row = event.target.matches && event.target.matches(".r") && event.target;
      if (row) acts.Enter = () => now.fromRow(row, true);
      const act = acts[event.key] || acts[event.key.toLowerCase()];
      if (act) { event.preventDefault(); act(); }
    });
  }
