/* What the correction page sends, and what it keeps until it is answered. What could not be sent stays as it is: the same
   key sends it again under the same key of the request, so that nothing is done twice. Keys pressed while an answer is
   awaited are kept and act on what it brings. Used by correct.js. Floor: Chromium 86, ES2019. */
(function () {
  "use strict";
  const one = (selector, within) => (within || document).querySelector(selector);

  window.luoshiSend = ({ box, desk, long, rows, waits, choose, say, edit, opened, press, replace, land, begin, watch }) => {
    const token = () => one("[name=csrfmiddlewaretoken]", box).value;
    const made = new Map(); // what was sent and not yet answered, with its key: sent again it is the same request
    function keyOf(what) {
      if (!made.has(what)) {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        bytes[6] = (bytes[6] & 15) | 64;
        bytes[8] = (bytes[8] & 63) | 128;
        const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
        made.set(what, [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-"));
      }
      return made.get(what);
    }
    let sending = false;
    const pressed = []; // keys that came meanwhile
    function send(url, fields, after) {
      if (sending) return;
      sending = true;
      const body = new URLSearchParams(fields);
      body.delete("csrfmiddlewaretoken");
      const what = url + "?" + body;
      body.set("once", keyOf(what));
      fetch(url, { method: "POST", body, headers: { "X-Part": "1", "X-CSRFToken": token() }, credentials: "same-origin" })
        .then((answer) => {
          const plain = (answer.headers.get("Content-Type") || "").startsWith("application/json");
          if (!plain) { leave(answer); throw new Error("left"); }
          return answer.json().then((found) => ({ found, ok: answer.ok }));
        })
        .then(({ found, ok }) => {
          if (!ok) { made.delete(what); refused(found); return null; }
          one("#flashes").textContent = "";
          one("#decided").outerHTML = found.head;
          const there = !found.anew && (found.moved ? land(found) : replace(found.rows));
          return (there ? Promise.resolve() : reload(found.first)).then(() => { made.clear(); after(found); });
        })
        .catch((error) => { if (error.message !== "left") unsent(); })
        .finally(() => {
          sending = false;
          while (pressed.length && !sending) press(pressed.shift());
        });
    }
    /** Said no: what is on the page now is shown, and the form that was open comes again with the words typed in it. */
    function refused(found) {
      pressed.length = 0;
      const open = opened().map((form) => {
        if (found.code === "marked") forget(form); else keep(form); // words with a marking are kept nowhere
        return form.closest(".crow").dataset.row;
      });
      replace(found.rows || {});
      open.filter((pk) => pk in (found.rows || {})).forEach((pk) => edit(document.getElementById("row-" + pk)));
      say("error", found.error);
    }
    function unsent() {
      pressed.length = 0;
      opened().forEach(keep);
      say("error", box.dataset.unsent);
    }
    /** Not our answer: signed out meanwhile, or an error page. After signing in, the form that was open opens with its words. */
    function leave(answer) {
      pressed.length = 0;
      if (!answer.redirected && answer.status !== 403) { unsent(); return; }
      opened().forEach(keep);
      window.location.reload();
    }
    function reload(first) {
      return fetch(box.dataset.url + (long() && first ? "?row=" + first : ""), { credentials: "same-origin" })
        .then((answer) => answer.text())
        .then((page) => {
          const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("#desk");
          if (!fresh) { window.location.reload(); return; }
          const scrolled = one(".desk__source", desk()).scrollTop;
          desk().replaceWith(fresh);
          begin();
          watch();
          one(".desk__source", desk()).scrollTop = scrolled;
          choose(document.getElementById("row-" + first) || rows().find(waits) || rows()[0]);
        });
    }
    /* The words typed into a form are kept by drafts.js, which believes that a form was taken once it was sent: here it may
       not have been, and once it has, no page follows from which it would learn that. */
    const DRAFT = "luoshi-draft:";
    const keep = (form) => form.dispatchEvent(new CustomEvent("luoshi:keep", { bubbles: true }));
    function forget(form) {
      try { window.sessionStorage.removeItem(DRAFT + form.dataset.draft); } catch (error) { /* no storage */ }
    }
    /** The row of this plan whose form was left with words in it. */
    function left() {
      const mine = DRAFT + "plan:" + box.dataset.plan + ":row:";
      try {
        const name = Object.keys(window.sessionStorage).find((each) => each.startsWith(mine));
        return name ? document.getElementById("row-" + name.slice(mine.length)) : null;
      } catch (error) { return null; }
    }

    return { send, leave, unsent, keep, forget, left, reload, busy: () => sending, later: (key) => pressed.push(key) };
  };
})();
