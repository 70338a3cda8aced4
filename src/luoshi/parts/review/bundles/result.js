"use strict";
// Finds the reader's own row by the receipt; nothing leaves the page.
const box = document.getElementById("own"), said = document.getElementById("own-said");
box.addEventListener("input", () => {
  const words = box.value.trim().toLowerCase();
  let first = null;
  for (const row of document.querySelectorAll("[data-code]")) {
    const own = words.length >= 8 && row.dataset.code.startsWith(words);
    row.classList.toggle("own", own);
    if (own && row.tagName === "DETAILS") { row.open = true; }
    if (own && !first) { first = row; }
  }
  said.textContent = words.length < 8 ? "" : first ? said.dataset.found : said.dataset.missing;
  if (first) { first.scrollIntoView({ block: "center" }); }
});
