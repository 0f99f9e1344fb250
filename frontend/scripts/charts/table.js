// Reads a table as rows of cells: a cell is its number where it has `data-value`, else its text; no value is null.
export function rowsOf(table) {
  return [...table.tBodies[0].rows].map((row) => ({ row, cells: [...row.cells].map(valueOf) }));
}

export function headsOf(table) {
  return [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
}

function valueOf(cell) {
  if (!("value" in cell.dataset)) return cell.textContent.trim();
  return cell.dataset.value === "" ? null : Number(cell.dataset.value);
}

export const ink = "#16292f";
export const soft = "#4d5f66";
export const line = "#dbe0df";
export const teal = "#1f6a82";
export const cinnabar = "#b23a26";
export const palette = [teal, cinnabar, "#6aa88a", "#c48a1f", "#6b5b95", "#4d5f66"];
export const font = { fontFamily: getComputedStyle(document.body).fontFamily, color: soft, fontSize: 13 };

// Tooltips are drawn, not written as HTML: our policy for content allows no inline styles.
export const tooltip = { renderMode: "richText", confine: true, backgroundColor: "#fff", borderColor: line, textStyle: { color: ink, fontSize: 13 } };
