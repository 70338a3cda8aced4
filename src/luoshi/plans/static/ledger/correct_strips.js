/* Beside each row of a scan the strip of its page: fetched as the row comes into view, many rows at once. */
(function () {
  "use strict";
  const box = document.getElementById("desk-box");
  if (!box || !box.dataset.stripsUrl) return;
  const MOST = 60, SOON = 80; // rows in one request; milliseconds to wait for further ones
  let wanted = new Map(); // row → its element
  let timer = null;

  const scans = () => new Set(Array.from(document.querySelectorAll(".source[data-scan]"), (source) => source.dataset.source));

  function fetchAll() {
    timer = null;
    const some = Array.from(wanted).slice(0, MOST);
    some.forEach(([row]) => wanted.delete(row));
    if (wanted.size) timer = setTimeout(fetchAll, SOON);
    fetch(box.dataset.stripsUrl + "?rows=" + some.map(([row]) => row).join(","), { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((found) => some.forEach(([row, element]) => {
        const place = element.querySelector("[data-strips]");
        if (!place || !found[row]) return;
        const drawn = new DOMParser().parseFromString(found[row], "text/html").body;
        place.replaceChildren(...Array.from(drawn.childNodes, (node) => document.importNode(node, true)));
      }))
      .catch(() => some.forEach(([, element]) => seen.observe(element))); // no connection: asked again when next in view
  }
  const seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (!entry.isIntersecting) return;
    seen.unobserve(entry.target);
    wanted.set(entry.target.dataset.row, entry.target);
    if (!timer) timer = setTimeout(fetchAll, SOON);
  }), { rootMargin: "300px" });

  function watch() {
    const of = scans();
    if (!of.size) return;
    document.querySelectorAll(".crow[data-row]:not([data-watched])").forEach((row) => {
      if (!of.has(row.dataset.source)) return;
      row.dataset.watched = "";
      seen.observe(row);
    });
  }
  watch();
  new MutationObserver(watch).observe(box, { childList: true, subtree: true });
})();
