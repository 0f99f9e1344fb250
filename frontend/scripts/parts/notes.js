// Notes at the foot of the page: a text and what can be done about it.

/** Show a note and return it; `actions` are {label, href} or {label, press}. A note with the same key is replaced. */
export function note(key, text, actions = []) {
  forget(key);
  const box = document.createElement("div");
  box.className = "rh-note rh-note-waiting";
  box.dataset.note = key;
  const inside = document.createElement("div");
  inside.append(paragraph(text), row(actions.map(button)));
  box.append(inside);
  document.querySelector("[data-toasts]").append(box);
  return box;
}

/** Take a note away. */
export function forget(key) {
  document.querySelector(`[data-note="${key}"]`)?.remove();
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function row(buttons) {
  const made = document.createElement("div");
  made.className = "rh-actions";
  made.append(...buttons);
  return made;
}

function button({ label, href, press }) {
  const made = document.createElement(href ? "a" : "button");
  made.className = "btn btn-sm";
  made.textContent = label;
  if (href) Object.assign(made, { href, target: "_blank", rel: "noopener" });
  else {
    made.type = "button";
    made.addEventListener("click", press);
  }
  return made;
}
