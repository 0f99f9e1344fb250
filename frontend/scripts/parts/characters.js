// How many characters an answer has, once it nears its limit.
import { say } from "./words.js";

/** Return how a text stands to its limit: nothing yet, near it, over it. */
export function standing(length, most) {
  if (length > most) return "over";
  return length > most * 0.8 || most >= 300 ? "near" : "";
}

export function countCharacters() {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-most]")) count(event.target);
  });
  document.querySelectorAll("textarea[data-most]").forEach(count);
}

function count(input) {
  const length = [...input.value.replaceAll("\r\n", "\n")].length;
  const most = Number(input.dataset.most);
  const where = standing(length, most);
  let line = input.parentElement.querySelector(".rh-counter-text");
  if (!line) {
    if (!where) return;
    line = document.createElement("span");
    line.className = "rh-counter-text";
    input.after(line);
  }
  line.classList.toggle("rh-counter-over", where === "over");
  line.textContent = where === "over" ? say("tooLong", { count: length - most }) : say("characters", { count: length, most });
  line.hidden = !where;
}
