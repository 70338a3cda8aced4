  /* The twin of rules/export.py: the file, piece by piece, and the heads copied from papers. */

  const PIECE = 1 << 20, LONGEST_LINE = 1 << 26;
  const TEXTS = ["entry", "at", "actor", "subject", "step", "payload_hash", "leaf", "head"];
  const OPTIONAL = new Map([["payload", "string"], ["salt", "string"], ["erased", "string"], ["erased_by", "number"]]);
  const BLANK = " \t\u3000\ufeff";
  const KNOWN_HEAD = /^([0-9]{1,15})[ \t\u3000\ufeff,:：，]+([0-9a-f][0-9a-f \t\u3000\ufeff-]*)$/;
  const HALF = /[\ud800-\udfff]/u; // of a surrogate pair: UTF-8 does not carry it

  class Damaged extends Error {
    constructor(code, values = {}) { super(code); this.code = code; this.values = values; }
  }

  function stripped(text, blank) {
    let start = 0, end = text.length;
    while (start < end && blank.includes(text[start])) start += 1;
    while (end > start && blank.includes(text[end - 1])) end -= 1;
    return start || end < text.length ? text.slice(start, end) : text;
  }

  function objectOf(text, line) {
    let told = null;
    try { told = JSON.parse(text); } catch (damaged) { /* said below */ }
    if (told === null || typeof told !== "object" || Array.isArray(told)) throw new Damaged("export.line", { line });
    return told;
  }

  function field(told, name, kind, line) {
    const value = told[name];
    const carried = kind === "number" ? Number.isSafeInteger(value) && value >= 0 : !HALF.test(value);
    if (typeof value !== kind || !carried) throw new Damaged("export.field", { line, field: name });
    return value;
  }

  function headerOf(text, line) {
    let told;
    try { told = objectOf(text, line); } catch (damaged) { throw new Damaged("export.header"); }
    if (told.format !== "luoshi-journal") throw new Damaged("export.header");
    if (told.version !== 1) {
      throw new Damaged("export.version", { version: Number.isInteger(told.version) ? String(told.version) : "" });
    }
    const size = field(told, "size", "number", line);
    const [head, made_at, office] = ["head", "made_at", "office"].map((name) => field(told, name, "string", line));
    return { size, head, made_at, office };
  }

  function lineOf(told, line) {
    for (const name of Object.keys(told)) {
      if (name !== "number" && !TEXTS.includes(name) && !OPTIONAL.has(name)) {
        throw new Damaged("export.field", { line, field: name });
      }
    }
    if (field(told, "number", "number", line) < 1) throw new Damaged("export.field", { line, field: "number" });
    for (const name of TEXTS) field(told, name, "string", line);
    OPTIONAL.forEach((kind, name) => { if (told[name] !== undefined) field(told, name, kind, line); });
    return told;
  }

  function readHeads(text) {
    const found = new Map();
    text.split(/\r\n?|\n/).forEach((line, at) => {
      const words = stripped(line, BLANK).toLowerCase();
      if (!words) return;
      const told = KNOWN_HEAD.exec(words);
      const number = told ? Number(told[1]) : 0, head = told ? told[2].replace(/[ \t\u3000\ufeff-]/g, "") : "";
      const another = found.has(number) && found.get(number) !== head;
      if (number < 1 || head.length < SHORTEST_HEAD || head.length > 64 || another) {
        throw new Damaged("heads.line", { line: at + 1 });
      }
      found.set(number, head);
    });
    return found;
  }

  /* Reads and checks a file; between two pieces the page can paint. Gives null if it is not wanted any more. */
  async function checked(file, known, progress, wanted) {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    let header = null, walk = null, line = 0, rest = new Uint8Array(0);
    const damaged = () => (walk ? new Damaged("export.line", { line }) : new Damaged("export.header"));
    const take = (bytes) => {
      line += 1;
      let words = "";
      try { words = stripped(decoder.decode(bytes), BLANK + "\r"); } catch (binary) { throw damaged(); }
      if (!words) return;
      if (walk) return walk.take(lineOf(objectOf(words, line), line));
      header = headerOf(words, line);
      walk = new Walk(known, header.size, header.head);
    };
    for (let at = 0; at < file.size; at += PIECE) {
      const piece = new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
      if (!wanted()) return null;
      let start = 0, end = piece.indexOf(10);
      for (; end >= 0; start = end + 1, end = piece.indexOf(10, start)) {
        take(rest.length ? joined(rest, piece.subarray(start, end)) : piece.subarray(start, end));
        if (rest.length) rest = new Uint8Array(0);
      }
      rest = joined(rest, piece.subarray(start));
      if (rest.length > (walk ? LONGEST_LINE : PIECE)) { line += 1; throw damaged(); }
      progress(Math.min(1, (at + PIECE) / file.size), walk ? walk.count : 0);
    }
    if (rest.length) take(rest);
    if (!walk) throw new Damaged("export.empty");
    walk.end();
    return { header, walk };
  }

  function joined(one, other) {
    const both = new Uint8Array(one.length + other.length);
    both.set(one);
    both.set(other, one.length);
    return both;
  }
