/* Drafts: what is typed into a form with data-draft="KEY" is kept in this tab until the form was taken.

   With data-draft-days="7" it outlives the tab: it is kept on the device for so many days, or until one signs out.
   Kept per person (body data-person): another who signs in there sees nothing of it, and signing out ends it.
   Never kept: passwords, files, hidden fields other than those marked data-keep. A form that was sent is believed taken
   when a signed-in page follows that shows no error and either lacks the form or says that all went well; one that
   outlives the tab only where its own page says so: the tab may have ended before the form was sent. */
(function () {
  "use strict";
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const PREFIX = "luoshi-draft:";
  const LASTING = "luoshi-draft-kept:";
  const DAY = 86400000; // ms
  const PAUSE = 400; // ms without a key before words are kept
  const waiting = new Map();

  const person = () => document.body.dataset.person || "";
  const nameOf = (form) => (form.dataset.draftDays ? LASTING : PREFIX) + form.dataset.draft;
  const shelf = (name) => (name.startsWith(LASTING) ? localStorage : sessionStorage);
  const known = new WeakMap(); // what a form showed when it came

  function store(name, value) {
    try { // storage may be full or refused: the form works without
      if (value === undefined) return JSON.parse(shelf(name).getItem(name));
      if (value === null) shelf(name).removeItem(name); else shelf(name).setItem(name, JSON.stringify(value));
    } catch (refused) { /* nothing to add */ }
    return null;
  }
  function names() {
    try {
      const of = (storage, prefix) => Object.keys(storage).filter((name) => name.startsWith(prefix));
      return of(sessionStorage, PREFIX).concat(of(localStorage, LASTING));
    } catch (refused) { return []; }
  }

  const kept = (field) =>
    field.name && !/^(password|file|submit|button|reset|image)$/.test(field.type) && (field.type !== "hidden" || "keep" in field.dataset);
  const fields = (form) => Array.from(form.elements).filter(kept);

  /** The values of a form by field name, in the order of its fields. */
  function values(form) {
    const found = {};
    fields(form).forEach((field) => {
      const list = found[field.name] || (found[field.name] = []);
      if (field.type === "checkbox" || field.type === "radio") { if (field.checked) list.push(field.value); }
      else if (field.type === "select-multiple") Array.from(field.selectedOptions).forEach((option) => list.push(option.value));
      else list.push(field.value);
    });
    return found;
  }
  function fill(form, found) {
    const used = {};
    fields(form).forEach((field) => {
      const list = found[field.name];
      if (!list) return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = list.includes(field.value);
      else if (field.type === "select-multiple") Array.from(field.options).forEach((option) => { option.selected = list.includes(option.value); });
      else {
        const at = used[field.name] || 0;
        used[field.name] = at + 1;
        if (at < list.length) field.value = list[at];
      }
    });
  }

  function save(form) {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    if (!person()) return;
    const now = values(form);
    // a form that came back carries words that are kept nowhere else
    const same = !("refused" in form.dataset) && JSON.stringify(now) === known.get(form);
    const until = Date.now() + Number(form.dataset.draftDays || 0) * DAY;
    store(nameOf(form), same ? null : { person: person(), values: now, sent: false, until: until, page: location.pathname });
  }
  // a field that goes while it has the focus still tells of its change: a form that has gone was taken or left
  const saveIfThere = (form) => { if (form.isConnected) save(form); else waiting.delete(form); };
  function saveSoon(form) {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => saveIfThere(form), PAUSE));
  }

  /** The line that says that words came back, with the way to be rid of them. */
  function note(form) {
    const words = document.querySelector("#words").dataset;
    const line = document.createElement("div");
    line.className = "draft";
    line.setAttribute("role", "status");
    const sentence = document.createElement("span");
    sentence.textContent = words.restored;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = words.discard;
    button.addEventListener("click", () => {
      store(nameOf(form), null);
      fill(form, JSON.parse(known.get(form)));
      line.remove();
      const first = fields(form)[0];
      if (first) first.focus();
    });
    line.append(sentence, button);
    form.insertBefore(line, form.firstChild);
  }

  function restore(form) {
    if (known.has(form)) return;
    known.set(form, JSON.stringify(values(form)));
    if ("forget" in form.dataset) store(nameOf(form), null); // something in it bore a secrecy marking
    const draft = store(nameOf(form));
    // A form that comes back with errors carries the words itself.
    if (!draft || draft.person !== person() || "refused" in form.dataset) return;
    if (JSON.stringify(draft.values) === known.get(form)) return;
    fill(form, draft.values);
    const typed = fields(form).filter((one) => one.value && one.matches("textarea, input"));
    all("details", form).forEach((fold) => { fold.open = fold.open || typed.some((one) => fold.contains(one)); });
    note(form);
  }

  /** Forget what was sent and taken, and what belongs to others. */
  function settle() {
    const mark = (name, draft, state) => store(name, Object.assign(draft, { sent: state }));
    if (!person()) { // the page to sign in: what was sent was not taken
      names().forEach((name) => { const draft = store(name); if (draft && draft.sent) mark(name, draft, false); });
      return;
    }
    const failed = "failed" in document.body.dataset;
    const well = document.querySelector(".flash--success");
    const shown = all("form[data-draft]").map(nameOf);
    names().forEach((name) => {
      const draft = store(name);
      if (!draft || draft.person !== person() || (name.startsWith(LASTING) && draft.until < Date.now())) store(name, null);
      else if (draft.sent && !failed && (name.startsWith(LASTING) ? well && draft.page === location.pathname : well || !shown.includes(name))) store(name, null);
      else if (draft.sent) mark(name, draft, false);
    });
  }

  const owner = (event) => event.target.closest && event.target.closest("form[data-draft]");
  document.addEventListener("input", (event) => { if (owner(event) && !event.isComposing) saveSoon(owner(event)); });
  document.addEventListener("change", (event) => { if (owner(event)) saveSoon(owner(event)); });
  // letters that an input method is still turning into words are not kept: what waited waits on
  document.addEventListener("compositionstart", (event) => { if (owner(event)) clearTimeout(waiting.get(owner(event))); });
  document.addEventListener("compositionend", (event) => { if (owner(event)) saveSoon(owner(event)); });
  window.addEventListener("pagehide", () => Array.from(waiting.keys()).forEach(saveIfThere));
  document.addEventListener("luoshi:keep", (event) => save(event.target)); // at once: what was sent was not taken

  document.addEventListener("luoshi:kept", (event) => { // the server keeps what stands in it now
    drop(event.target);
    known.set(event.target, JSON.stringify(values(event.target)));
  });

  function drop(form) {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    store(nameOf(form), null);
  }
  /** Remember that a form was sent; whether it was taken is seen on the page that follows. */
  function sent(form) {
    save(form);
    const draft = store(nameOf(form));
    if (draft) { draft.sent = true; store(nameOf(form), draft); }
  }
  document.addEventListener("submit", (event) => {
    if ("endsSession" in event.target.dataset) names().forEach((name) => store(name, null));
    else if ("draft" in event.target.dataset) sent(event.target);
  });
  // htmx: taken when the answer says so, is a redirection or has nothing to show; one with the form again was a refusal
  document.addEventListener("htmx:afterRequest", (event) => {
    const sender = event.detail.requestConfig.elt; // it may have gone with the swap
    const form = sender && sender.closest("form[data-draft]");
    const answer = event.detail.xhr;
    if (!form || event.detail.requestConfig.verb === "get") return;
    const leads = ["HX-Redirect", "HX-Refresh", "HX-Location"].some((header) => answer.getResponseHeader(header));
    // an error that leads elsewhere leads to the sign-in page: the session is over, nothing was taken
    if (answer.status < 400 && (leads || answer.status === 204 || answer.getResponseHeader("X-Taken"))) drop(form);
    else if (form.isConnected) save(form);
  });
  document.addEventListener("htmx:load", (event) => {
    const root = event.detail.elt;
    if (root.matches && root.matches("form[data-draft]")) restore(root);
    if (root.querySelectorAll) all("form[data-draft]", root).forEach(restore);
  });
  function start() {
    settle();
    all("form[data-draft]").forEach(restore);
  }
  window.luoshiForm = { values: values, fill: fill, names: fields }; // for kept.js
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
