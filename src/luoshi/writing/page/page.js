  /* one document with its text, lists, search and choice */
  class Book extends View {
    constructor(article) {
      super(article);
      this.panes = one(".panes", article);
      this.source = one(".source", article);
      this.lists = all(".list", article);
      this.rows = new Map(this.lists.map((list) => [list, all(".r", list)]));
      this.onlyDoubts = one(".only-doubts", article);
      this.doubtsFirst = one(".doubts-first", article);
      this.hidden = new Set(); // roles
      this.tabs = tabbed(one("[role=tablist]", article), (name) => this.open(name));
      this.onlyDoubts.addEventListener("change", () => this.filter());
      this.doubtsFirst.addEventListener("change", () => { this.sort(); this.filter(); });
      all(".role", article).forEach((box) => box.addEventListener("change", () => {
        article.classList.toggle("no-" + box.value, !box.checked);
        if (box.checked) this.hidden.delete(box.value); else this.hidden.add(box.value);
        this.filter();
      }));
      one(".to-source", article).addEventListener("click", () => this.open("source"));
      this.source.addEventListener("click", (event) => this.fromText(event.target));
      const banner = one(".to-unread", article);
      if (banner) banner.addEventListener("click", () => {
        this.open("ledger");
        this.show(one(".ledger .r.unread", article));
      });
    }
    get list() { return this.lists.find((list) => !list.hidden); }

    /* which list, or on a telephone the text */
    open(name) {
      const text = name === "source";
      this.panes.dataset.pane = text ? "source" : "list";
      one(".to-source", this.article).setAttribute("aria-pressed", String(text));
      if (text) { this.tabs.forEach((tab) => tab.setAttribute("aria-selected", "false")); return; }
      this.lists.forEach((list) => { list.hidden = !list.classList.contains(name); });
      select(this.tabs, name);
    }

    /* filters */
    fits(row) {
      if (this.onlyDoubts.checked && !row.classList.contains("doubtful")) return false;
      return !this.hidden.has(row.dataset.role);
    }
    filter() { this.sift(Array.from(this.rows.values()).flat(), 58); }
    count() {
      this.lists.forEach((list, place) => {
        const rows = this.rows.get(list);
        const shown = rows.filter((row) => !row.hidden).length;
        one(".count", this.tabs[place]).textContent = shown === rows.length ? shown : shown + "/" + rows.length;
        one(".empty", list).hidden = shown > 0;
      });
      this.countHits();
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

    /* from the text to the lists and back */
    fromText(target) {
      if (String(getSelection())) return; // someone copies words
      const figure = target.closest("[data-q]");
      const around = target.closest("[data-s], [data-h], [data-u]");
      if (!figure && !around) return;
      const [ledger, figures, left] = this.lists.map((list) => this.rows.get(list));
      const has = (name, value) => (row) => value !== undefined && row.dataset[name] === value;
      const q = figure && figure.dataset.q.split(" ")[0];
      const s = around && around.dataset.s && around.dataset.s.split(" ")[0];
      const h = around && around.dataset.h && around.dataset.h.split(" ")[0];
      const u = around && around.dataset.u && around.dataset.u.split(" ")[0];
      const row = ledger.find(has("u", u)) || (figure && (ledger.find(has("q", q)) || figures.find(has("q", q)))) ||
        (s !== undefined && (ledger.find(has("s", s)) || left.find(has("s", s)))) || ledger.find(has("h", h));
      if (!row) return;
      const list = this.lists.find((candidate) => candidate.contains(row));
      this.open(["ledger", "figures", "left"].find((name) => list.classList.contains(name)));
      this.show(row);
    }
    toText(place) {
      if (phone()) this.open("source");
      reveal(place, this.source);
    }
    fromRow(row, show) {
      this.choose(row);
      const place = one("mark.q.on", this.source) || one(".s.on", this.source);
      if (place && show) this.toText(place);
    }
    choose(row) {
      const { s, h, q, u } = row ? row.dataset : {};
      const marks = [];
      if (s !== undefined) marks.push(...all('.s[data-s~="' + s + '"]', this.source));
      if (u !== undefined) marks.push(...all('.s[data-u~="' + u + '"]', this.source));
      if (h !== undefined) marks.push(...all('.s[data-h~="' + h + '"]', this.source));
      if (q !== undefined) marks.push(...all('mark[data-q~="' + q + '"]', this.source));
      this.mark(row, marks);
    }
    walked() { return all(".r", this.list); }
  }

  /* views */
  function view() {
    const wanted = location.hash.slice(1);
    const sections = all(".view");
    const now = sections.find((candidate) => candidate.id === wanted) || sections[0];
    sections.forEach((candidate) => candidate.classList.toggle("now", candidate === now));
    document.body.classList.toggle("show-index", now.id === "index");
    const chooser = one("#chooser");
    if (chooser) chooser.value = now.id;
    if (now.classList.contains("doc") && !views.has(now.id)) views.set(now.id, new Book(now));
    return views.get(now.id);
  }
  const book = () => views.get((one(".view.now") || {}).id);

  addEventListener("hashchange", () => { view(); scrollTo(0, 0); });
  if (one("#chooser")) one("#chooser").addEventListener("change", (event) => { location.hash = event.target.value; });
  one(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    const now = book();
    if (now) now.move(0); else one(".index a").focus();
  });
  keyboard(book, (now) => ({
    d: () => { now.onlyDoubts.checked = !now.onlyDoubts.checked; now.filter(); },
    1: () => now.open("ledger"), 2: () => now.open("figures"), 3: () => now.open("left"),
  }));
  view();
  speakAsBefore();
