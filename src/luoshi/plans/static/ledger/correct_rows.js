/* The rows of the correction page as a change leaves them: put where they belong, with the heads of their sections.
   Used by correct.js. Floor: Chromium 86, ES2019. */
(function () {
  "use strict";
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const { colour, repaint } = window.luoshiSource;

  window.luoshiRows = ({ desk, long, rows, active, waits, choose, show }) => {
    /** The line that stands for a row under its heading while the row is among those to be looked at. */
    function linkTo(row) {
      const link = document.createElement("a");
      link.href = "#" + row.id;
      link.textContent = one(".crow__words", row).lastChild.textContent.trim().slice(0, 40);
      const line = document.createElement("li");
      line.className = "crow crow--above" + ("unread" in row.dataset ? " crow--unread" : "");
      line.dataset.place = row.dataset.place;
      line.append(link);
      return line;
    }
    /** The line that stands for a row is red as long as the row is. */
    function recolour(row) {
      const link = one('.crow--above a[href="#' + row.id + '"]', desk());
      if (!link) return;
      const line = link.closest("li");
      line.classList.toggle("crow--unread", "unread" in row.dataset);
      const sign = one(".crow__state", line);
      if (sign) sign.hidden = !("unread" in row.dataset);
    }
    /** Rows as they are now, where they stand. */
    function replace(found) {
      Object.keys(found).forEach((pk) => {
        const old = document.getElementById("row-" + pk);
        if (!old) return;
        const was = old.classList.contains("crow--active");
        const ticked = one(".crow__tick:checked", old);
        old.outerHTML = found[pk];
        const row = document.getElementById("row-" + pk);
        colour(row);
        recolour(row);
        if (ticked && one(".crow__tick", row)) one(".crow__tick", row).checked = true;
        if (was) choose(row);
      });
      recount();
      return true;
    }
    /** Rows came, went or changed their place: puts them where they belong. False where that is not on the page. */
    function land(found) {
      const away = (pk) => all("#row-" + pk + ', .crow--above a[href="#row-' + pk + '"]', desk())
        .forEach((each) => each.closest("li").remove());
      found.gone.forEach(away);
      found.sources.forEach(repaint);
      replace(found.rows);
      Object.keys(found.rows).forEach((pk) => {
        const fresh = document.createElement("template");
        fresh.innerHTML = found.rows[pk];
        const row = fresh.content.firstElementChild;
        const old = document.getElementById(row.id);
        if (old && !(old.closest("#outside") && row.dataset.home !== "outside")) return; // one sees it: there it stays
        const under = all('.crows[data-part="' + row.dataset.part + '"]', desk());
        const ends = (list) => Math.max(...all("li[data-place]", list).map((each) => Number(each.dataset.place)));
        const group = under.find((each) => ends(each) > Number(row.dataset.place)) || under[under.length - 1];
        const home = row.dataset.home === "part" ? group : one("#" + row.dataset.home, desk());
        if (home && "fold" in home.dataset) home.dataset.waiting = Number(home.dataset.waiting) + 1;
        if (!home || "fold" in home.dataset) return;
        away(pk);
        insert(row, home);
        if (row.dataset.home === "twice" && group && !("fold" in group.dataset)) insert(linkTo(row), group);
      });
      recount();
      const first = found.first && document.getElementById("row-" + found.first);
      if (first) show(first);
      else if (!active()) choose(rows().find(waits) || rows()[0]);
      return Boolean(first || !found.first);
    }
    /** Into the list of a section, in the plan's order. */
    function insert(line, section) {
      const place = Number(line.dataset.place);
      const list = one("ol", section);
      list.insertBefore(line, all("li[data-place]", list).find((each) => Number(each.dataset.place) > place) || null);
    }
    let seenTwice = 0; // how many of the rows to be looked at wait
    const waitTwice = () => all("#twice .crow[data-row]").filter(waits).length;
    /** What the heads of the sections say of their rows, and which of them are there at all. */
    function recount() {
      all("[data-group]", desk()).forEach((form) => {
        const count = clear(form).length;
        one(".count", form).textContent = count;
        form.hidden = !count;
      });
      const told = one("#twice .count");
      told.textContent = Number(told.textContent) + waitTwice() - seenTwice;
      seenTwice = waitTwice();
      one("#twice").hidden = !one("#twice li");
      const outside = all("#outside > ol > li").length;
      if (!long()) one("#outside .count").textContent = outside;
      if (!long() || outside) one("#outside").hidden = !outside;
    }
    /** The rows of a heading that wait and have no doubt, as they are now. */
    const clear = (form) => all(".crow--waiting:not(.crow--doubtful)", form.closest(".crows"));
    const begin = () => { seenTwice = waitTwice(); };

    return { replace, land, linkTo, clear, begin };
  };
})();
