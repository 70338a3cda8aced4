/* Opens the browser's print window once the sheet is there; without scripts the browser's own menu prints it. */
window.addEventListener("load", function () { window.print(); });
