/* error-summary: takes the focus once, when it appears. */
export default (summary) => {
  summary.tabIndex = -1;
  summary.focus();
};
