  /* The twin of rules/merkle.py, rules/proof.py and rules/export.py: the same findings, and a test that says so.
     Its own SHA-256: pages opened from a file may have none, and asking for it once a hash is too slow. */

  const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
  const SHORTEST_HEAD = 32, WINDOW = 32, GAPS = 1000;
  const DIGEST = /^[0-9a-f]{64}$/, SALT = /^[0-9a-f]{32}$/;
  const utf8 = new TextEncoder();

  function hex(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at++) text += HEX[bytes[at]];
    return text;
  }

  function unhex(text) {
    const bytes = new Uint8Array(text.length / 2);
    for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(text.substr(2 * at, 2), 16);
    return bytes;
  }

  /* FIPS 180-4: the constants are the first 32 bits behind the point of the roots of the first primes. */
  const PRIMES = [];
  for (let number = 2; PRIMES.length < 64; number++) {
    if (PRIMES.every((prime) => number % prime)) PRIMES.push(number);
  }
  const behind = (value) => ((value - Math.floor(value)) * 4294967296) | 0;
  const ROUND = Int32Array.from(PRIMES, (prime) => behind(Math.cbrt(prime)));
  const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => behind(Math.sqrt(prime)));
  const words = new Int32Array(64);
  const state = new Int32Array(8);
  let scratch = new Uint8Array(4096);

  function sha256(...pieces) {
    let length = 0;
    for (const piece of pieces) length += piece.length;
    const whole = (length + 72) & -64; // with the closing bit and the length in bits
    if (scratch.length < whole) scratch = new Uint8Array(2 * whole);
    let at = 0;
    for (const piece of pieces) { scratch.set(piece, at); at += piece.length; }
    scratch.fill(0, length, whole);
    scratch[length] = 128;
    const high = Math.floor(length / 536870912), low = length << 3;
    for (let byte = 0; byte < 4; byte++) {
      scratch[whole - 5 - byte] = high >>> (8 * byte);
      scratch[whole - 1 - byte] = low >>> (8 * byte);
    }
    state.set(START);
    for (let block = 0; block < whole; block += 64) compress(block);
    const digest = new Uint8Array(32);
    for (let byte = 0; byte < 32; byte++) digest[byte] = state[byte >> 2] >>> (24 - 8 * (byte & 3));
    return digest;
  }

  function compress(block) {
    for (let at = 0; at < 16; at++) {
      const from = block + 4 * at;
      words[at] = (scratch[from] << 24) | (scratch[from + 1] << 16) | (scratch[from + 2] << 8) | scratch[from + 3];
    }
    for (let at = 16; at < 64; at++) {
      const x = words[at - 15], y = words[at - 2];
      const small = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const large = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[at] = (words[at - 16] + small + words[at - 7] + large) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3];
    let e = state[4], f = state[5], g = state[6], h = state[7];
    for (let at = 0; at < 64; at++) {
      const turned = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const first = (h + turned + ((e & f) ^ (~e & g)) + ROUND[at] + words[at]) | 0;
      const other = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const second = (other + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + first) | 0; d = c; c = b; b = a; a = (first + second) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  /* the tree */
  const LEAF = Uint8Array.of(0), NODE = Uint8Array.of(1);
  const EMPTY = hex(sha256());
  const node = (left, right) => sha256(NODE, left, right);

  class Peaks {
    constructor(size, roots) { this.size = size; this.roots = roots; }
    append(leaf) {
      const roots = this.roots.slice();
      let grown = leaf;
      for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) grown = node(roots.pop(), grown);
      roots.push(grown);
      return new Peaks(this.size + 1, roots);
    }
    head() {
      if (!this.roots.length) return EMPTY;
      let found = this.roots[this.roots.length - 1];
      for (let at = this.roots.length - 2; at >= 0; at--) found = node(this.roots[at], found);
      return hex(found);
    }
  }

  /* an entry */
  function entryLeaf(line) {
    const { actor, at, entry, payload_hash, step, subject } = line;
    return hex(sha256(LEAF, utf8.encode(JSON.stringify({ actor, at, entry, payload_hash, step, subject }))));
  }

  const matches = (line) =>
    SALT.test(line.salt || "") && hex(sha256(unhex(line.salt), utf8.encode(line.payload))) === line.payload_hash;

  const grown = (tree, leaf) => (DIGEST.test(leaf) ? tree.append(unhex(leaf)) : null);

  function follows(tree, line) {
    const after = tree && grown(tree, line.leaf);
    return after && after.head() === line.head ? after : null;
  }

  function exchanged(tree, line, following) {
    const first = grown(tree, following.leaf), both = first && grown(first, line.leaf);
    if (!both) return null;
    const one = first.head(), two = both.head();
    const moved = one === following.head && two === line.head, kept = one === line.head && two === following.head;
    return moved || kept ? both : null;
  }

  function erasedIn(payload) {
    let told = null;
    try { told = JSON.parse(payload); } catch (damaged) { /* names nothing */ }
    return new Set(told && Array.isArray(told.erased) ? told.erased.filter((name) => typeof name === "string") : []);
  }

  /* One pass over the lines: puts them in order of their numbers, then follows the tree. See rules/proof.py for why. */
  class Walk {
    constructor(known, size, head) {
      this.known = known; this.size = size; this.head = head;
      this.findings = []; this.count = 0; this.compared = 0;
      this.window = []; this.highest = 0; this.before = 0; this.expected = 1;
      this.gaps = []; this.tree = new Peaks(0, []); this.last = null;
      this.agreed = 0; this.rewritten = false; this.erasures = new Map();
    }

    say(code, number, values = {}, line = null) { this.findings.push({ code, number, values, line }); }

    take(line) {
      this.count += 1;
      let twice = false;
      if (line.number <= this.highest) {
        twice = this.window.some((held) => held.number === line.number);
        if (!twice && line.number < this.expected && this.gap(line.number) < 0) {
          this.say("inserted", line.number, {}, line);
          return;
        }
        if (!twice && line.number < this.before) this.say("swapped", line.number, { other: this.before }, line);
      }
      if (!twice) {
        this.highest = Math.max(this.highest, line.number);
        this.before = line.number;
      }
      let at = this.window.length;
      while (at > 0 && this.window[at - 1].number > line.number) at -= 1;
      this.window.splice(at, 0, line);
      if (this.window.length > WINDOW) this.settle();
    }

    end() {
      while (this.window.length) this.settle();
      for (const [first, to] of this.gaps) this.say("dropped", first, { to });
      for (const waiting of this.erasures.values()) waiting.forEach((line) => this.missing(line));
      const last = this.expected - 1;
      let should = this.size;
      for (const number of this.known.keys()) should = Math.max(should, number);
      if (should > last) this.say("truncated", last + 1, { to: should });
      if (this.size < last) this.say("beyond", this.size + 1, { size: this.size });
      const found = this.last ? this.last.head : EMPTY;
      if (this.size === last && found !== this.head) this.say("header", last, { head: this.head, found });
    }

    settle() {
      let line = this.window.shift();
      while (this.window.length && this.window[0].number === line.number) {
        let other = this.window.shift();
        if (!follows(this.tree, line) && follows(this.tree, other)) [line, other] = [other, line];
        this.say("inserted", other.number, {}, other);
      }
      if (line.number < this.expected) {
        this.fill(line.number);
        this.own(line);
        return;
      }
      const gap = line.number > this.expected;
      if (gap) {
        this.gaps.push([this.expected, line.number - 1]);
        if (this.gaps.length > GAPS) {
          const [first, to] = this.gaps.shift();
          this.say("dropped", first, { to });
        }
      }
      this.expected = line.number + 1;
      this.follow(line, gap);
    }

    follow(line, gap) {
      const after = follows(this.tree, line), following = this.window[0];
      if (!this.tree) {
        this.tree = this.foundAgain(line);
      } else if (after || gap) {
        this.tree = after; // behind a gap mostly none: the dropped entry's leaf is in all later heads
      } else {
        const both = following && following.number === this.expected && exchanged(this.tree, line, following);
        if (both) {
          this.say("swapped", line.number, { other: following.number }, line);
          this.own(line);
          line = this.window.shift();
          this.expected += 1;
          this.tree = both;
        } else if (following && follows(this.tree, following)) {
          this.say("inserted", line.number, {}, line);
          return;
        } else {
          this.say("head", line.number, {}, line);
          const next = grown(this.tree, line.leaf);
          this.tree = next && following && follows(next, following) ? next : null;
        }
      }
      this.last = line;
      this.own(line);
    }

    own(line) {
      if (entryLeaf(line) !== line.leaf) this.say("entry_altered", line.number, {}, line);
      const there = line.payload !== undefined, proved = there && matches(line);
      if (there && !proved) {
        this.say("altered", line.number, {}, line);
      } else if (!there && line.erased !== undefined && (line.erased_by || 0) > line.number) {
        if (!this.erasures.has(line.erased_by)) this.erasures.set(line.erased_by, []);
        this.erasures.get(line.erased_by).push(line);
      } else if (!there) {
        this.missing(line);
      }
      const waiting = this.erasures.get(line.number);
      if (waiting) {
        this.erasures.delete(line.number);
        const named = erasedIn(proved ? line.payload : "");
        for (const one of waiting) {
          if (named.has(one.entry)) this.say("erased", one.number, { on: one.erased, by: line.number }, one);
          else this.missing(one);
        }
      }
      const known = this.known.get(line.number);
      if (known === undefined) return;
      this.compared += 1;
      if (line.head.startsWith(known)) {
        this.agreed = line.number;
        this.rewritten = false;
      } else if (!this.rewritten) {
        this.rewritten = true;
        this.say("rewritten", line.number, { known, found: line.head, since: this.agreed }, line);
      }
    }

    missing(line) { this.say("missing", line.number, { by: line.erased_by || 0 }, line); }

    foundAgain(line) {
      const last = this.last;
      if (!last || !DIGEST.test(last.head) || !DIGEST.test(line.leaf)) return null;
      const roots = [unhex(last.head), unhex(line.leaf)];
      if (hex(node(roots[0], roots[1])) !== line.head) return null;
      const size = line.number - 1;
      let power = 1;
      while (2 * power <= size) power *= 2;
      return new Peaks((size - power <= 2 * power - size ? power : 2 * power) + 1, roots);
    }

    gap(number) { return this.gaps.findIndex(([first, last]) => first <= number && number <= last); }

    fill(number) {
      const at = this.gap(number);
      if (at < 0) return;
      const [first, last] = this.gaps[at];
      this.gaps.splice(at, 1, ...[[first, number - 1], [number + 1, last]].filter((part) => part[0] <= part[1]));
    }
  }
