/* What is typed into a form with data-keeps="ADDRESS" is kept on the server while one types, and offered when the form
   is opened again, on whatever device: take it over, or discard it. Never kept: passwords, files, hidden fields.

   A form that is taken over carries the version at which it was typed: what others changed since is told when it is
   saved. Without scripts, or without the network, the form works as before. */
(function () {
  "use strict";
  const PAUSE = 2500; // ms without a key before the server is told
  const waiting = new Map();
  const known = new WeakMap(); // what a form showed when it came, or what the server keeps of it now
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const token = (form) => (form.querySelector("[name=csrfmiddlewaretoken]") || {}).value || "";
  const seen = (form) => form.querySelector("[name=seen]");
  const typed = (form) => JSON.stringify(window.luoshiForm.values(form));

  function send(form, body) {
    body.append("csrfmiddlewaretoken", token(form));
    return fetch(form.dataset.keeps, { method: "POST", body: body, credentials: "same-origin", keepalive: true }).catch(() => null);
  }
  function keep(form) {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    const now = typed(form);
    if (now === known.get(form) || "sent" in form.dataset) return;
    known.set(form, now);
    const body = new URLSearchParams();
    Object.entries(JSON.parse(now)).forEach(([name, list]) => list.forEach((value) => body.append(name, value)));
    if (seen(form)) body.append("seen", seen(form).value);
    send(form, body);
  }
  function keepSoon(form) {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => { if (form.isConnected) keep(form); }, PAUSE));
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button--small";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }
  function offer(form, draft) {
    const words = document.querySelector("#words").dataset;
    const line = document.createElement("div");
    const sentence = document.createElement("span");
    line.className = "draft";
    line.setAttribute("role", "status");
    sentence.textContent = draft.words;
    line.append(sentence, button(words.takeover, () => {
      window.luoshiForm.fill(form, draft.typed);
      if (seen(form)) seen(form).value = draft.version;
      all("details", form).forEach((fold) => { fold.open = true; });
      known.set(form, typed(form));
      line.remove();
      const first = window.luoshiForm.names(form)[0];
      if (first) first.focus();
    }), button(words.discard, () => {
      send(form, new URLSearchParams({ discard: "1" }));
      line.remove();
    }));
    form.insertBefore(line, form.firstChild);
  }
  /** Ask for what is kept; a form that came back with errors, or that this tab restored, carries the words itself. */
  function ask(form) {
    if (known.has(form)) return;
    known.set(form, typed(form));
    if ("refused" in form.dataset || form.querySelector(".draft")) return;
    fetch(form.dataset.keeps, { credentials: "same-origin" })
      .then((answer) => (answer.status === 200 ? answer.json() : null))
      .then((draft) => { if (draft && form.isConnected && JSON.stringify(draft.typed) !== known.get(form)) offer(form, draft); })
      .catch(() => null);
  }

  const owner = (event) => event.target.closest && event.target.closest("form[data-keeps]");
  document.addEventListener("input", (event) => { if (owner(event) && !event.isComposing) keepSoon(owner(event)); });
  document.addEventListener("change", (event) => { if (owner(event)) keepSoon(owner(event)); });
  document.addEventListener("compositionend", (event) => { if (owner(event)) keepSoon(owner(event)); });
  window.addEventListener("pagehide", () => Array.from(waiting.keys()).forEach((form) => { if (form.isConnected) keep(form); }));
  document.addEventListener("submit", (event) => { // the server removes it when the form is taken
    if (!owner(event)) return;
    clearTimeout(waiting.get(event.target));
    waiting.delete(event.target);
  });
  document.addEventListener("htmx:load", (event) => {
    const root = event.detail.elt;
    if (root.matches && root.matches("form[data-keeps]")) ask(root);
    if (root.querySelectorAll) all("form[data-keeps]", root).forEach(ask);
  });
  const start = () => all("form[data-keeps]").forEach(ask);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
