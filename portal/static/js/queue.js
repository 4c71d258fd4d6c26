/* queue: a form around a dense table: J and K walk, X picks, / goes to the scan box, ? opens the help;
   Shift picks a range. Acts stay enabled and say what is missing. */
import { asleep, letter } from "./keys.js";

const all = (selector, root) => [...root.querySelectorAll(selector)];

export default (form) => {
  const boxes = () => all("tbody input[type=checkbox]", form);
  const picked = () => all("tbody input[type=checkbox]:checked", form).length;
  const count = form.querySelector("[data-picked]"), every = form.querySelector("[data-pick-all]");
  const say = (words) => document.dispatchEvent(new CustomEvent("say", { detail: words }));
  let lastBox = null;

  const refresh = () => {
    if (count) count.textContent = picked() ? count.dataset.some.replace("{n}", picked()) : count.dataset.none;
  };
  form.addEventListener("click", (event) => {
    if (!event.target.matches("tbody input[type=checkbox]")) return;
    if (event.shiftKey && lastBox) {
      const [from, to] = [boxes().indexOf(lastBox), boxes().indexOf(event.target)].sort((a, b) => a - b);
      boxes().slice(from, to + 1).forEach((box) => { box.checked = event.target.checked; });
    }
    lastBox = event.target;
  });
  form.addEventListener("change", (event) => {
    if (event.target === every) boxes().forEach((box) => { box.checked = every.checked; });
    refresh();
  });
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.matches("[data-needs-pick]") || picked()) return;
    event.preventDefault();
    say(event.submitter.dataset.needsPick);
  });
  refresh();

  const toggle = document.querySelector("#keys-on");
  if (!toggle) return;
  toggle.checked = localStorage.getItem("phim") !== "0";
  toggle.addEventListener("change", () => localStorage.setItem("phim", toggle.checked ? "1" : "0"));
  document.addEventListener("keydown", (event) => {
    if (!form.isConnected || asleep(event)) return;
    const links = all("tbody tr", form).map((row) => row.querySelector("th a"));
    const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const go = (to) => {
      const link = links[Math.max(0, Math.min(links.length - 1, to))];
      link?.focus();
      link?.scrollIntoView({ block: "nearest" });
    };
    const keys = {
      j: () => go(at + 1),
      k: () => go(at < 0 ? 0 : at - 1),
      x: () => { if (at >= 0) links[at].closest("tr").querySelector("input")?.click(); },
      "/": () => document.querySelector("#scan")?.focus(),
      "?": () => document.querySelector("#keys")?.showModal(),
    };
    if (!keys[letter(event)]) return;
    event.preventDefault();
    keys[letter(event)]();
  });
};
