// What is asked beside what is taught: the first column names the axis, the others are the shapes.
import { font, headsOf, line, palette, rowsOf, soft, tooltip } from "./table.js";

export function radar(table, place) {
  const narrow = place.clientWidth < 480;
  const rows = rowsOf(table);
  const names = headsOf(table).slice(1);
  const most = Math.max(...rows.flatMap(({ cells }) => cells.slice(1).map((one) => one ?? 0)), 0.0001);
  return {
    animation: false,
    color: palette,
    textStyle: font,
    tooltip,
    legend: { bottom: 0, itemGap: narrow ? 4 : 10, textStyle: { color: soft, fontSize: narrow ? 11 : 12 } },
    radar: {
      center: ["50%", narrow ? "40%" : "46%"],
      radius: narrow ? "52%" : "64%",
      indicator: rows.map(({ cells }) => ({ name: cells[0], max: most })),
      axisName: { color: soft, ...(narrow && { fontSize: 11, lineHeight: 12, overflow: "break", width: 84 }) },
      axisNameGap: narrow ? 6 : 15,
      splitLine: { lineStyle: { color: line } },
      splitArea: { show: false },
      axisLine: { lineStyle: { color: line } },
    },
    series: [{ type: "radar", areaStyle: { opacity: 0.12 }, symbolSize: 5, data: names.map((name, at) => ({ name, value: rows.map(({ cells }) => cells[at + 1] ?? 0) })) }],
  };
}
