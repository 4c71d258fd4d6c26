/* upload: a form that sends its files as soon as they are chosen. A broken line is said, and nothing is lost.
   Words come from the form (data-sending, data-failed). Without this file the button does the same. */
export default (form) => {
  const status = form.querySelector("[data-status]");

  async function send(event) {
    event?.preventDefault();
    status.textContent = form.dataset.sending;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: new FormData(form) });
      if (answer.redirected) {
        location.assign(answer.url);
        if (new URL(answer.url).pathname === location.pathname) location.reload();
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.title = page.title;
      document.querySelector("#chinh").replaceWith(page.querySelector("#chinh"));
      document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: document.querySelector("#chinh") } }));
    } catch {
      status.textContent = form.dataset.failed;
      document.dispatchEvent(new CustomEvent("say", { detail: form.dataset.failed }));
      form.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("change", () => send());
  form.addEventListener("submit", send);
};
