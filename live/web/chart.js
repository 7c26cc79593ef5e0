// Actions a second over the last five minutes, with the seconds marked in which flags and
// sanctions came.

const width = 600, height = 90, span = 300;
const svg = (tag, attributes) => {
  const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  return e;
};

export function drawChart(seconds) {
  const end = Math.floor(Date.now() / 1000) - 1;
  const at = new Map(seconds.map((s) => [s.time, s]));
  const values = Array.from({ length: span }, (_, i) => at.get(end - span + 1 + i));
  const top = Math.max(4, ...values.map((v) => v?.actions ?? 0)) * 1.1;
  const x = (i) => (i / (span - 1)) * width;
  const y = (v) => height - 1 - (v / top) * (height - 4);
  const points = values.map((v, i) => `${x(i).toFixed(1)},${y(v?.actions ?? 0).toFixed(1)}`);
  document.getElementById("line").setAttribute("d", `M${points.join("L")}`);
  document.getElementById("area").setAttribute("d", `M0,${height}L${points.join("L")}L${width},${height}Z`);
  const marks = document.getElementById("marks");
  marks.replaceChildren();
  values.forEach((v, i) => {
    if (v?.flags) marks.append(svg("line", { class: "flag", x1: x(i), x2: x(i), y1: height * 0.55, y2: height }));
    if (v?.bans) marks.append(svg("line", { class: "ban", x1: x(i), x2: x(i), y1: 0, y2: height }));
  });
  const now = values.slice(-10).reduce((sum, v) => sum + (v?.actions ?? 0), 0) / 10;
  document.getElementById("rate").textContent = `${now.toFixed(1)}/s now`;
}
