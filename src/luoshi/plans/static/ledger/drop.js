/* Files dropped on the page go into its file field. Without scripts the field is used by hand. */
(function () {
  "use strict";
  const zone = document.querySelector("[data-drop-files]");
  const field = zone && zone.querySelector("input[type=file][multiple]");
  if (!field) return;
  const over = (on) => zone.classList.toggle("drop--over", on);
  ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
    if (!Array.from(event.dataTransfer.types).includes("Files")) return;
    event.preventDefault();
    over(true);
  }));
  zone.addEventListener("dragleave", (event) => { if (!zone.contains(event.relatedTarget)) over(false); });
  zone.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    over(false);
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
})();
