/* Files of a form: dragged or pasted into their box, or chosen one after the other; each is listed with a small picture,
   its size and a button that takes it out again. The real file field holds them all. Without scripts it is used by hand.

   From WPS or Word comes text with a picture of itself beside it: then the words are what is meant, and the picture is
   left. Nothing acts while an input method is turning letters into words. */
(function () {
  "use strict";
  const ENDINGS = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/bmp": "bmp", "image/webp": "webp" };
  const SIDE = 96; // pixels of a small picture, twice what it takes on the page
  const LARGEST = 40000000; // bytes of a picture that is still opened for it
  const PLACE = "application/x-luoshi-place"; // what is dragged: a file's place in its list
  const words = () => document.querySelector("#words").dataset;
  const held = new WeakMap(); // the files of a field: a browser forgets them when others are chosen
  let number = 0;

  const fieldIn = (zone) => zone && zone.querySelector("input[type=file]:not([capture])");
  const zoneOf = (node) => node.closest && node.closest("[data-drop], [data-drop-files]");

  /** The file field that belongs to a textarea: of the same row where a form has several. */
  function fieldBeside(area) {
    const before = (name) => name.slice(0, name.lastIndexOf("-") + 1); // "r12-words" → "r12-"
    const fields = Array.from(area.form ? area.form.elements : []).filter((field) => field.type === "file" && !field.hasAttribute("capture"));
    return fields.find((field) => before(field.name) === before(area.name)) || null;
  }

  /** A pasted picture under a name of its own: all come as image.png. */
  function named(file) {
    if (!/^image\.\w+$/.test(file.name)) return file;
    const now = new Date();
    const two = (value) => String(value).padStart(2, "0");
    number += 1;
    const at = two(now.getMonth() + 1) + two(now.getDate()) + "-" + two(now.getHours()) + two(now.getMinutes()) + two(now.getSeconds());
    return new File([file], "pasted-" + at + "-" + number + "." + (ENDINGS[file.type] || "png"), { type: file.type });
  }

  const same = (file, other) => file.name === other.name && file.size === other.size && file.lastModified === other.lastModified;

  const isPicture = (file) => /^image\//.test(file.type) || /\.(tiff?|bmp|webp)$/i.test(file.name);

  /** Puts files into a field beside those that it holds, each once. */
  function add(field, files) {
    const before = field.multiple ? held.get(field) || [] : [];
    const all = before.concat(files.filter((file) => !before.some((other) => same(file, other))));
    if (field.dataset.sorted === "" && all.every(isPicture)) all.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
    hold(field, all);
  }
  function hold(field, files) {
    const whole = new DataTransfer();
    files.forEach((file) => whole.items.add(file));
    held.set(field, files);
    field.files = whole.files;
    list(field);
    field.dispatchEvent(new CustomEvent("luoshi:files", { bubbles: true }));
  }

  /** Why a file cannot be sent: it is too large, or of a kind that the field does not take; "" for none. */
  function refusal(field, file) {
    const limit = Number(words().limit);
    if (limit && file.size > limit) return words().overLimit.replace("{limit}", Math.ceil(limit / 1000000));
    const endings = (field.accept || "").toLowerCase().split(",").map((ending) => ending.trim()).filter((ending) => ending.startsWith("."));
    const taken = !endings.length || endings.some((ending) => file.name.toLowerCase().endsWith(ending));
    return taken ? "" : words().notTaken;
  }

  const size = (bytes) => (bytes < 1000000 ? Math.max(1, Math.round(bytes / 1000)) + " KB" : (bytes / 1000000).toFixed(1) + " MB");

  /** A small picture of a file, drawn here; of any other the ending of its name. */
  function picture(file) {
    const box = document.createElement("span");
    box.className = "files__look";
    box.setAttribute("aria-hidden", "true");
    box.textContent = (file.name.split(".").pop() || "").slice(0, 4);
    if (!/^image\/(png|jpeg|gif|bmp|webp)$/.test(file.type) || file.size > LARGEST) return box;
    createImageBitmap(file).then((image) => {
      const canvas = document.createElement("canvas");
      const scale = Math.max(SIDE / image.width, SIDE / image.height);
      canvas.width = canvas.height = SIDE;
      const width = image.width * scale, height = image.height * scale;
      canvas.getContext("2d").drawImage(image, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
      image.close();
      box.textContent = "";
      box.appendChild(canvas);
    }).catch(() => {}); // it is no picture: its ending stays
    return box;
  }

  /** Files whose order counts are dragged to their place, or moved up by a button. */
  const isSorted = (field) => "sorted" in field.dataset && held.get(field).length > 1;
  function move(field, from, to) {
    const files = held.get(field).slice();
    if (from === to || !files[from] || to < 0 || to >= files.length) return;
    files.splice(to, 0, files.splice(from, 1)[0]);
    field.dataset.sorted = "by hand"; // further files come last
    hold(field, files);
    field.dispatchEvent(new CustomEvent("luoshi:sorted", { bubbles: true }));
  }
  function sortable(field, row, at, name) {
    const up = document.createElement("button");
    up.type = "button";
    up.className = "files__out";
    up.textContent = "↑";
    up.disabled = at === 0;
    up.setAttribute("aria-label", words().moveUp.replace("{name}", name));
    up.addEventListener("click", () => {
      move(field, at, at - 1);
      const buttons = field.closest("[data-drop]").querySelectorAll(".files li");
      buttons[at - 1].querySelector(".files__out:not([disabled])").focus();
    });
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData(PLACE, String(at));
      event.dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes(PLACE)) event.preventDefault(); });
    row.addEventListener("drop", (event) => {
      if (!event.dataTransfer.types.includes(PLACE)) return;
      event.preventDefault();
      move(field, Number(event.dataTransfer.getData(PLACE)), at);
    });
    return up;
  }

  /** What a field holds, said under it. */
  function list(field) {
    const zone = field.closest("[data-drop]");
    if (!zone) return;
    const place = zone.querySelector("[data-chosen]");
    place.textContent = "";
    held.get(field).forEach((file, at) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const note = document.createElement("span");
      const out = document.createElement("button");
      const why = refusal(field, file);
      name.className = "files__name";
      name.textContent = file.name;
      note.className = why ? "files__refused" : "soft";
      note.textContent = size(file.size) + (why ? " " + why : "");
      out.type = "button";
      out.className = "files__out";
      out.textContent = "×";
      out.setAttribute("aria-label", words().takeOut.replace("{name}", file.name));
      out.addEventListener("click", () => {
        hold(field, held.get(field).filter((_other, place) => place !== at));
        const rest = zone.querySelectorAll(".files__out");
        (rest[Math.min(at, rest.length - 1)] || field).focus();
      });
      row.append(picture(file), name, note, ...(isSorted(field) ? [sortable(field, row, at, file.name)] : []), out);
      place.appendChild(row);
    });
    const names = held.get(field).map((file) => file.name);
    zone.querySelector("[data-said]").textContent = names.length ? words().pasted.replace("{names}", names.join("、")) : "";
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.type !== "file" || !field.closest("[data-drop]")) return;
    const main = fieldIn(field.closest("[data-drop]"));
    const chosen = Array.from(field.files);
    if (field !== main) field.value = ""; // the camera's: all are held by one field
    if (chosen.length) add(main, chosen);
    else hold(main, field === main ? held.get(main) || [] : []); // the choice was left: what was there stays
  });

  document.addEventListener("paste", (event) => {
    const target = event.target;
    if (!target.closest || event.isComposing || !event.clipboardData) return;
    const area = target.closest("textarea[data-paste='files']");
    const field = area ? fieldBeside(area) : fieldIn(target.closest("[data-drop]"));
    const files = Array.from(event.clipboardData.files);
    if (!field || !files.length || (area && event.clipboardData.getData("text/plain").trim())) return;
    event.preventDefault();
    add(field, files.map(named));
  });

  /* dragged: into a box or a whole page that takes files; beside it the page stays, and with it what was typed */
  const carries = (event) => event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
  const mark = (zone) => document.querySelectorAll(".drop--over").forEach((other) => other.classList.toggle("drop--over", other === zone));
  ["dragenter", "dragover"].forEach((name) => document.addEventListener(name, (event) => {
    if (!carries(event) || !document.querySelector("[data-drop], [data-drop-files]")) return;
    const zone = zoneOf(event.target);
    event.preventDefault();
    event.dataTransfer.dropEffect = zone ? "copy" : "none";
    mark(zone);
    if (zone) zone.classList.add("drop--over");
  }));
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(null); });
  document.addEventListener("drop", (event) => {
    if (!carries(event) || !document.querySelector("[data-drop], [data-drop-files]")) return;
    const field = fieldIn(zoneOf(event.target));
    event.preventDefault();
    mark(null);
    if (!field || !event.dataTransfer.files.length) return;
    add(field, Array.from(event.dataTransfer.files));
    field.focus();
  });
})();
