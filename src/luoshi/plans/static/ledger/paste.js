/* Pictures pasted into a textarea with data-paste="files" go into the file field of its form or of its row.

   From WPS or Word comes text with a picture of itself beside it: then the words are what is meant, and the picture is
   left. Tables come as text with tabs and lines, which a textarea keeps by itself. Nothing acts while an input method
   is turning letters into words. Without scripts files are chosen by hand. */
(function () {
  "use strict";
  const ENDINGS = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/bmp": "bmp", "image/webp": "webp" };
  let number = 0;

  /** The file field that belongs to a textarea: of the same row where a form has several. */
  function fieldOf(area) {
    const before = (name) => name.slice(0, name.lastIndexOf("-") + 1); // "r12-words" → "r12-"
    const fields = Array.from(area.form ? area.form.elements : []).filter((one) => one.type === "file");
    return fields.find((one) => before(one.name) === before(area.name)) || null;
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

  /** What is in the field, said under it; a press takes the pasted ones out again. */
  function say(field) {
    let line = field.parentNode.querySelector("[data-pasted]");
    if (!line) {
      line = document.createElement("p");
      line.dataset.pasted = "";
      line.className = "field__hint";
      line.setAttribute("role", "status");
      field.parentNode.insertBefore(line, field.nextSibling);
    }
    const names = Array.from(field.files).map((one) => one.name);
    line.textContent = names.length ? document.querySelector("#words").dataset.pasted.replace("{names}", names.join("、")) : "";
  }

  document.addEventListener("paste", (event) => {
    const area = event.target.closest && event.target.closest("textarea[data-paste='files']");
    if (!area || event.isComposing || !event.clipboardData) return;
    const files = Array.from(event.clipboardData.files);
    if (!files.length || event.clipboardData.getData("text/plain").trim()) return;
    const field = fieldOf(area);
    if (!field) return;
    event.preventDefault();
    const whole = new DataTransfer();
    if (field.multiple) Array.from(field.files).forEach((one) => whole.items.add(one));
    files.map(named).forEach((one) => whole.items.add(one));
    field.files = whole.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    say(field);
  });
  document.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.parentNode.querySelector("[data-pasted]")) say(event.target);
  });
})();
