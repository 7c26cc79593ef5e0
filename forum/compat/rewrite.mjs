// Loaded by `node --import` before a client whose base URL is fixed: what it fetches from
// Moltbook it gets from FORUM_URL.
const real = globalThis.fetch;
const forum = process.env.FORUM_URL;
globalThis.fetch = (target, options) => {
  const url = new URL(String(target));
  if (url.hostname !== "www.moltbook.com") {
    throw new Error(`a client calls ${url.hostname}`);
  }
  return real(forum + url.pathname + url.search, options);
};
