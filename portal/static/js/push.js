/* push: a form that lets this browser listen; without a push service its button stays hidden. */
const key = (text) => {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (text.length % 4)) % 4));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
};

export default (form) => {
  const button = form.querySelector("[data-push]");
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if ((await Notification.requestPermission()) !== "granted") return;
    const worker = await navigator.serviceWorker.register(form.dataset.worker);
    const made = await worker.pushManager.subscribe({
      userVisibleOnly: true, applicationServerKey: key(form.dataset.key),
    });
    const { endpoint, keys } = made.toJSON();
    form.elements.endpoint.value = endpoint;
    form.elements.p256dh.value = keys.p256dh;
    form.elements.auth.value = keys.auth;
    form.submit();
  });
};
