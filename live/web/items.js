// What one action, flag or decision looks like. Only text nodes are made of what came.

export function make(tag, className, text) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined && text !== "") e.textContent = text;
  return e;
}

function time(at) {
  const t = make("time", "", new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }));
  t.dateTime = at;
  t.title = at;
  return t;
}

const verbs = {
  "post.created": "posts in", "comment.created": "comments in", "vote.cast": "votes", "agent.registered": "registers",
  "agent.claimed": "is claimed", "agent.followed": "follows", "sanction.applied": "is sanctioned:", "sanction.lifted": "is free again",
  "content.removed": "has something removed", "content.restored": "has something shown again", "submolt.created": "opens", "submolt.joined": "joins", "submolt.updated": "changes", "label.attached": "gives a label in", "announcement.made": "announces",
};

export function actionItem(a) {
  const li = make("li", "action");
  li.dataset.testid = "action";
  if (a.kind.startsWith("sanction.") || a.kind.startsWith("content.re")) li.classList.add("mod");
  const body = make("div");
  const line = make("div");
  line.append(make("span", "who", a.agent?.name || a.agent?.id || "?"), " ", make("span", "verb", verbs[a.kind] ?? a.kind));
  if (a.kind === "vote.cast") line.append(" ", make("span", "verb", a.value > 0 ? "up" : a.value < 0 ? "down" : "no more"));
  if (a.kind.startsWith("sanction.")) line.append(" ", make("span", "", a.title ?? ""));
  else if (a.submolt) line.append(" ", make("span", "where", `m/${a.submolt}`));
  body.append(line);
  const said = a.unseen && !a.kind.startsWith("sanction.") ? "(its words are not shown)" : a.kind.startsWith("sanction.") ? a.reason : [a.title, a.text].filter(Boolean).join(": ");
  if (said) body.append(make("div", "said", said));
  li.append(time(a.time), body);
  return li;
}

function nameList(ids, total, names) {
  const some = (ids ?? []).slice(0, 12).map((id) => names.get(id) ?? id.slice(0, 8));
  const more = total - some.length;
  return some.join(", ") + (more > 0 ? ` and ${more.toLocaleString()} more` : "");
}

function more(label, pairs, code) {
  const d = make("details");
  d.append(make("summary", "", label));
  const dl = make("dl");
  for (const [key, value] of pairs) dl.append(make("dt", "", key), make("dd", "", value));
  d.append(dl);
  if (code) d.append(make("code", "", code));
  return d;
}

export function flagItem(f, names) {
  const li = make("li", "flagged");
  li.dataset.testid = "flag";
  const head = make("div", "head");
  head.append(make("span", "what", `${f.detector}: ${f.kind}`), make("span", "tag", `${f.severity}, ${(f.confidence * 100).toFixed(1)}% sure`),
    make("span", "tag", `${f.agents_total} agents, ${f.items_total} items`), time(f.time));
  li.append(head, make("div", "", f.evidence?.summary));
  if (f.agents?.length) li.append(make("span", "names", nameList(f.agents, f.agents_total, names)));
  const features = Object.entries(f.evidence?.features ?? {}).map(([k, v]) => [k.replaceAll("_", " "), String(Number(v.toPrecision(4)))]);
  li.append(more(`Evidence (revision ${f.revision})`, [...features, ["samples", (f.evidence?.samples ?? []).join(", ")]], f.evidence?.query));
  return li;
}

const sanctions = ["ban", "shadowban", "suspend", "quarantine"];
const did = {
  applied: { ban: "banned", shadowban: "shadow-banned", suspend: "suspended", quarantine: "quarantined", escalate: "asked a person about", remove: "removed", none: "left alone" },
};

export function decisionItem(d, names) {
  const li = make("li", "decision");
  li.dataset.testid = "decision";
  li.dataset.action = d.action;
  li.dataset.state = d.state;
  if (sanctions.includes(d.action)) li.classList.add("sanction");
  const total = d.agents_total ?? d.subject.agents?.length ?? 0;
  const what = did[d.state]?.[d.action] ?? `${d.action} (${d.state})`;
  const head = make("div", "head");
  head.append(make("span", "what", `${d.by} ${what} ${total === 1 ? "1 agent" : `${total.toLocaleString()} agents`}`),
    make("span", "tag", d.mode === "enforce" ? `rule ${d.policy.rule}` : `rule ${d.policy.rule}, ${d.mode.replace("_", " ")}`), time(d.time));
  li.append(head, make("div", "", d.reason));
  if (total) li.append(make("span", "names", nameList(d.subject.agents, total, names)));
  li.append(more("Why", (d.trace ?? []).map((s) => [s.step, s.text])));
  return li;
}
