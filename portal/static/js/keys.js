/* keys: an element that one key clicks (data-key). The switch #keys-on turns all keys off (WCAG 2.1.4).
   event.code, not event.key: j and x are tone keys while a Vietnamese input method is on. */
export const letter = (event) => (/^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : event.key);

export const asleep = (event) => localStorage.getItem("phim") === "0" || event.isComposing
  || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")
  || event.target.isContentEditable
  || (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !/^(checkbox|radio|button|submit)$/.test(event.target.type));

export default (element) => document.addEventListener("keydown", (event) => {
  if (!element.isConnected || asleep(event) || letter(event) !== element.dataset.key) return;
  event.preventDefault();
  element.click();
});
