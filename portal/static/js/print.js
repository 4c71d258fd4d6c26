/* print: a button that prints the page. */
export default (button) => button.addEventListener("click", () => print());
