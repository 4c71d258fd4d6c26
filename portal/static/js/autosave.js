/* autosave: a form that keeps its draft at data-autosave 1.5 s after the last key. One request at a time;
   spoken only when saving fails or works again. Words come from the line `.auto` (data-saving, data-saved, …). */
const PAUSE_MS = 1500;
const RETRY_MS = 15000;

export default (form) => {
  const line = form.querySelector(".auto") ?? document.querySelector(".auto");
  let timer, failed = false, sending = false, waiting = false;
  const show = (state, words) => {
    line.dataset.state = state;
    line.querySelector("span").textContent = words;
  };
  const say = (words) => document.dispatchEvent(new CustomEvent("say", { detail: words }));
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(save, ms); };
  const fields = () => {
    const body = new FormData(form);
    [...body].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
    return body;
  };

  async function save() {
    if (sending) { waiting = true; return; }
    sending = true;
    show("saving", line.dataset.saving);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: fields(), headers: { "X-Autosave": "1" } });
      if (!answer.ok) throw answer;
      const time = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
      show("saved", line.dataset.saved.replace("{time}", time));
      if (failed) say(line.dataset.back);
      failed = false;
    } catch {
      show("error", line.dataset.failed);
      if (!failed) say(line.dataset.lost);
      failed = true;
      later(RETRY_MS);
    }
    sending = false;
    if (waiting) { waiting = false; later(PAUSE_MS); }
  }

  form.addEventListener("input", () => later(PAUSE_MS));
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("online", () => failed && save());
};
