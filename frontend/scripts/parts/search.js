// Long lists of choices become searchable, by any part of the label.
import TomSelect from "tom-select/base";

import { say } from "./words.js";

/** Make the marked lists of choices inside a part of the page searchable. */
export function searchInLists(part) {
  part.querySelectorAll("select[data-search]:not(.tomselected)").forEach((list) => {
    if (list.closest("template")) return;
    new TomSelect(list, {
      maxOptions: 500,
      allowEmptyOption: true,
      render: { no_results: noResults },
    });
  });
}

function noResults() {
  const made = document.createElement("div");
  made.className = "no-results";
  made.textContent = say("none");
  return made;
}
