// Draws the charts of the observatory from the tables behind them: `figure[data-chart]` holds a table and an empty place.
// Without this script the table is what one sees.
import { LineChart, RadarChart, SankeyChart } from "echarts/charts";
import { GridComponent, LegendComponent, RadarComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { flow } from "./charts/flow.js";
import { radar } from "./charts/radar.js";
import { trend } from "./charts/trend.js";

use([LineChart, RadarChart, SankeyChart, GridComponent, LegendComponent, RadarComponent, TooltipComponent, CanvasRenderer]);

const kinds = { trend, radar, flow };

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const place = figure.querySelector("[data-picture]");
  const table = figure.querySelector("table");
  if (!place || !table) continue;
  place.hidden = false;
  const chart = init(place, null, { renderer: "canvas" });
  chart.setOption(kinds[figure.dataset.chart](table, place));
  figure.querySelector("details")?.removeAttribute("open");
  new ResizeObserver(() => chart.resize()).observe(place);
}
