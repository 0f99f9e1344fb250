// Who leads to whom: source, target and weight of each edge; `data-column` of the cells sets the layer of a node.
import { font, ink, palette, rowsOf, tooltip } from "./table.js";

export function flow(table, place) {
  const nodes = new Map();
  const links = rowsOf(table).map(({ row, cells }) => {
    const [from, to] = [row.cells[0], row.cells[1]];
    for (const cell of [from, to]) {
      const depth = Number(cell.dataset.column);
      nodes.set(cell.dataset.node, { name: cell.dataset.node, title: cell.textContent.trim(), depth, itemStyle: { color: palette[depth % palette.length] } });
    }
    return { source: from.dataset.node, target: to.dataset.node, value: cells[2], says: `${from.textContent.trim()} → ${to.textContent.trim()}\n${row.cells[2].textContent.trim()}` };
  });
  const narrow = place.clientWidth < 560;
  const last = Math.max(...[...nodes.values()].map(({ depth }) => depth));
  if (narrow) for (const node of nodes.values()) node.label = { overflow: "truncate", width: node.depth === last ? 64 : (place.clientWidth - 78) / last - 24 };
  return {
    animation: false,
    textStyle: font,
    tooltip: { ...tooltip, formatter: ({ data }) => data.says ?? data.title },
    series: [
      {
        type: "sankey",
        data: [...nodes.values()],
        links,
        left: 8,
        right: narrow ? 70 : 150,
        top: 8,
        bottom: 8,
        nodeGap: 8,
        nodeWidth: 12,
        emphasis: { focus: "adjacency" },
        lineStyle: { color: "gradient", opacity: 0.32, curveness: 0.5 },
        label: { color: ink, fontSize: narrow ? 10 : 12, formatter: ({ data }) => data.title },
      },
    ],
  };
}
