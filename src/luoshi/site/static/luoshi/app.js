/* What pages do beyond plain links and forms: dialogs, chosen rows, confirmations, large type, two keys.
   Everything here only shortens a way that works without it. Floor: Chromium 86, ES2019; the policy is default-src 'self',
   so no inline handler and nothing evaluated. Words come from the templates' data attributes. */
(function () {
  "use strict";
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const words = () => one("#words").dataset;
  const dialog = () => one("#dialog");

  /** A sentence with its {name}s filled in. */
  const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  /** Whether a key belongs to the words being typed: in a field, or while an input method is composing. */
  const typing = (event) =>
    event.isComposing || event.keyCode === 229 || event.target.isContentEditable ||
    event.target.matches("select, textarea, input:not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button])");

  /** Says a sentence at the top of the page, or in the open dialog. */
  function tell(kind, sentence) {
    const line = document.createElement("p");
    line.className = "flash flash--" + kind;
    line.setAttribute("role", kind === "error" ? "alert" : "status");
    line.textContent = sentence;
    const place = dialog() && dialog().open ? one(".dialog__body", dialog()) || dialog() : one("#flashes");
    if (kind === "error") all(".flash[data-passing]", place).forEach((old) => old.remove());
    line.setAttribute("data-passing", "");
    place.insertBefore(line, place.firstChild);
  }

  /* dialogs: a link with hx-get and hx-target="#dialog" opens its step's form here; without scripts it opens the step's page */
  let opener = null;
  const isPage = (text) => /^\s*(<!doctype|<html)/i.test(text);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === dialog() && !dialog().open) opener = document.activeElement;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    if (event.detail.target !== dialog() && !event.detail.target.matches(".quick, .panel")) return;
    // A whole page in answer to a fragment's request: signed out meanwhile, or an error page of the server in front.
    if (!isPage(answer.responseText)) return;
    event.detail.shouldSwap = false;
    if (answer.status < 400) window.location.assign(answer.responseURL);
    else tell("error", filled(words().refused, { status: answer.status }));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const box = dialog();
    if (event.detail.target !== box) return;
    if (!box.open) box.showModal();
    box.scrollTop = 0;
    const first = one("[autofocus], .form__wrong, input:not([type=hidden]), select, textarea, button", one(".dialog__body", box) || box);
    if (first) first.focus();
  });
  document.addEventListener("htmx:load", (event) => { // the line above a list came back: what is wrong is read first
    const wrong = event.detail.elt.matches && event.detail.elt.matches(".quick") && one(".form__wrong", event.detail.elt);
    if (wrong) wrong.focus();
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, (event) => {
    if (!event.target.closest("[data-says]")) tell("error", words().unsent); // one says so itself, where it is looked at
  });

  /* pictures: the server draws few at a time; one that did not come is asked for again, three times */
  document.addEventListener("error", (event) => {
    const picture = event.target;
    const times = Number(picture.dataset && picture.dataset.again) || 0;
    if (!(picture instanceof HTMLImageElement) || !picture.matches(".picture__drawn") || times > 2) return;
    picture.dataset.again = times + 1;
    setTimeout(() => { picture.src = picture.src; }, 5000);
  }, true);

  document.addEventListener("close", (event) => {
    if (event.target !== dialog()) return;
    event.target.textContent = "";
    if (opener && document.contains(opener)) opener.focus();
  }, true);
  document.addEventListener("cancel", (event) => {
    // Escape ends a composition first, then closes an open list, then the dialog.
    if (event.target === dialog() && one('[role="combobox"][aria-expanded="true"]', event.target)) event.preventDefault();
  }, true);

  /* files: one that is too large is not sent at all, and the form stays as it is; without scripts the server refuses it */
  document.addEventListener("submit", (event) => {
    const limit = Number(words().limit);
    const files = all("input[type=file]", event.target).reduce((found, input) => found.concat(Array.from(input.files)), []);
    const large = files.find((file) => limit && file.size > limit);
    if (!large) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const mb = (bytes) => Math.ceil(bytes / 1000000);
    tell("error", filled(words().tooLarge, { name: large.name, size: mb(large.size), limit: mb(limit) }));
    window.scrollTo(0, 0);
  }, true);

  /* confirmations: the sentence may name how many rows are chosen, {n} */
  function confirmed(button, go) {
    const box = one("#confirm");
    const form = button.form;
    one("[data-sentence]", box).textContent = filled(button.dataset.confirm, { n: form ? chosen(form) : 0 });
    const yes = one("[data-yes]", box);
    yes.textContent = button.textContent.trim();
    yes.onclick = () => { box.close(); go(); };
    box.showModal();
    one("[data-close]", box).focus();
  }

  document.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest(selector);
    const button = hit("[data-confirm]");
    if (button && !button.dataset.sure) {
      event.preventDefault();
      event.stopImmediatePropagation();
      confirmed(button, () => { button.dataset.sure = "1"; button.click(); delete button.dataset.sure; });
      return;
    }
    if (hit("[data-close]")) { event.preventDefault(); hit("dialog").close(); }
    const fold = hit('a[href^="#"]') && document.getElementById(hit('a[href^="#"]').hash.slice(1));
    if (fold && fold.localName === "details") fold.open = true; /* a way to what is folded opens it */
    if (hit("[data-print]")) window.print();
    if (hit("[data-back]")) window.history.back();
    if (hit("[data-large]")) enlarge(hit("[data-large]"));
    if (hit("[data-side]")) foldColumn();
    all("details.top__menu[open], details.pull[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (hit('[aria-disabled="true"]')) event.preventDefault();
  }, true);

  function enlarge(button) {
    const large = document.documentElement.classList.toggle("large");
    document.cookie = "luoshi-large=" + (large ? 1 : 0) + "; path=/; max-age=31536000; samesite=lax";
    button.setAttribute("aria-pressed", String(large));
  }

  function foldColumn() { // the server writes the class from the cookie, so that nothing jumps on the next page
    const slim = document.documentElement.classList.toggle("slim");
    document.cookie = "luoshi-slim=" + (slim ? 1 : 0) + "; path=/; max-age=31536000; samesite=lax";
    one(slim ? ".top__open" : ".side [data-side]").focus();
  }

  /* lists that are sifted by what is typed: words, or initials in data-keys */
  document.addEventListener("input", (event) => {
    const list = event.target.dataset && event.target.dataset.sift && one(event.target.dataset.sift);
    if (!list) return;
    const words = event.target.value.trim().toLowerCase();
    all("[data-keys]", list).forEach((row) => { row.hidden = (row.textContent + " " + row.dataset.keys).toLowerCase().indexOf(words) < 0; });
    all("section", list).forEach((section) => { section.hidden = !one("[data-keys]:not([hidden])", section); });
  });

  /* stars: pinned and unpinned where one is; without scripts the page comes back */
  document.addEventListener("submit", (event) => {
    const star = one(".star", event.target);
    if (!star) return;
    event.preventDefault();
    const sent = new FormData(event.target);
    sent.append("pinned", star.value);
    fetch(event.target.action, { method: "POST", body: sent, headers: { "X-Part": "1" } })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
      .then((told) => {
        star.setAttribute("aria-pressed", String(told.pinned));
        star.value = told.pinned ? "0" : "1";
      })
      .catch((refused) => tell("error", refused.status ? filled(words().refused, { status: refused.status }) : words().unsent));
  });

  /* chosen rows: the bar says how many, its buttons wait for the first */
  const ALL = "[data-all], [data-all-here]"; // in the head of the table, and in the bar of a telephone
  const boxes = (form) => all('input[type="checkbox"][data-row]', form);
  function chosen(form) {
    const every = one("[data-every]", form);
    return every && every.checked ? every.dataset.every : boxes(form).filter((box) => box.checked).length;
  }
  function count(form) {
    const rows = boxes(form);
    const ticked = rows.filter((box) => box.checked).length;
    const number = chosen(form);
    rows.forEach((box) => box.closest("tr").classList.toggle("row--chosen", box.checked));
    const whole = rows.length > 0 && ticked === rows.length;
    all(ALL, form).forEach((top) => { top.checked = whole; top.indeterminate = ticked > 0 && !whole; });
    const every = one("[data-every]", form);
    if (every) every.closest("label").hidden = !whole && !every.checked;
    const bar = one(".bar", form);
    bar.classList.toggle("bar--active", number !== 0); // a text like "1,000+" where not all were counted
    one("[data-count]", bar).textContent = filled(number ? bar.dataset.some : bar.dataset.none, { n: number });
    all("[data-bulk]", bar).forEach((button) => { button.disabled = number === 0; });
  }
  let before = null; // the box ticked last: with Shift a whole stretch follows it
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("input[data-row]")) return;
    const rows = boxes(box.form);
    if (event.shiftKey && before && rows.includes(before)) {
      const ends = [rows.indexOf(before), rows.indexOf(box)].sort((a, b) => a - b);
      rows.slice(ends[0], ends[1] + 1).forEach((other) => { other.checked = box.checked; });
    }
    before = box;
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-rows]");
    if (!form) return;
    if (event.target.matches(ALL)) boxes(form).forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-row]") || event.target.matches(ALL)) {
      const every = one("[data-every]", form);
      if (every) every.checked = false;
    }
    count(form);
  });

  /* keys: "?" to the help, Escape out of a menu; Enter that ends a composition sends no form */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) { event.preventDefault(); return; }
    if (event.key === "Escape") all("details.top__menu[open], details.pull[open]").forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
    if (typing(event) || event.ctrlKey || event.altKey || event.metaKey || one("dialog[open]")) return;
    if ((event.key === "?" || event.key === "？") && one("[data-help]")) { event.preventDefault(); one("[data-help]").click(); }
  }, true);

  function start() {
    const large = /(?:^|; )luoshi-large=([01])/.exec(document.cookie); // a page from the browser's own store may be older
    if (large) document.documentElement.classList.toggle("large", large[1] === "1");
    all("form[data-rows]").forEach(count);
    all("[data-large]").forEach((button) => button.setAttribute("aria-pressed", String(document.documentElement.classList.contains("large"))));
    const wrong = one(".form__wrong");
    if (wrong) wrong.focus();
    if (window.matchMedia("(max-width: 48em)").matches) all(".filters__fold").forEach((fold) => { fold.open = one(".field__errors", fold) !== null; });
  }
  window.addEventListener("pageshow", (event) => {
    start();
    if (one("[data-print-now]") && !event.persisted) window.print(); /* asked for by the button that led here */
  });
})();
