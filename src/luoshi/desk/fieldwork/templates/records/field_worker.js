/* Keeps the empty page for work in the field, so that it opens without a connection. It keeps no answer to a person:
   what was taken along and what was entered is kept by the page itself (field.js). */
"use strict";
const NAME = "luoshi-field";
const PAGE = "{{ page|escapejs }}";
const KEPT = [PAGE{% for url in kept %}, "{{ url|escapejs }}"{% endfor %}];
const PATIENCE = 4000; // ms to wait for a slow network before the kept page is shown

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function fetched(request, path) {
  return fetch(request).then((answer) => {
    if (!answer.ok || answer.redirected) return answer;
    const copy = answer.clone();
    return caches.open(NAME).then((kept) => kept.put(path, copy)).then(() => answer);
  });
}
const late = () => new Promise((resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));

self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET" || !KEPT.includes(path)) return;
  const fresh = fetched(event.request, path);
  event.waitUntil(fresh.catch(() => null));
  event.respondWith(Promise.race([fresh, late()]).catch(() => caches.match(path).then((kept) => kept || fresh)));
});
