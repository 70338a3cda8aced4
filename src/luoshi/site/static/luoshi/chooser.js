/* The chooser: a text field whose data-source answers ?q=… with {"options": [{"key", "label", "note"}], "more": false}.

   Without scripts it is a text field and the server finds what was meant. With them a list opens below; choosing writes the
   label into the field and its key into the hidden field beside it, typing on empties the key again. With data-several the
   field holds names divided by 、 and the list is for the last of them. */
(function () {
  "use strict";
  const PAUSE = 200; // ms without a key before the source is asked
  let serial = 0;

  const made = (name, className, role) => {
    const element = document.createElement(name);
    element.className = className;
    if (role) element.setAttribute("role", role);
    return element;
  };

  class Chooser {
    constructor(box) {
      this.box = box;
      this.input = box.querySelector("input[data-source]");
      this.key = box.querySelector("input[type=hidden]");
      this.taken = box.querySelector(".chooser__taken");
      this.words = document.querySelector("#words").dataset;
      this.at = -1;
      this.asked = 0;
      this.timer = 0;
      this.options = [];
      this.composing = false;
      this.build();
      this.listen();
    }

    build() {
      const id = "chooser-" + (serial += 1);
      this.panel = made("div", "chooser__list");
      this.panel.hidden = true;
      this.list = made("div", "", "listbox");
      this.list.id = id;
      this.list.setAttribute("aria-label", this.input.dataset.listLabel || this.words.options);
      this.status = made("div", "chooser__status", "status");
      this.panel.append(this.list, this.status);
      this.box.append(this.panel);
      const set = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" };
      Object.keys(set).forEach((name) => this.input.setAttribute(name, set[name]));
    }

    listen() {
      this.input.addEventListener("compositionstart", () => { this.composing = true; });
      this.input.addEventListener("compositionend", () => { this.composing = false; this.typed(); });
      this.input.addEventListener("input", (event) => { if (!event.isComposing && !this.composing) this.typed(); });
      this.input.addEventListener("keydown", (event) => this.pressed(event));
      this.input.addEventListener("blur", () => this.close());
      // mousedown, not click: the field would lose the focus first and the list close
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const row = event.target.closest("[role=option]");
        if (row) this.take(Array.from(this.list.children).indexOf(row));
      });
    }

    typed() {
      if (this.key && this.key.value) { this.key.value = ""; this.told(this.key); }
      if (this.taken) this.taken.textContent = "";
      this.unpick();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    /** Where the name begins that is being typed: at 0, or in a field of several behind the last mark between names. */
    lastName() {
      return "several" in this.input.dataset ? this.input.value.search(/[^、，,；;]*$/) : 0;
    }

    /** Ask the source; only the answer to the last question counts. */
    ask() {
      const number = (this.asked += 1);
      const query = this.input.value.slice(this.lastName()).trim();
      if (!query) { this.close(); return; }
      const source = new URL(this.input.dataset.source, window.location.href);
      source.searchParams.set("q", query);
      fetch(source, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
        .then((found) => { if (number === this.asked) this.show(found.options, found.more); })
        .catch(() => { if (number === this.asked) this.show([], false, this.words.sourceFailed); });
    }

    show(options, more, trouble) {
      if (document.activeElement !== this.input) return;
      this.options = options;
      this.list.textContent = "";
      options.forEach((option, index) => {
        const row = made("div", "chooser__option", "option");
        row.id = this.list.id + "-" + index;
        row.setAttribute("aria-selected", "false");
        row.textContent = option.label;
        if (option.note) {
          const note = made("span", "chooser__note");
          note.textContent = option.note;
          row.append(note);
        }
        this.list.append(row);
      });
      const sentence = trouble || (options.length ? (more ? this.words.more : this.words.found.replace("{n}", options.length)) : this.words.nothing);
      this.status.textContent = sentence;
      this.panel.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.mark(-1);
    }

    mark(index) {
      this.at = index;
      Array.from(this.list.children).forEach((row, number) => {
        row.setAttribute("aria-selected", String(number === index));
        if (number === index) row.scrollIntoView({ block: "nearest" });
      });
      if (index < 0) this.input.removeAttribute("aria-activedescendant");
      else this.input.setAttribute("aria-activedescendant", this.list.id + "-" + index);
    }

    take(index) {
      const option = this.options[index];
      if (!option) return;
      this.input.value = this.input.value.slice(0, this.lastName()) + option.label;
      if (this.key) this.key.value = option.key;
      if (this.taken) this.taken.textContent = option.note || "";
      this.unpick();
      this.told(this.input);
      this.close();
    }

    /** What is typed or taken now is meant, no longer what was marked among several that fitted before. */
    unpick() { this.box.querySelectorAll("input[type=radio]:checked").forEach((one) => { one.checked = false; }); }

    /** Tell others (drafts) that a value was set by hand. */
    told(field) { field.dispatchEvent(new Event("change", { bubbles: true })); }

    close() {
      this.asked += 1; // an answer on its way comes too late
      clearTimeout(this.timer);
      this.panel.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.mark(-1);
    }

    pressed(event) {
      if (event.isComposing || event.keyCode === 229) return; // the keys belong to the input method
      const open = !this.panel.hidden;
      const count = this.options.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) { this.ask(); return; }
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (count) this.mark(this.at < 0 && step < 0 ? count - 1 : (this.at + step + count) % count);
      } else if (event.key === "Enter" && open) {
        event.preventDefault();
        this.take(this.at < 0 && count === 1 ? 0 : this.at);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      }
    }
  }

  const known = new WeakSet();
  function start(root) {
    const boxes = Array.from(root.querySelectorAll(".chooser"));
    if (root.matches && root.matches(".chooser")) boxes.push(root);
    boxes.filter((box) => !known.has(box)).forEach((box) => { known.add(box); new Chooser(box); });
  }
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => start(document)); else start(document);
})();
