/* Verifying by keys: each key presses the button, ticks the box or follows the link that bears it as data-key.
   Nothing acts in a field, with a dialog open, or while an input method composes. Floor: Chromium 86. */
(function () {
  "use strict";
  const one = (selector) => document.querySelector(selector);
  const typing = (event) =>
    event.isComposing || event.keyCode === 229 || event.target.isContentEditable ||
    event.target.matches("select, textarea, video, input:not([type=checkbox])");
  const reasons = () => Array.from(document.querySelectorAll('.verify__form [name="reasons"]'));
  let sent = false; // a second press while the answer is on its way would decide on nobody's look

  const isReasoned = () => one('.verify__form [name="words"]').value.trim() || reasons().some((box) => box.checked);

  function press(key) {
    if (key === "w") { one('.verify__form [name="words"]').focus(); return true; }
    const hit = one('[data-key="' + key + '"]');
    if (!hit) return false;
    if (hit.matches("input")) hit.focus();
    hit.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || one("dialog[open]")) return;
    if (event.key === "Escape" && event.target.matches("textarea, input")) { event.target.blur(); return; }
    if (typing(event) || event.ctrlKey || event.altKey || event.metaKey || event.repeat || sent) return;
    const key = event.key.toLowerCase();
    if (/^[a-z1-9]$/.test(key) && press(key)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => { if (event.target.matches(".verify__form")) sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });
  document.addEventListener("click", (event) => { // what is returned needs a reason: they come into sight first
    if (!event.target.closest('[name="return"]') || isReasoned() || !reasons().length) return;
    event.preventDefault();
    reasons()[0].focus();
    reasons()[0].scrollIntoView({ block: "center" });
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-finding]");
    if (!button) return;
    const field = one('.verify__form [name="finding"]');
    field.value = button.textContent.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
