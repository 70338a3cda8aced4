/* Numbers and days are weighed while they are typed: the server says under the field what looks wrong, by the rules by
   which it looks at what is sent. Without scripts it says so when the form is sent. */
(function () {
  "use strict";
  const PAUSE = 500; // ms without a key
  const waiting = new WeakMap();

  document.addEventListener("input", (event) => {
    const field = event.target;
    const asks = field.form && field.form.querySelector("[data-weigh]");
    if (!asks || !field.id || !document.getElementById(field.id + "_doubt")) return;
    clearTimeout(waiting.get(asks));
    waiting.set(asks, setTimeout(() => { if (asks.isConnected) window.htmx.trigger(asks, "weigh"); }, PAUSE));
  });
})();
