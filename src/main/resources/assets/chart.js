// The course of a year: what each part brought, where the year stood, the target, what was forecast of its end day by day, and the
// forecast of now with its interval. The same figures stand in words and in a table beside it; what is drawn here is only a picture of them.

/* global echarts */

const UNSEEN = '';

const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Parts are each 1 wide on the second axis, so that days have their place between them. ECharts stacks lines on an axis of time, not on
// one of numbers; so it is one of time, on which nobody reads a time.
const WIDTH = 1e6;

function on(place) {
  return place * WIDTH;
}

const WHERE = { xAxisIndex: 1 };

// The room between low and high: an unseen line at the low, and upon it an area as high as their difference.
function band(name, stretches, opacity) {
  const points = stretches.flatMap((stretch) => [...stretch, [stretch.at(-1)[0], null, null]]);
  const line = { type: 'line', ...WHERE, silent: true, symbol: 'none', stack: name, stackStrategy: 'all', lineStyle: { opacity: 0 } };
  return [
    { ...line, name: UNSEEN, data: points.map(([place, low]) => [on(place), low]) },
    {
      ...line,
      name,
      data: points.map(([place, low, high]) => [on(place), low === null ? null : high - low]),
      areaStyle: { color: colour('--accent'), opacity },
      itemStyle: { color: colour('--accent'), opacity },
    },
  ];
}

// A day that was not kept leaves a gap: nothing is made up in between.
function stretches(forecasts) {
  const all = [];
  forecasts.forEach(([place, low, , high, follows]) => {
    if (!follows || all.length === 0) {
      all.push([]);
    }
    all.at(-1).push([place, Number(low), Number(high)]);
  });
  return all.filter((stretch) => stretch.length > 1);
}

function fan(data) {
  if (!data.forecast || data.forecasts.length === 0) {
    return [];
  }
  const end = data.labels.length;
  const now = data.forecasts.at(-1)[0];
  const last = data.soFar.findLastIndex((value) => value !== null);
  const { low, value, high } = data.forecast;
  // Where nothing runs up through the year, what is forecast is no way from here to there.
  const from = last < 0 ? null : Number(data.soFar[last]);
  const past = stretches(data.forecasts);
  return [
    ...(past.length > 0 ? band(data.words.forecasts, past, 0.16) : []),
    ...band(data.words.interval, [[[now, from ?? Number(low), from ?? Number(high)], [end, Number(low), Number(high)]]], 0.36),
    {
      type: 'line',
      name: data.words.forecast,
      ...WHERE,
      data: [[on(now), from ?? Number(value)], [on(end), Number(value)]],
      symbol: 'none',
      lineStyle: { type: 'dotted', width: 3, color: colour('--accent') },
      itemStyle: { color: colour('--accent') },
    },
  ];
}

function keys(series) {
  return series
    .filter((one) => one.name !== UNSEEN)
    .map((one) => (one.areaStyle ? { name: one.name, icon: 'roundRect' } : { name: one.name }));
}

function said(data, at) {
  const line = (name, value) => (value === null || value === undefined ? [] : [`${name}  ${value}`]);
  return [
    data.labels[at],
    ...line(data.words.part, data.part[at] === null ? null : data.partShown[at]),
    ...line(data.words.soFar, data.soFar[at] === null || data.soFar.length === 0 ? null : data.soFarShown[at]),
    ...line(data.words.target, data.target[at]),
  ].join('\n');
}

// How many lines the legend needs: a letter of Chinese is as wide as two others.
function legendLines(names, width) {
  const needed = names.map((name) => 45 + [...name].reduce((sum, letter) => sum + (letter > '\u2e80' ? 12 : 7), 0));
  let lines = 1;
  let used = 0;
  needed.forEach((one) => {
    if (used > 0 && used + one > width) {
      lines += 1;
      used = 0;
    }
    used += one;
  });
  return lines;
}

// A share or a mean lies close to its bound: the axis begins near both, so that 85.2 is told from 85.
function around(data) {
  if (data.kind !== 'standing') {
    return {};
  }
  const numbers = [...data.part, ...data.soFar, ...data.target, data.forecast?.low, data.forecast?.high]
    .filter((value) => value !== null && value !== undefined)
    .map(Number);
  if (numbers.length === 0) {
    return {};
  }
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const room = Math.max((high - low) * 0.2, Math.abs(high) * 0.002, 1e-6);
  const share = data.unit === '%' || data.unit === '％';
  const nice = Math.pow(10, Math.floor(Math.log10(room)));
  const whole = (number) => Number(number.toFixed(9));
  const top = whole(Math.ceil((high + room) / nice) * nice);
  return {
    min: Math.max(low < 0 ? -Infinity : 0, whole(Math.floor((low - room) / nice) * nice)),
    max: share && high <= 100 ? Math.min(100, top) : top,
  };
}

// The side of the bound on which the promise is not kept.
function bad(data) {
  const targets = data.target.filter((value) => value !== null);
  if (!data.bad || targets.length === 0) {
    return {};
  }
  const bound = Number(targets.at(-1));
  const side = data.bad === 'below' ? [{ yAxis: 'min' }, { yAxis: bound }] : [{ yAxis: bound }, { yAxis: 'max' }];
  return { markArea: { silent: true, itemStyle: { color: colour('--breached'), opacity: 0.08 }, data: [side] } };
}

// What happened: a mark at its place, its words in the tip.
function happened(data) {
  if (!data.notes || data.notes.length === 0) {
    return [];
  }
  const colours = { amended: '--accent', outage: '--breached', maintenance: '--no-data', corrected: '--at-risk', comment: '--on-track' };
  return [{
    type: 'scatter',
    name: UNSEEN,
    ...WHERE,
    yAxisIndex: 1,
    symbol: 'pin',
    symbolSize: 18,
    data: data.notes.map((note) => ({ value: [on(note.place), 0], words: note.words, itemStyle: { color: colour(colours[note.kind] ?? '--faint') } })),
    tooltip: { trigger: 'item', formatter: (point) => point.data.words },
  }];
}

/** Without a schedule each day's part of the target is due on its day. */
function even(data) {
  const end = data.labels.length;
  return data.target.flatMap((value, at) => (value === null ? [] : [[on(at), (Number(value) * at) / end], [on(at + 1), (Number(value) * (at + 1)) / end]]));
}

/** What the declared schedule wants by the end of each part of the year. */
function planned(data) {
  return [[on(0), 0], ...data.due.flatMap((value, at) => (value === null ? [] : [[on(at + 1), value]]))];
}

function option(data, width) {
  const ink = colour('--ink');
  const faint = colour('--faint');
  const now = data.forecasts.length > 0 ? data.forecasts.at(-1)[0] : data.labels.length;
  const judged = (value, at) =>
    data.kept && data.kept[at] !== null && data.kept[at] !== undefined
      ? { value, itemStyle: { color: colour(data.kept[at] ? '--met' : '--missed') } }
      : value;
  const series = [
    {
      type: 'bar',
      name: data.words.part,
      data: data.part.map(judged),
      itemStyle: { color: colour(data.kind === 'standing' ? '--line' : '--on-track') },
      barMaxWidth: 36,
    },
  ];
  if (data.kind === 'standing') {
    series[0] = {
      type: 'line',
      name: data.words.part,
      data: data.part,
      symbolSize: 8,
      connectNulls: false,
      lineStyle: { width: 2, color: colour('--on-track') },
      itemStyle: { color: colour('--on-track') },
    };
  }
  series.push(...fan(data));
  if (data.kind === 'sum' && data.target.some((value) => value !== null)) {
    series.push({
      type: 'line',
      name: data.words.proRata,
      ...WHERE,
      data: data.due.some((value) => value !== null) ? planned(data) : even(data),
      symbol: 'none',
      lineStyle: { type: 'dotted', width: 1.5, color: faint },
      itemStyle: { color: faint },
    });
  }
  if (data.soFar.length > 0) {
    series.push({
      type: 'line',
      name: data.words.soFar,
      ...WHERE,
      step: data.kind === 'limit' ? 'end' : false,
      data: data.soFar.map((value, at) => [on(Math.min(at + 1, Math.max(at, now))), value]),
      symbolSize: data.labels.length > 20 ? 0 : 7,
      lineStyle: { width: 3, color: colour('--accent') },
      itemStyle: { color: colour('--accent') },
    });
  }
  series.push({
    type: 'line',
    name: data.words.target,
    ...WHERE,
    data: data.target.flatMap((value, at) => [[on(at), value], [on(at + 1), value]]),
    symbol: 'none',
    lineStyle: { type: 'dashed', width: 2, color: colour('--breached') },
    itemStyle: { color: colour('--breached') },
    ...bad(data),
  });
  series.push(...happened(data));
  const lines = legendLines(keys(series).map((one) => one.name), width);
  return {
    animation: !still && !navigator.webdriver,
    textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 12, right: 16, top: 32 + 22 * lines, bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: { color: ink }, data: keys(series) },
    // As text in the drawing: what is made of elements would need styles that the policy forbids.
    tooltip: { trigger: 'axis', renderMode: 'richText', formatter: ([point]) => said(data, point.dataIndex) },
    xAxis: [
      { type: 'category', data: data.labels, axisLabel: { color: faint } },
      { type: 'time', show: false, min: 0, max: on(data.labels.length), axisPointer: { show: false, triggerTooltip: false } },
    ],
    yAxis: [
      { type: 'value', ...around(data), axisLabel: { color: faint }, splitLine: { lineStyle: { color: colour('--line') } } },
      { type: 'value', show: false, min: 0, max: 1 },
    ],
    series,
  };
}

// How long a site's answers took, each part of the time by itself.
function probed(data, width) {
  const ink = colour('--ink');
  const faint = colour('--faint');
  const line = (name, values, style) => ({ type: 'line', name, data: values, symbol: 'none', connectNulls: false, ...style });
  const series = [
    line(data.words.mean, data.mean, { lineStyle: { width: 2, color: colour('--accent') }, itemStyle: { color: colour('--accent') } }),
    ...(data.longest.length > 0
      ? [line(data.words.longest, data.longest, { lineStyle: { width: 1, color: colour('--on-track') }, itemStyle: { color: colour('--on-track') } })]
      : []),
    ...(data.target === null
      ? []
      : [line(data.words.target, data.labels.map(() => data.target), { lineStyle: { type: 'dashed', width: 2, color: colour('--breached') }, itemStyle: { color: colour('--breached') } })]),
  ];
  const shown = (value) => (value === null || value === undefined ? '—' : String(value));
  return {
    animation: !still && !navigator.webdriver,
    textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 12, right: 16, top: 12 + 22 * legendLines(series.map((one) => one.name), width), bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: { color: ink }, data: series.map((one) => ({ name: one.name })) },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      formatter: (points) => [data.labels[points[0].dataIndex], ...points.map((point) => `${point.seriesName}  ${shown(point.value)}`)].join('\n'),
    },
    xAxis: { type: 'category', data: data.labels, axisLabel: { color: faint, hideOverlap: true } },
    yAxis: { type: 'value', min: 0, axisLabel: { color: faint }, splitLine: { lineStyle: { color: colour('--line') } } },
    series,
  };
}

function drawing(data, width) {
  return data.kind === 'probe' ? probed(data, width) : option(data, width);
}

function draw(figure) {
  const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const box = figure.querySelector('.chart-box');
  const chart = echarts.init(box, null, { renderer: 'svg' });
  chart.setOption(drawing(data, chart.getWidth()));
  const framed = () => box.querySelector('svg').setAttribute('viewBox', `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  framed();
  figure.dataset.drawn = 'yes';
  new ResizeObserver(() => {
    // Paper has the drawing as it is, only smaller.
    if (!window.matchMedia('print').matches) {
      chart.resize();
      chart.setOption(drawing(data, chart.getWidth()));
      framed();
    }
  }).observe(box);
  // On paper it is light, whatever the screen is; and paper does not wait for the next frame.
  ['(prefers-color-scheme: dark)', 'print'].forEach((media) =>
    window.matchMedia(media).addEventListener('change', () => {
      chart.setOption(drawing(data, chart.getWidth()));
      chart.getZr().flush();
    }),
  );
}

function drawAll() {
  document.querySelectorAll('[data-chart]:not([data-drawn])').forEach(draw);
}

drawAll();
// What a page asks for once it stands has charts, too.
document.addEventListener('htmx:afterSettle', drawAll);
