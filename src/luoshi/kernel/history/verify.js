  /* The page: takes a file, shows how far it is, then what was found. */

  const TAGS = { zh: "zh-CN", en: "en" }, SHOWN = 500;
  const by = (id) => document.getElementById(id);
  let language = "zh";
  let file = null, run = 0;
  let outcome = null; // what is shown, to be said again in the other language

  function remembered(value) {
    try { // storage is refused to some pages opened from a file
      if (value === undefined) return localStorage.getItem("luoshi-language");
      localStorage.setItem("luoshi-language", value);
    } catch (refused) { /* the page works without */ }
    return null;
  }

  const numeral = (value) => (typeof value === "number" ? value.toLocaleString("en-US") : value);

  function say(id, values = {}) {
    return WORDS[language][id].replace(/\{(\w+)\}/g, (_, name) => numeral(values[name]));
  }

  /** A moment as the clocks of the office showed it. */
  function moment(at) {
    const found = new Date(at);
    return isNaN(found) ? at : found.toLocaleString("sv-SE", { timeZone: PLACE.zone });
  }

  /** What the clocks there show, by name: China Standard Time. */
  function clocks() {
    const parts = new Intl.DateTimeFormat(TAGS[language], { timeZone: PLACE.zone, timeZoneName: "long" }).formatToParts(0);
    return (parts.find((one) => one.type === "timeZoneName") || { value: PLACE.zone }).value;
  }

  /** "unit:5 version:3", "person:7 post:4 deputy", "program": each word in the reader's language. */
  function named(words) {
    return words.split(" ").filter(Boolean).map((one) => {
      const [sort, key] = one.split(":");
      const label = PLACE[language].subjects[sort] || sort;
      return key ? label + " " + key : label;
    }).join(language === "zh" ? "，" : ", ");
  }

  function stepped(line) {
    const { steps } = PLACE[language], kind = line.subject.split(":")[0];
    return steps[kind + ":" + line.step] || steps[line.step] || steps[line.step.split(".")[0] + "."] || line.step;
  }

  const grouped = (digest) => digest.replace(/(.{8})(?=.)/g, "$1 ");

  function made(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function sentence(finding) {
    const { code, number } = finding, values = { number, ...finding.values };
    if (code === "missing" && values.by) return say("missing_by", values);
    if (code === "rewritten" && !values.since) return say("rewritten_all", values);
    if (values.to > number) return say(code + "_to", values);
    return say(code, values);
  }

  function row(finding) {
    const item = made("li");
    item.dataset.code = finding.code;
    item.dataset.number = finding.number;
    item.dataset.values = JSON.stringify(finding.values);
    item.append(made("span", "badge", WORDS[language].kinds[finding.code]), made("span", "words", sentence(finding)));
    const { known, head, found } = finding.values;
    const told = known ? [["on_paper", known], ["in_file", found]] : head ? [["in_header", head], ["of_last", found]] : [];
    for (const [word, value] of told) {
      const shown = made("span", "of", say(word) + " ");
      shown.append(made("span", "digest", grouped(value)));
      item.append(shown);
    }
    const line = finding.line;
    if (line) {
      const of = [moment(line.at), named(line.actor), named(line.subject), stepped(line), "#" + line.entry];
      item.append(made("span", "of", of.filter(Boolean).join(" · ")));
    }
    return item;
  }

  function list(id, heading, findings) {
    const [title, rows, left] = ["h3", ".findings", ".left-out"].map((selector) => by(id).querySelector(selector));
    by(id).hidden = !findings.length;
    title.textContent = say(heading, { count: findings.length });
    rows.textContent = "";
    findings.slice(0, SHOWN).forEach((finding) => rows.append(row(finding)));
    left.hidden = findings.length <= SHOWN;
    left.textContent = say("left_out", { count: findings.length - SHOWN });
  }

  function fact(name, value, kind) {
    by("facts").append(made("dt", "", say(name)), made("dd", kind, value));
  }

  function facts({ header, walk, known }) {
    const last = walk.last ? walk.last.head : EMPTY, same = walk.count === header.size;
    if (header.office) fact("office", header.office);
    fact("file", file.name);
    fact("made_at", moment(header.made_at) + " (" + clocks() + ")");
    fact("size", say(same ? "size_value" : "size_other", { count: walk.count, size: header.size }));
    fact("last_head", grouped(last), "digest");
    const given = known.size, whole = !walk.findings.some((one) => one.code !== "erased");
    const compared = whole && walk.compared === given ? "compared_all" : "compared_some";
    if (given) fact("compared", say(compared, { all: given, count: walk.compared }));
    else fact("compared", say("compared_none"), "note");
  }

  function show() {
    by("verdict").hidden = !outcome;
    by("waiting").hidden = Boolean(outcome) || by("result").dataset.state === "reading";
    if (!outcome) return;
    by("facts").textContent = "";
    by("result").dataset.state = outcome.state;
    const findings = outcome.walk ? outcome.walk.findings.slice().sort((one, other) => one.number - other.number) : [];
    const problems = findings.filter((one) => one.code !== "erased");
    list("broken", "problems", problems);
    list("erased", "erasures", findings.filter((one) => one.code === "erased"));
    by("facts").hidden = outcome.state === "unreadable";
    if (outcome.state === "unreadable") {
      by("verdict-words").textContent = say("unreadable");
      by("verdict-more").textContent = say(outcome.code, outcome.values);
      return;
    }
    const { state, walk } = outcome, count = state === "whole" ? walk.count : problems.length;
    by("verdict-words").textContent = say(state, { count });
    by("verdict-more").textContent = say(walk.count ? state + "_more" : "whole_none", { count });
    facts(outcome);
  }

  function heads() {
    const wrong = by("heads-wrong");
    try {
      const known = readHeads(by("heads").value);
      wrong.hidden = true;
      by("heads").removeAttribute("aria-invalid");
      return known;
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      by("heads").setAttribute("aria-invalid", "true");
      by("heads").focus();
      wrong.dataset.line = error.values.line;
      wrong.textContent = say(error.code, error.values);
      wrong.hidden = false;
      return null;
    }
  }

  async function verify() {
    const known = heads(), mine = ++run, of = file;
    outcome = null;
    by("progress").hidden = true;
    by("result").dataset.state = known ? "reading" : "waiting";
    show();
    if (!known) return;
    const progress = (part, count) => {
      by("progress").querySelector("progress").value = part;
      by("progress-words").textContent = say("reading", { name: of.name, count, percent: Math.floor(100 * part) });
    };
    progress(0, 0);
    by("progress").hidden = false;
    let found = null;
    try {
      found = await checked(of, known, progress, () => mine === run);
      if (!found) return;
      const whole = !found.walk.findings.some((one) => one.code !== "erased");
      outcome = { ...found, known, state: whole ? "whole" : "broken" };
    } catch (error) {
      if (mine !== run) return;
      const told = error instanceof Damaged ? error : { code: "unread", values: {} };
      if (!(error instanceof Damaged || error instanceof DOMException)) throw error;
      outcome = { state: "unreadable", code: told.code, values: told.values };
    }
    by("progress").hidden = true;
    show();
    by("result").dataset.code = outcome.code || "";
    by("result").dataset.values = JSON.stringify(outcome.values || {});
  }

  function choose(chosen) {
    if (!chosen) return;
    file = chosen;
    by("chosen").textContent = chosen.name;
    by("chosen").classList.add("there");
    by("again").disabled = false;
    verify();
  }

  function speak(one) {
    language = one;
    document.documentElement.lang = TAGS[one];
    document.title = say("title");
    by("language").textContent = say("switch");
    by("language").lang = one === "zh" ? "en" : "zh-CN";
    document.querySelectorAll("[data-en]").forEach((element) => {
      if (element.dataset.zh === undefined) element.dataset.zh = element.textContent;
      if (!element.classList.contains("there")) element.textContent = element.dataset[one];
    });
    if (!by("heads-wrong").hidden) heads();
    show();
  }

  by("file").addEventListener("change", () => { choose(by("file").files[0]); by("file").value = ""; });
  by("again").addEventListener("click", () => { if (file) verify(); });
  by("print").addEventListener("click", () => window.print());
  by("language").addEventListener("click", () => {
    speak(language === "zh" ? "en" : "zh");
    remembered(language);
  });
  for (const name of ["dragover", "dragenter"]) {
    document.addEventListener(name, (event) => { event.preventDefault(); by("drop").classList.add("over"); });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) by("drop").classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    by("drop").classList.remove("over");
    choose(event.dataTransfer.files[0]);
  });
  speak(location.hash === "#en" || (location.hash !== "#zh" && remembered() === "en") ? "en" : "zh");
