/* Read before the page is painted: says that scripts run, and sets large type, so that nothing jumps. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var kept = /(?:^|; )luoshi-large=([01])/.exec(document.cookie);
  if (kept) root.classList.toggle("large", kept[1] === "1");
})();
