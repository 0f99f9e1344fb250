// Marked rows of a list: all of the page at once, and how many there are.
import { say } from "./words.js";

export function markRows() {
  document.querySelectorAll("form[data-bulk]").forEach(follow);
}

function follow(form) {
  const all = form.querySelector("[data-bulk-all]");
  const ones = [...form.querySelectorAll("[data-bulk-one]")];
  const line = form.querySelector("[data-bulk-count]");
  const bar = form.querySelector(".rh-bulk-bar");
  if (!line) return;
  const invitation = line.textContent;
  const show = () => {
    const marked = ones.filter((one) => one.checked).length;
    line.textContent = marked ? say("selected", { count: marked }) : invitation;
    bar.toggleAttribute("data-some", marked > 0);
    bar.querySelectorAll("button").forEach((button) => {
      button.disabled = marked === 0;
    });
    if (all) {
      all.checked = marked > 0 && marked === ones.length;
      all.indeterminate = marked > 0 && marked < ones.length;
    }
  };
  all?.addEventListener("change", () => {
    ones.forEach((one) => { one.checked = all.checked; });
    show();
  });
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}
