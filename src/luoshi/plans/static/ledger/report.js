/* Cards of this month's reports: words of the last report in one press, each card sent in place, the next one opens.

   Without scripts each press loads the page anew, with the next card open. */
(function () {
  "use strict";
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const said = () => document.querySelector("#words").dataset;
  const card = (event) => event.target.closest && !event.target.matches("[data-weigh]") && event.target.closest("[data-card]");
  const isPage = (text) => /^\s*(<!doctype|<html)/i.test(text);

  /* words of the last report: into an empty field, or behind what was typed */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-as-last]");
    if (!link) return;
    event.preventDefault();
    const field = card(event).querySelector("textarea[name$='-words']");
    const words = document.getElementById(link.dataset.asLast).textContent;
    field.value = field.value.trim() ? field.value.trimEnd() + "\n" + words : words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  /** Says in the card itself why nothing was sent; the words stay, and the button sends again. */
  function trouble(event, sentence) {
    const box = card(event) && card(event).querySelector("[data-trouble]");
    if (!box) return;
    box.hidden = !sentence;
    box.textContent = sentence;
  }
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, (event) => trouble(event, said().unsent));
  document.addEventListener("htmx:beforeRequest", (event) => trouble(event, ""));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    if (!card(event)) return;
    if (answer.status === 422) event.detail.isError = false; // the card with its faults
    if (!isPage(answer.responseText) && answer.status < 500) return;
    event.detail.shouldSwap = false; // an error page is no card
    trouble(event, said().refused.replace("{status}", answer.status));
  });

  /* what was typed and not sent came back: the card says so and stands open */
  const marked = (one, yes) => { one.querySelector("[data-drafted]").hidden = !yes; };
  all("[data-card]").filter((one) => one.querySelector(".draft")).forEach((one) => { marked(one, true); one.open = true; });
  document.addEventListener("click", (event) => { if (event.target.closest(".draft button")) marked(card(event), false); });

  /* sent: the card comes back folded, and the next one that is to be reported on opens */
  document.addEventListener("htmx:load", (event) => {
    const one = event.detail.elt;
    if (!one.matches || !one.matches("[data-card]")) return;
    const wrong = one.querySelector(".form__wrong:not([hidden])");
    if (wrong) wrong.focus();
    if (!("saved" in one.dataset)) return;
    const cards = all("[data-card]");
    const rest = cards.slice(cards.indexOf(one) + 1).concat(cards);
    const next = rest.find((each) => each !== one && each.dataset.card === "todo");
    if (next) next.open = true;
    const place = next ? next.querySelector("summary") : document.querySelector("#report-count");
    place.focus();
    (next || place).scrollIntoView({ block: "start" });
  });
})();
