/* scan: the box a barcode gun writes into, wherever the focus is (outside text fields).
   A burst is at least 8 keys, each under 35 ms after the last, ended by Enter. */
const LEAST = 8;
const GAP_MS = 35;
const typing = (target) => target.isContentEditable
  || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type));

export default (form) => {
  const box = form.querySelector("input[name=ma]");
  let burst = "", last = 0;
  document.addEventListener("keydown", (event) => {
    if (typing(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    const now = performance.now();
    if (now - last > GAP_MS) burst = "";
    last = now;
    if (event.key === "Enter" && burst.length >= LEAST) {
      event.preventDefault();
      event.stopImmediatePropagation();
      box.value = burst;
      burst = "";
      form.requestSubmit();
    } else if (event.key.length === 1) burst += event.key;
  }, true);
  form.addEventListener("submit", (event) => {
    box.value = box.value.normalize("NFC").trim().toUpperCase();
    if (/[^0-9A-Z.\-/:]/.test(box.value)) {
      event.preventDefault();
      box.select();
      document.dispatchEvent(new CustomEvent("say", { detail: form.dataset.strange }));
    }
  });
};
