// Puts kept entries back into a form, adding rows of tables where there are too few.
const CELL = /^([a-z][a-z0-9_]*)-(\d+)-/;

/** Return how many rows the entries need, by table. */
export function rowsNeeded(entries) {
  const needed = {};
  for (const [name] of entries) {
    const found = CELL.exec(name);
    if (found) needed[found[1]] = Math.max(needed[found[1]] ?? 0, Number(found[2]) + 1);
  }
  return needed;
}

/** Fill a form with entries [[name, value], …]. */
export function refill(form, entries) {
  for (const [table, count] of Object.entries(rowsNeeded(entries))) {
    const rows = form.querySelector(`#f-${table}`);
    for (let have = rows?.querySelectorAll("[data-row]").length ?? count; have < count; have += 1) {
      rows.querySelector("[data-add-row]").click();
    }
  }
  for (const one of form.elements) if (["checkbox", "radio"].includes(one.type)) one.checked = false;
  for (const [name, value] of entries) {
    for (const one of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) put(one, value);
  }
}

function put(input, value) {
  if (["checkbox", "radio"].includes(input.type)) {
    if (input.value === value) input.checked = true;
  } else if (input.tomselect) input.tomselect.setValue(value, true);
  else if (input.name !== "present") input.value = value;
}
