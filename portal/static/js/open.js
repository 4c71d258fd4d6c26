/* open: a button that opens the dialog named by data-open. */
export default (button) => {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    document.querySelector(button.dataset.open).showModal();
  });
};
