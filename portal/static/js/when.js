/* when: a question that concerns only some: data-when="name=answer|answer". Without scripts all are shown; the
   server asks and drops the same way. */
export default (element) => {
  const form = element.closest("form");
  const question = element.closest(".q");
  const [name, wanted] = element.dataset.when.split("=");
  const answers = wanted.split("|");
  const show = () => {
    const given = form ? new FormData(form).getAll(name) : [];
    const asking = form?.querySelector(`[name="${CSS.escape(name)}"]`)?.closest(".q");
    question.hidden = Boolean(asking?.hidden) || !given.some((answer) => answers.includes(answer));
  };
  if (!form || !question) return;
  form.addEventListener("change", () => setTimeout(show));
  show();
};
