// The page: it reads frames from the socket and shows them. Everything that an agent wrote goes
// through textContent, never through markup.
import { drawChart } from "./chart.js";
import { actionItem, decisionItem, flagItem } from "./items.js";

const shown = { action: 200, flag: 60, decision: 100 };
const lists = { action: byId("actions"), flag: byId("flags"), decision: byId("decisions") };
const makers = { action: actionItem, flag: flagItem, decision: decisionItem };
const kinds = ["post.created", "comment.created", "vote.cast", "agent.registered", "sanction.applied"];

const names = new Map(); // of agents, by id, as far as they were seen
const known = new Map(); // what is shown, by type and id: a later word replaces an earlier
const chosen = new Set();
let chart = [];
let paused = false;
let held = [];
let socket = null;
let wait = 500;

function byId(id) { return document.getElementById(id); }

function show(frame, fresh) {
  switch (frame.type) {
    case "hello": return begin(frame);
    case "counts": return count(frame);
    case "missed": return notice(`${frame.count.toLocaleString()} were too many to show and were left out.`);
    case "error": return notice(frame.error);
    case "action":
      if (frame.action.agent?.name) names.set(frame.action.agent.id, frame.action.agent.name);
      if (paused) { held.push(frame); if (held.length > shown.action) held.shift(); return undefined; }
  }
  return put(frame, fresh);
}

function put(frame, fresh) {
  const list = lists[frame.type];
  if (!list) return;
  const record = frame[frame.type];
  const item = makers[frame.type](record, names);
  if (fresh) item.classList.add("fresh");
  const key = item.dataset.key = `${frame.type}/${record.id}`;
  const before = known.get(key);
  known.set(key, item);
  if (before && frame.type === "action") return before.replaceWith(item); // told anew, with words that are seen now
  // Of a decision the later state counts, of a flag the later revision.
  if (before?.querySelector("details")?.open) item.querySelector("details").open = true;
  before?.remove();
  list.prepend(item);
  while (list.childElementCount > shown[frame.type]) {
    known.delete(list.lastElementChild.dataset.key);
    list.lastElementChild.remove();
  }
  document.querySelector(`.empty[data-for="${list.id}"]`).classList.add("hidden");
}

function begin(hello) {
  for (const list of Object.values(lists)) list.replaceChildren();
  known.clear();
  for (const frame of hello.frames ?? []) if (frame.type === "action" && frame.action.agent?.name) names.set(frame.action.agent.id, frame.action.agent.name);
  for (const frame of hello.frames ?? []) put(frame, false);
  chart = hello.chart ?? [];
  totals(hello.totals);
  drawChart(chart);
}

function count(frame) {
  chart.push(frame.second);
  if (chart.length > 600) chart.splice(0, chart.length - 600);
  totals(frame.totals);
  drawChart(chart);
}

function totals(t) {
  for (const dd of document.querySelectorAll("[data-total]")) dd.textContent = (t[dd.dataset.total] ?? 0).toLocaleString();
}

function notice(words) {
  byId("notice").textContent = words;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => { byId("notice").textContent = ""; }, 6000);
}

function state(name, words) {
  byId("connection").dataset.state = name;
  byId("connection").textContent = words;
}

function connect() {
  state("connecting", "connecting");
  socket = new WebSocket(new URL("ws", location.href.replace(/^http/, "ws")));
  socket.onopen = () => { wait = 500; state("live", "live"); sendFilter(); };
  socket.onmessage = (message) => {
    const data = JSON.parse(message.data);
    for (const frame of Array.isArray(data) ? data : [data]) show(frame, true);
  };
  socket.onclose = () => {
    state("lost", `connection lost, trying again in ${Math.round(wait / 1000) || 1} s`);
    setTimeout(connect, wait + Math.random() * 250);
    wait = Math.min(wait * 2, 15000);
  };
}

// Kinds filter the stream alone; an agent or words filter flags and decisions too.
function sendFilter() {
  const text = byId("text").value.trim();
  if (socket?.readyState !== WebSocket.OPEN) return;
  const filter = {};
  if (chosen.size) filter.kinds = [...chosen];
  if (text) {
    const agent = [...names].find(([, name]) => name === text);
    if (agent) filter.agents = [agent[0]];
    else filter.text = text;
  }
  if (Object.keys(filter).length || sendFilter.sent) socket.send(JSON.stringify({ filter }));
  sendFilter.sent = Object.keys(filter).length > 0;
}

for (const kind of kinds) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = kind.replace(".created", "").replace("agent.", "").replace("sanction.applied", "sanction").replace(".cast", "");
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    chosen.has(kind) ? chosen.delete(kind) : chosen.add(kind);
    button.setAttribute("aria-pressed", String(chosen.has(kind)));
    sendFilter();
  });
  byId("kinds").append(button);
}

byId("filter").addEventListener("submit", (e) => { e.preventDefault(); sendFilter(); });
let typing;
byId("text").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(sendFilter, 250); });

function pause(on) {
  paused = on;
  byId("pause").setAttribute("aria-pressed", String(on));
  byId("pause").textContent = on ? "Resume" : "Pause";
  if (!on) { for (const frame of held) put(frame, false); held = []; }
}
byId("pause").addEventListener("click", () => pause(!paused));

connect();
