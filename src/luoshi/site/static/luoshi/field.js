/* Work in the field: what was taken along today and what was entered is kept in this browser (IndexedDB) until it was
   sent. Two pages use it: the one where one chooses what to take along, and the one that works without a connection.

   "taken": the records of one account and one day, with the form. "entry:KEY": an entry that waits, with its once-key;
   KEY is sent with it, so that the server takes it once however often it arrives. An entry that is changed gets a new
   key. Nothing is erased but by the server's answer that it was taken, or by the person. */
(function () {
  "use strict";
  const words = JSON.parse(document.getElementById("field-words").textContent);
  const say = (name, value) => words[name].replace("%s", value);
  const store = window.idbKeyval;
  const byId = (id) => document.getElementById(id);
  const page = document.body.dataset.field === "page";
  const ENTRY = "entry:";
  const WAIT = 30000; // ms until it tries again to send by itself
  const state = { taken: null, entries: [], session: null, offline: false, editing: null, busy: false };

  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };
  /** A random UUID (version 4, RFC 9562); crypto.randomUUID is younger than some browsers here. */
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
  function make(tag, text, more) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    return Object.assign(made, more || {});
  }
  function button(text, act, kind) {
    const made = make("button", text, { type: "button", className: "button" + (kind ? " button--" + kind : "") });
    made.addEventListener("click", act);
    return made;
  }
  function tell(text) {
    const banner = byId("field-account");
    banner.hidden = !text;
    banner.textContent = text || "";
  }

  async function load() {
    const keys = (await store.keys()).filter((key) => String(key).startsWith(ENTRY));
    state.entries = (await store.getMany(keys)).filter(Boolean).sort((a, b) => (a.at < b.at ? -1 : 1));
    state.taken = (await store.get("taken")) || null;
    if (state.taken && state.taken.day !== today()) { // only what is visited today stays on the telephone
      await store.del("taken");
      state.taken = null;
    }
  }
  async function ask() {
    try {
      const answer = await fetch(document.body.dataset.session, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status !== 200 && answer.status !== 401) throw new Error(String(answer.status));
      state.session = await answer.json();
      state.offline = false;
    } catch (cut) { state.offline = true; }
  }
  const stranger = () => state.session && state.session.account;
  const isOwn = (thing) => !stranger() || thing.account === state.session.account;

  function facts(list) {
    const shown = make("dl", "", { className: "facts" });
    list.forEach(([label, value]) => {
      const line = make("div");
      line.append(make("dt", label), make("dd", value));
      shown.append(line);
    });
    return shown;
  }

  function render() {
    const own = state.entries.filter(isOwn), others = state.entries.length - own.length;
    byId("field-net").textContent = state.offline ? words.offline
      : words.online + (stranger() ? " " + say("mine", state.session.who) : "");
    tell(others ? say("others", others) : !state.offline && state.session && !stranger() && own.length ? words.signed_out : "");
    renderQueue(own);
    renderPoints(own);
  }
  function renderQueue(own) {
    const card = byId("field-queue");
    card.replaceChildren();
    card.hidden = !own.length;
    if (!own.length) return;
    const body = make("div", "", { className: "card__body stack" });
    body.append(make("h2", say("waiting", own.length)));
    own.forEach((entry) => body.append(entryShown(entry)));
    const bar = make("div", "", { className: "buttons" });
    const out = state.session && !stranger() && !state.offline;
    if (out || own.some((entry) => !entry.answer)) bar.append(out ? make("a", words.sign_in, { className: "button button--main", href: state.session.sign_in })
      : button(words.send, sendAll, "main"));
    body.append(bar);
    card.append(body);
  }
  function entryShown(entry) {
    const box = make("article", "", { className: "field-entry" });
    box.dataset.once = entry.once;
    const answer = entry.answer;
    box.append(make("h3", [entry.label, entry.about.number, entry.about.title, "·", answer ? words.clash : words.waits].join(" ")));
    if (answer) box.append(make("p", answer.why, { className: "form__wrong" }));
    const both = make("div", "", { className: "field-both" });
    const mine = make("div");
    mine.append(make("h4", words.own), facts(entry.shown));
    both.append(mine);
    if (answer && answer.theirs && answer.theirs.length) {
      const theirs = make("div");
      theirs.append(make("h4", words.theirs), facts(answer.theirs));
      both.append(theirs);
    }
    const bar = make("div", "", { className: "buttons" });
    if (answer && answer.may_send) bar.append(button(words.anyway, () => sendAnyway(entry), "main"));
    bar.append(button(words.change, () => showForm(entry)), button(words.discard, () => discard(entry), "danger"));
    box.append(both, bar);
    return box;
  }
  function renderPoints(own) {
    const card = byId("field-points"), taken = state.taken && isOwn(state.taken) ? state.taken : null;
    card.replaceChildren();
    card.hidden = false;
    const body = make("div", "", { className: "card__body stack" });
    if (!taken) body.append(make("p", words.none));
    else body.append(make("h2", taken.label + " · " + taken.day));
    (taken ? taken.records : []).forEach((record) => {
      const box = make("article", "", { className: "field-point" });
      const waits = own.filter((entry) => entry.about.id === record.id).length;
      box.append(make("h3", record.number + " " + record.title + (waits ? " · " + words.waits : "")));
      if (record.due) box.append(make("p", say("due", record.due), { className: "field__hint" }));
      const bar = make("div", "", { className: "buttons" });
      taken.forms.forEach((form, at) => bar.append(button(form.label, () => enter(record, form), at ? "" : "main")));
      box.append(facts(record.facts), bar);
      body.append(box);
    });
    card.append(body);
  }

  function enter(record, form) {
    showForm({
      once: "", account: state.taken.account, send: form.send, form: form.form, label: form.label,
      about: { id: record.id, number: record.number, title: record.title }, newest: record.newest, values: [], shown: [],
    });
  }
  function showForm(entry) {
    state.editing = entry;
    const card = byId("field-form");
    const form = make("form", "", { className: "card__body form", noValidate: true });
    form.append(make("h2", entry.label + " · " + entry.about.number + " " + entry.about.title));
    const fields = make("div");
    const made = new DOMParser().parseFromString(entry.form, "text/html"); // the server's own form, without any value
    fields.append(...made.body.childNodes);
    form.append(fields);
    const day = fields.querySelector("input[type=date]");
    if (day && !entry.values.length) day.value = today();
    const wrong = (entry.answer && entry.answer.fields) || {};
    Object.keys(wrong).forEach((name) => fail(form, name, wrong[name].join(" ")));
    entry.values.forEach(([name, value]) => fill(form, name, value));
    const bar = make("div", "", { className: "form__buttons" });
    bar.append(make("button", words.save, { type: "submit", className: "button button--main" }), button(words.cancel, hideForm));
    form.append(bar);
    form.addEventListener("submit", (event) => { event.preventDefault(); keep(form, entry); });
    card.replaceChildren(form);
    card.hidden = false;
    card.scrollIntoView();
  }
  function fill(form, name, value) {
    Array.from(form.elements).filter((field) => field.name === name).forEach((field) => {
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = field.checked || field.value === value;
      else field.value = value;
    });
  }
  function fail(form, name, text) {
    const field = form.elements[name];
    const at = field && field.closest ? field.closest(".field") : null;
    if (at) at.append(make("ul", "", { className: "field__errors" })), at.lastChild.append(make("li", text));
  }
  function hideForm() {
    state.editing = null;
    byId("field-form").hidden = true;
    byId("field-form").replaceChildren();
  }
  async function keep(form, entry) {
    form.querySelectorAll(".field__errors").forEach((old) => old.remove());
    const empty = Array.from(form.elements).filter((field) => field.required && !field.value.trim());
    empty.forEach((field) => fail(form, field.name, words.must));
    if (empty.length) return empty[0].focus();
    const values = Array.from(new FormData(form)).filter(([, value]) => typeof value === "string" && value !== "");
    const old = entry.once;
    const kept = { ...entry, once: newKey(), at: entry.at || new Date().toISOString(), values, answer: null };
    kept.shown = values.map(([name, value]) => [caption(form, name), readable(form, name, value)]);
    await store.set(ENTRY + kept.once, kept);
    if (old) await store.del(ENTRY + old);
    hideForm();
    await load();
    render();
    return sendAll();
  }
  function caption(form, name) {
    const field = form.querySelector('[name="' + name + '"]');
    const label = field && (form.querySelector('label[for="' + field.id + '"]') || (field.closest("fieldset") || form).querySelector("legend"));
    return label ? label.firstChild.textContent.trim() : name;
  }
  function readable(form, name, value) {
    const option = form.querySelector('select[name="' + name + '"] option[value="' + CSS.escape(value) + '"]');
    return option ? option.textContent.trim() : value;
  }
  async function discard(entry) {
    if (!window.confirm(words.sure)) return;
    await store.del(ENTRY + entry.once);
    if (state.editing && state.editing.once === entry.once) hideForm();
    await load();
    render();
  }

  async function sendAnyway(entry) {
    entry.anyway = true;
    await store.set(ENTRY + entry.once, entry);
    await sendAll();
  }
  async function sendAll() {
    if (state.busy) return;
    state.busy = true;
    try {
      await ask();
      await load();
      const waiting = state.entries.filter((entry) => stranger() && isOwn(entry) && (!entry.answer || entry.anyway));
      const sent = [];
      for (const entry of waiting) {
        if (state.editing && state.editing.once === entry.once) continue;
        const number = await sendOne(entry);
        if (number) sent.push(number);
      }
      await load();
      render();
      if (sent.length) tell(say("sent", sent.join("、")));
    } catch (cut) {
      render();
      if (!state.offline) tell(say("failed", cut.message));
    } finally { state.busy = false; }
  }
  /** Send an entry; returns its number if it was taken. It is erased then, and only then. */
  async function sendOne(entry) {
    const body = new FormData();
    entry.values.forEach(([name, value]) => body.append(name, value));
    body.append("csrfmiddlewaretoken", state.session.token);
    [["once", entry.once], ["account", entry.account], ["about", entry.about.id], ["newest", entry.newest]]
      .concat(entry.anyway ? [["anyway", "1"]] : []).forEach(([name, value]) => body.append(name, value));
    let answer, told;
    try {
      answer = await fetch(entry.send, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch (cut) { state.offline = true; throw cut; }
    try { told = await answer.json(); } catch (page) { throw new Error(String(answer.status)); }
    if (told.outcome === "taken") {
      await store.del(ENTRY + entry.once);
      return told.number;
    }
    if (told.outcome === "signed_out") { state.session = { ...state.session, account: "" }; throw new Error(words.signed_out); }
    if (told.outcome === "other_account") throw new Error(say("others", 1));
    await store.set(ENTRY + entry.once, { ...entry, anyway: false, answer: told });
    return "";
  }

  async function choose(form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const ticked = new URLSearchParams(new FormData(form)), wrong = form.querySelector("[role=alert]");
      wrong.hidden = Boolean(ticked.toString());
      wrong.textContent = words.choose;
      if (!wrong.hidden) return;
      try {
        const answer = await fetch(form.dataset.take + "?" + ticked, { headers: { Accept: "application/json" }, cache: "no-store" });
        if (!answer.ok) throw new Error(String(answer.status));
        await store.set("taken", await answer.json());
        window.location.assign(form.dataset.page);
      } catch (cut) {
        wrong.hidden = false;
        wrong.textContent = say("failed", cut.message);
      }
    });
  }

  async function start() {
    if (!window.isSecureContext) return tell(words.insecure);
    try { await load(); } catch (refused) { return tell(words.no_store); }
    const form = document.querySelector("[data-field=choose]");
    if (form) return choose(form);
    if (!page) return undefined;
    navigator.serviceWorker.register(document.body.dataset.worker).catch(() => null);
    window.addEventListener("online", sendAll);
    window.addEventListener("offline", () => { state.offline = true; render(); });
    setInterval(() => { if (state.entries.some((entry) => !entry.answer)) sendAll(); }, WAIT);
    render();
    return sendAll();
  }
  start();
})();
