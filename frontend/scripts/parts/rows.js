// Repeating rows: add and remove without asking the server. Without this, the same buttons submit the form.
import { searchInLists } from "./search.js";

const CELL = /^((?:f-)?[a-z][a-z0-9_]*)-(\d+|__row__)-/;

/** Return a name or id of a cell with another number of its row. */
export function renumber(name, number) {
  return name.replace(CELL, `$1-${number}-`);
}

export function repeatRows() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row], [data-remove-row]");
    if (!button) return;
    event.preventDefault();
    const table = button.closest("[data-rows]");
    if (button.matches("[data-add-row]")) add(table);
    else remove(table, button.closest("[data-row]"));
    table.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const rowsOf = (table) => [...table.querySelectorAll(":scope > .rh-row-list > [data-row]")];

function add(table) {
  const rows = rowsOf(table);
  if (rows.length >= Number(table.dataset.mostRows)) return;
  const row = table.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
  table.querySelector(".rh-row-list").append(row);
  number(row, rows.length);
  searchInLists(row);
  row.querySelector("input, select, textarea")?.focus();
}

function remove(table, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  rowsOf(table).forEach(number);
  (next?.querySelector("input, select, textarea") ?? table.querySelector("[data-add-row]")).focus();
}

function number(row, at) {
  for (const one of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      const value = one.getAttribute(attribute);
      if (value) one.setAttribute(attribute, renumber(value, at));
    }
  }
  const button = row.querySelector("[data-remove-row]");
  button.value = button.value.replace(/-(\d+|__row__)$/, `-${at}`);
}
