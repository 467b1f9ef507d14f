// The course of a year: what each part brought, where the year stood, the target, and the forecast with its interval.
// The same figures stand in a table beside it; what is drawn here is only a picture of them.

/* global echarts */

const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function fan(data) {
  const last = data.soFar.findLastIndex((value) => value !== null);
  if (!data.forecast || last < 0 || last === data.labels.length - 1) {
    return [];
  }
  const end = data.labels.length - 1;
  const from = Number(data.soFar[last]);
  const line = (to) =>
    data.labels.map((_, at) => (at < last ? null : from + ((Number(to) - from) * (at - last)) / (end - last)));
  const low = line(data.forecast.low);
  const high = line(data.forecast.high);
  const silent = { type: 'line', silent: true, symbol: 'none', tooltip: { show: false } };
  return [
    { ...silent, name: 'low', stack: 'fan', stackStrategy: 'all', data: low, lineStyle: { opacity: 0 } },
    {
      ...silent,
      name: data.words.interval,
      stack: 'fan',
      stackStrategy: 'all',
      data: high.map((value, at) => (value === null ? null : value - low[at])),
      lineStyle: { opacity: 0 },
      areaStyle: { color: colour('--accent'), opacity: 0.2 },
      itemStyle: { color: colour('--accent'), opacity: 0.3 },
    },
    {
      type: 'line',
      name: data.words.forecast,
      data: line(data.forecast.value),
      symbol: 'none',
      lineStyle: { type: 'dotted', width: 3, color: colour('--accent') },
      itemStyle: { color: colour('--accent') },
    },
  ];
}

function option(data) {
  const ink = colour('--ink');
  const faint = colour('--faint');
  const series = [
    { type: 'bar', name: data.words.part, data: data.part, itemStyle: { color: colour('--on-track') }, barMaxWidth: 36 },
  ];
  if (data.soFar.length > 0) {
    series.push({
      type: 'line',
      name: data.words.soFar,
      data: data.soFar,
      symbolSize: 7,
      lineStyle: { width: 3, color: colour('--accent') },
      itemStyle: { color: colour('--accent') },
    });
  }
  series.push({
    type: 'line',
    name: data.words.target,
    data: data.target,
    step: 'middle',
    symbol: 'none',
    lineStyle: { type: 'dashed', width: 2, color: colour('--breached') },
    itemStyle: { color: colour('--breached') },
  });
  series.push(...fan(data));
  return {
    animation: !still && !navigator.webdriver,
    textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 12, right: 16, top: 56, bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: { color: ink }, data: series.map((one) => one.name).filter((name) => name !== 'low') },
    // As text in the drawing: what is made of elements would need styles that the policy forbids.
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: { type: 'category', data: data.labels, axisLabel: { color: faint } },
    yAxis: { type: 'value', axisLabel: { color: faint }, splitLine: { lineStyle: { color: colour('--line') } } },
    series,
  };
}

function draw(figure) {
  const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const box = figure.querySelector('.chart-box');
  const chart = echarts.init(box, null, { renderer: 'svg' });
  chart.setOption(option(data));
  figure.dataset.drawn = 'yes';
  new ResizeObserver(() => chart.resize()).observe(box);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => chart.setOption(option(data)));
}

document.querySelectorAll('[data-chart]').forEach(draw);
