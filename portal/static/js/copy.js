/* copy: a button that copies data-text and says data-said. */
export default (button) => {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.text);
    document.dispatchEvent(new CustomEvent("say", { detail: button.dataset.said }));
  });
};
