// A line over months, or one a column; where the head of a column says so, the band between low and high and the forecast.
import { cinnabar, font, headsOf, line, palette, rowsOf, soft, teal, tooltip } from "./table.js";

export function trend(table) {
  const banded = "banded" in table.dataset;
  return banded ? band(table) : lines(table);
}

// Months without figures stand as gaps: a line across them would tell what nobody counted.
function monthly(table) {
  const rows = rowsOf(table);
  return rows.flatMap((one, at) => {
    const gap = at ? between(rows[at - 1].cells[0], one.cells[0]) : [];
    return [...gap.map((month) => ({ row: one.row, cells: [month, ...one.cells.slice(1).fill(null)] })), one];
  });
}

function between(first, last) {
  const [from, to] = [first, last].map((month) => 12 * Number(month.slice(0, 4)) + Number(month.slice(5)));
  const months = Array.from({ length: Math.max(0, to - from - 1) }, (_, at) => from + at);
  return months.map((at) => `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`);
}

// A point without neighbours is no line: it needs a dot to be seen.
function dots(values) {
  const alone = (at) => (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null;
  return { data: values, showSymbol: true, showAllSymbol: true, symbol: "circle", symbolSize: (_, { dataIndex }) => (alone(dataIndex) ? 7 : 0) };
}

function frame(months) {
  return {
    animation: false,
    textStyle: font,
    tooltip: { ...tooltip, trigger: "axis" },
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: months, boundaryGap: false, axisLine: { lineStyle: { color: line } }, axisLabel: { color: soft, fontSize: 12 } },
    yAxis: { type: "value", splitLine: { lineStyle: { color: line } }, axisLabel: { color: soft, fontSize: 12 } },
  };
}

function lines(table) {
  const rows = monthly(table);
  const names = headsOf(table).slice(1);
  return {
    ...frame(rows.map(({ cells }) => cells[0])),
    legend: { top: 0, left: 0, textStyle: { color: soft, fontSize: 13 } },
    color: palette,
    series: names.map((name, at) => ({ name, type: "line", connectNulls: false, ...dots(rows.map(({ cells }) => cells[at + 1])) })),
  };
}

function band(table) {
  const rows = monthly(table);
  const [, value, low, high] = headsOf(table);
  const words = table.dataset;
  const isForecast = rows.map(({ row }) => "forecast" in row.dataset);
  const first = isForecast.indexOf(true);
  const part = (wanted, column) => rows.map(({ cells }, at) => (wanted(at) ? cells[column] : null));
  const ahead = (at) => first >= 0 && at >= first - 1;
  const known = (at) => first < 0 || at < first;
  const floor = rows.map(({ cells }, at) => (ahead(at) ? (cells[2] ?? cells[1]) : cells[2]));
  const height = rows.map(({ cells }, at) => (floor[at] === null ? null : (cells[3] ?? cells[1]) - floor[at]));
  const option = frame(rows.map(({ cells }) => cells[0]));
  option.tooltip.formatter = (points) => {
    const { cells } = rows[points[0].dataIndex];
    const bounds = cells[2] === null ? "" : `\n${low} – ${high}: ${plain(cells[2])} – ${plain(cells[3])}`;
    return `${cells[0]}${isForecast[points[0].dataIndex] ? ` · ${words.forecast}` : ""}\n${value}: ${plain(cells[1])}${bounds}`;
  };
  const quiet = { type: "line", stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 } };
  option.series = [
    { ...quiet, data: floor },
    { ...quiet, data: height, areaStyle: { color: teal, opacity: 0.16 } },
    { name: value, type: "line", lineStyle: { color: teal, width: 2 }, itemStyle: { color: teal }, ...dots(part(known, 1)) },
    { name: words.forecast, type: "line", showSymbol: false, lineStyle: { color: cinnabar, width: 2, type: "dashed" }, itemStyle: { color: cinnabar }, data: part(ahead, 1) },
  ];
  return option;
}

function plain(number) {
  return number === null ? "–" : Math.round(number * 100) / 100;
}
