/* The form by which documents come in: a chosen scan stands beside the words that are typed from it, and while files
   are sent and read the form says so. Without scripts both come with the answer. */
(function () {
  "use strict";
  const box = document.querySelector("[data-receive]");
  const form = box && box.querySelector("form");
  if (!form) return;
  const picture = form.elements.picture;
  const field = form.elements.words.closest(".field");
  const figure = document.createElement("figure");
  figure.className = "scan";
  let chosen = 0;

  function shown(nodes) {
    figure.textContent = "";
    figure.append(...nodes);
    form.classList.toggle("form--pair", nodes.length > 0);
    field.classList.toggle("field--pair", nodes.length > 0);
    if (!nodes.length) figure.remove();
    else if (!figure.isConnected) field.insertBefore(figure, form.elements.words);
  }
  /** The picture in a box that can be scrolled, with a button that doubles it: small type must be legible. */
  function pictured(address, name) {
    const image = document.createElement("img");
    const sheet = document.createElement("div");
    const larger = document.createElement("button");
    image.src = address;
    image.alt = name;
    sheet.className = "scan__sheet";
    sheet.tabIndex = 0;
    sheet.append(image);
    larger.type = "button";
    larger.className = "button button--small";
    larger.textContent = box.dataset.larger;
    larger.setAttribute("aria-pressed", "false");
    larger.addEventListener("click", () => {
      larger.setAttribute("aria-pressed", String(sheet.classList.toggle("scan__sheet--large")));
    });
    image.addEventListener("error", () => shown([]));
    return [sheet, larger];
  }
  picture.addEventListener("change", () => {
    const file = picture.files[0];
    const mine = chosen += 1;
    shown([]);
    if (file && /^image\/(png|jpeg)$/.test(file.type)) {
      // As a data: address, which the content security policy allows already; a blob: address it would not.
      const reader = new FileReader();
      reader.addEventListener("load", () => { if (mine === chosen) shown(pictured(reader.result, file.name)); });
      reader.readAsDataURL(file);
    } else if (file && /pdf$/i.test(file.name)) {
      shown([Object.assign(document.createElement("p"), { className: "soft", textContent: box.dataset.pdf })]);
    }
  });

  /* several pictures: what they are is asked, and whoever sorts them has said so */
  const pages = form.elements.pages, files = form.elements.documents;
  if (pages && files) {
    const asked = pages.closest(".field");
    const main = form.querySelector("input[type=file][name=documents]:not([capture])");
    const several = () => Array.from(main.files).filter((file) => /^image\//.test(file.type) || /\.(tiff?|bmp|webp)$/i.test(file.name)).length > 1;
    asked.hidden = !several();
    form.addEventListener("luoshi:files", () => { asked.hidden = !several(); });
    form.addEventListener("luoshi:sorted", () => { if (pages.value === "by_name") pages.value = "as_sent"; });
  }

  const said = document.createElement("p");
  said.className = "flash receive__sending";
  said.setAttribute("role", "status");
  said.hidden = true;
  form.append(said);
  const button = form.querySelector("button[type=submit]");
  const busy = (on) => { button.disabled = on; said.hidden = !on; said.textContent = on ? box.dataset.sending : ""; };
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) setTimeout(() => busy(true), 0);
  });
  window.addEventListener("pageshow", () => busy(false)); // come back to by the browser's own button
})();
