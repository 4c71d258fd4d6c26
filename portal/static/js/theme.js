/* theme: a button that turns the page dark or light. The server reads the same cookie. */
const root = document.documentElement;

export default (button) => {
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const name = () => { button.textContent = isDark() ? button.dataset.light : button.dataset.dark; };
  name();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = `giaodien=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
    document.querySelectorAll("[data-behaviour~=theme]").forEach((other) => {
      other.textContent = isDark() ? other.dataset.light : other.dataset.dark;
    });
  });
};
