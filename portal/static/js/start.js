/* Progressive enhancement only: every page works with this file missing.
   An element names its behaviours in data-behaviour; each is a module of its own, fetched when a page needs it. */
const behaviours = {
  autosave: () => import("./autosave.js"),
  copy: () => import("./copy.js"),
  "error-summary": () => import("./error_summary.js"),
  keys: () => import("./keys.js"),
  open: () => import("./open.js"),
  print: () => import("./print.js"),
  push: () => import("./push.js"),
  queue: () => import("./queue.js"),
  scan: () => import("./scan.js"),
  theme: () => import("./theme.js"),
  upload: () => import("./upload.js"),
  when: () => import("./when.js"),
};

/* One voice: modules send a "say" event, the live region of the page speaks it. */
document.addEventListener("say", (event) => {
  const live = document.querySelector("#live");
  live.textContent = "";
  setTimeout(() => { live.textContent = event.detail; }, 50);
});

const attach = (root) => {
  const found = [...root.querySelectorAll("[data-behaviour]")];
  if (root instanceof Element && root.matches("[data-behaviour]")) found.unshift(root);
  found.filter((element) => !element.dataset.attached).forEach((element) => {
    element.dataset.attached = "1";
    element.dataset.behaviour.split(" ").forEach(async (name) => {
      if (behaviours[name]) (await behaviours[name]()).default(element);
    });
  });
};

attach(document);
document.addEventListener("htmx:load", (event) => attach(event.detail.elt));
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterSettle", (event) => {
  event.detail.target?.removeAttribute("aria-busy");
  event.detail.target?.querySelector?.("[data-focus]")?.focus();
});
