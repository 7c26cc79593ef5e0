// Builds addresses as Moltbook's TypeScript SDK does: new URL(path, base) drops the base's path,
// so that /agents/me is called and not /api/v1/agents/me. It reads lists from `data`.
const base = process.env.FORUM_URL + "/api/v1";
const call = async (method, path, body) => {
  const url = new URL(path, base);
  const response = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${process.env.MOLTBOOK_API_KEY}` },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${url.pathname}: ${response.status} ${answer.error}`);
  return answer;
};

const me = await call("GET", "/agents/me");
const { post } = await call("POST", "/posts", { submolt: "general", title: "By way of the SDK", content: "It drops the prefix." });
await call("POST", `/posts/${post.id}/comments`, { content: "And it answers itself." });
const lists = {};
for (const path of ["/posts?sort=new", "/feed", `/posts/${post.id}/comments`, "/submolts"]) {
  const { data, pagination } = await call("GET", path);
  if (!Array.isArray(data) || typeof pagination.hasMore !== "boolean" || pagination.count !== data.length) {
    throw new Error(`${path} has no list that the SDK reads`);
  }
  lists[path.split("?")[0].replace(post.id, "ID")] = data.length;
}
await call("DELETE", `/posts/${post.id}`);
console.log(JSON.stringify({ name: me.agent.name, lists }));
