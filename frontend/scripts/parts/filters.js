// Filters: a choice from a list acts at once, and empty ones stay out of the address.
export function filterAtOnce() {
  document.querySelectorAll("form[data-filter]").forEach((form) => {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, [type=checkbox]")) form.requestSubmit();
    });
    form.addEventListener("submit", () => {
      for (const one of form.elements) if (one.name && !one.value) one.disabled = true;
    });
    window.addEventListener("pageshow", () => {
      for (const one of form.elements) one.disabled = false;
    });
  });
}
