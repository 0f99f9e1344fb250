// A second click on a button that sends does nothing. The server holds the other half: the page's token acts once.
import { say } from "./words.js";

export function guardSubmits() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    lock(event.submitter);
  });
  // A page taken from the browser's memory by "back" may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(unlock);
  });
}

function lock(button) {
  if (!button) return;
  // Not `disabled`: the browser would leave the button's name and value out of what it sends.
  button.setAttribute("aria-disabled", "true");
  if (button.matches(".btn-primary, .rh-danger")) {
    button.dataset.label = button.textContent;
    button.textContent = say("sending");
  }
}

function unlock(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => {
    button.removeAttribute("aria-disabled");
    if (button.dataset.label) button.textContent = button.dataset.label;
  });
}
