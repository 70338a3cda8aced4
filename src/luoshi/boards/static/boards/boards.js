/* A board for a meeting: its button fills the whole screen where the browser can. */
(function () {
  "use strict";
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fullscreen]");
    if (!button || !document.fullscreenEnabled) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else document.querySelector(button.dataset.fullscreen).requestFullscreen();
  });
})();
