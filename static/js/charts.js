// Draws every [data-chart] when it comes near the view; the library is fetched only then.

const begun = new WeakSet();
const charts = new Set(); // { chart, data }

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

let library;
function fetchLibrary(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(globalThis.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

function bandsOf(data) {
  return data.bands.map((band) => [
    { yAxis: band.low, name: band.name, itemStyle: { color: colour(`--ev-${band.level}-bg`), opacity: 0.65 } },
    { yAxis: band.high },
  ]);
}

const isBar = (series) => series.kind === "bar" || series.kind === "stacked";

// A line of the ground between what stands on one another: two colours may look alike.
function itemStyleOf(series) {
  if (series.kind === "stacked") return { borderColor: colour("--ev-surface"), borderWidth: 1 };
  return series.kind === "bar" ? { borderRadius: [2, 2, 0, 0] } : {};
}

function seriesOf(data) {
  const palette = [colour("--ev-accent-text"), colour("--ev-unknown-mark"), colour("--ev-line-strong")];
  return data.series.map((series, place) => ({
    name: series.name,
    type: isBar(series) ? "bar" : "line",
    stack: series.kind === "stacked" ? "all" : undefined,
    data: series.values,
    color: series.level ? colour(`--ev-${series.level}-mark`) : palette[place % palette.length],
    symbol: "circle",
    showSymbol: series.values.length < 40,
    symbolSize: 5,
    barMaxWidth: 22,
    lineStyle: series.kind === "dashed" ? { width: 1.5, type: "dashed" } : { width: 2 },
    itemStyle: itemStyleOf(series),
    markArea: place || !data.bands.length ? undefined : {
      silent: true,
      label: { position: "insideRight", color: colour("--ev-muted"), fontSize: 11 },
      data: bandsOf(data),
    },
    markLine: place || !data.marks.length ? undefined : {
      silent: true,
      symbol: "none",
      lineStyle: { color: colour("--ev-line-strong"), type: "dashed" },
      label: { position: "insideStartTop", color: colour("--ev-muted"), fontSize: 11, formatter: "{b}" },
      data: data.marks.map(([place, name]) => ({ xAxis: place, name })),
    },
  }));
}

function optionsOf(data) {
  const muted = colour("--ev-muted");
  const line = colour("--ev-line");
  const names = data.series.length;
  const twoLines = names > 4 && innerWidth < 576; // of names, on a phone
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 4, right: 12, top: twoLines ? 58 : names > 1 ? 34 : 12, bottom: 4, outerBoundsMode: "same" },
    legend: { show: names > 1, left: 0, top: 0, itemWidth: 14, textStyle: { color: muted } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // the other one needs inline styles
      confine: true,
      backgroundColor: colour("--ev-surface"),
      borderColor: line,
      textStyle: { color: colour("--ev-text"), fontSize: 13 },
      formatter: (points) =>
        [data.labels[points[0].dataIndex]]
          .concat(points.map((p) => `${p.seriesName}  ${data.series[p.seriesIndex].texts[p.dataIndex]}`))
          .join("\n"),
    },
    xAxis: {
      type: "category",
      data: data.labels,
      boundaryGap: data.series.some(isBar),
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: muted, fontSize: 11, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      min: data.low,
      max: data.high,
      interval: data.high === null ? null : (data.high - data.low) / 5,
      splitNumber: 4,
      splitLine: { lineStyle: { color: line } },
      axisLabel: { color: muted, fontSize: 11, formatter: shortFigure },
    },
    series: seriesOf(data),
  };
}

const shortFigure = (value) =>
  new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" }).format(value);

async function draw(element) {
  const data = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  try {
    const echarts = await fetchLibrary(element.dataset.library);
    element.replaceChildren();
    const chart = echarts.init(element, null, { renderer: "canvas" });
    chart.setOption(optionsOf(data));
    charts.add({ chart, data });
    new ResizeObserver(() => chart.resize()).observe(element);
  } catch {
    // Without the library the table below, or the one beside it, has the same figures.
    element.hidden = true;
    const table = element.parentElement.querySelector("details");
    if (table) table.open = true;
  }
}

function drawOnce(element) {
  if (begun.has(element)) return;
  begun.add(element);
  draw(element);
}

const inView = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) drawOnce(entry.target);
  },
  { rootMargin: "200px" },
);

const watch = (root) => root.querySelectorAll("[data-chart]").forEach((element) => inView.observe(element));

watch(document);
document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
addEventListener("beforeprint", () => document.querySelectorAll("[data-chart]").forEach(drawOnce));

// Another colour mode: the same charts in other colours.
new MutationObserver(() => {
  for (const { chart, data } of charts) chart.setOption(optionsOf(data));
}).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
