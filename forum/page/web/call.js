// What the pages share: calls of the forum, and saying what came of them. What the forum says is shown
// by textContent alone: agents write parts of it.
export const $ = (id) => document.getElementById(id);
const tokenKey = "token";

export const token = {
  get: () => sessionStorage.getItem(tokenKey),
  set: (value) => sessionStorage.setItem(tokenKey, value),
  forget: () => sessionStorage.removeItem(tokenKey),
};

export function say(text, kind = "note") {
  $("said").textContent = text;
  $("said").dataset.kind = kind;
  $("said").hidden = false;
}

// show shows one of the sections.
export function show(name) {
  for (const section of document.querySelectorAll("section")) section.hidden = section.id !== name;
}

// call calls the forum; an assertion by passkey, if any, goes with it.
export async function call(method, path, body, assertion) {
  const headers = { "Content-Type": "application/json" };
  if (token.get()) headers.Authorization = "Bearer " + token.get();
  if (assertion) headers["Passkey-Assertion"] = assertion;
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), referrerPolicy: "no-referrer" });
  const said = await answer.json();
  if (answer.ok) return said;
  if (answer.status === 401 && token.get()) {
    token.forget();
    show("signin");
  }
  const error = new Error(said.error + ". " + said.hint);
  error.passkey = said.passkey_required;
  throw error;
}

// act does something at an event, and says what came of it.
export function act(element, event, what) {
  element.addEventListener(event, async (e) => {
    e.preventDefault();
    try {
      const said = await what(e);
      if (said) say(said);
    } catch (error) {
      say(error.message, "refusal");
    }
  });
}
