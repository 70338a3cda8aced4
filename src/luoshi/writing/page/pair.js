  /* Answers between the texts of two sides. data-a is an answer's number, data-u that of a figure that is in none. */
  class Pair extends View {
    constructor(article) {
      super(article);
      this.panes = one(".panes", article);
      this.sides = all(".source", article);
      this.rows = all(".r", article);
      this.loose = all(".list.loose", article);
      this.shows = "all";
      this.chips = all(".chip", article);
      this.chips.forEach((chip) => chip.addEventListener("click", () => this.only(chip.dataset.show)));
      this.turns = all(".tabs button", article); // of a telephone
      this.turns.forEach((button) => button.addEventListener("click", () => this.turn(button.dataset.pane)));
      this.reports = all(".report", article);
      this.tabs = this.reports.length > 1 ? tabbed(one(".strip", article), (name) => this.open(name)) : [];
      if (this.tabs.length) this.open("r1");
      this.sides.forEach((side) => side.addEventListener("click", (event) => this.fromText(event.target)));
      if (this.rows.length) this.rows[0].tabIndex = 0;
    }

    /* one report at a time; on a telephone one pane at a time */
    open(name) {
      this.reports.forEach((report) => { report.hidden = report.id !== name; });
      select(this.tabs, name);
    }
    turn(pane) {
      this.panes.dataset.pane = pane;
      this.turns.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.pane === pane)));
      const side = this.sides.find((one) => one.classList.contains(pane));
      if (side && this.row) this.showIn(side); // where one left off
    }

    /* filters */
    only(shows) {
      this.shows = shows;
      this.chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.show === shows)));
      if (phone()) this.turn("list");
      this.filter();
      one(".lists", this.article).scrollTop = 0;
    }
    fits(row) {
      return this.shows === "all" || row.dataset.show.split(" ").includes(this.shows);
    }
    filter() { this.sift(this.rows, 74); }
    count() {
      const shown = (row) => !row.hidden;
      const answers = this.rows.filter((row) => row.dataset.a !== undefined);
      one(".empty", this.article).hidden = answers.some(shown);
      this.loose.forEach((list) => { list.hidden = this.shows !== "all"; });
      this.countHits();
    }

    /* from the texts to the answers and back */
    fromText(target) {
      if (String(getSelection())) return; // someone copies words
      const place = target.closest("[data-a], [data-u]");
      if (!place) return;
      const answers = place.dataset.a ? place.dataset.a.split(" ") : [];
      const now = this.row ? answers.indexOf(this.row.dataset.a) : -1; // words of several answers: each click the next
      const next = answers[(now + 1) % answers.length];
      const row = next !== undefined ? one('.r[data-a="' + next + '"]', this.article)
        : one('.r[data-u="' + place.dataset.u.split(" ")[0] + '"]', this.article);
      if (!this.fits(row)) this.only("all");
      this.turn("list");
      this.show(row);
      if (phone()) return;
      this.sides.filter((side) => !side.contains(place)).forEach((side) => this.showIn(side));
    }
    showIn(side) {
      const place = one("mark.q.on", side) || one(".s.on", side);
      if (!place) return;
      const report = place.closest(".report");
      if (report && report.hidden) this.open(report.id);
      reveal(place, side);
    }
    toText(place) { // a line found by the search
      const side = place.closest(".source");
      const report = place.closest(".report");
      if (report && report.hidden) this.open(report.id);
      if (phone()) this.turn(side.classList.contains("asked") ? "asked" : "others");
      reveal(place, side);
    }
    fromRow(row, show) {
      const again = row === this.row && phone();
      this.choose(again ? null : row); // on a telephone a second touch closes
      reveal(row, one(".lists", this.article)); // it has grown
      if (show && !again && !phone()) this.sides.forEach((side) => this.showIn(side));
    }
    choose(row) {
      const { a, u } = row ? row.dataset : {};
      const wanted = a !== undefined ? '[data-a~="' + a + '"]' : '[data-u~="' + u + '"]';
      this.mark(row, row ? this.sides.flatMap((side) => all(wanted, side)) : []);
    }
    walked() { return this.rows.filter((row) => !this.loose.some((list) => list.hidden && list.contains(row))); }
    next() {
      if (!this.tabs.length) return;
      const now = this.reports.findIndex((report) => !report.hidden);
      this.open("r" + ((now + 1) % this.reports.length + 1));
    }
  }

  const pair = new Pair(one("#pair"));
  views.set("pair", pair);
  one(".skip").addEventListener("click", (event) => { event.preventDefault(); pair.move(0); });
  keyboard(() => pair, () => {
    const acts = { r: () => pair.next() };
    pair.chips.forEach((chip, place) => { acts[place + 1] = () => pair.only(chip.dataset.show); });
    return acts;
  });
  speakAsBefore();
