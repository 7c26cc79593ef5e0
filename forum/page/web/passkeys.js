// Passkeys of whoever is signed in: both pages have them. base is where the calls about them stand.
import { $, act, call } from "./call.js";

const changePasskeys = "change passkeys";

// answer has the browser answer a ceremony by one of the person's passkeys.
export async function answer(begun) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.options.publicKey);
  const credential = await navigator.credentials.get({ publicKey });
  return { ceremony: begun.ceremony, credential: credential.toJSON() };
}

// assert has the person assert for an action, and gives the token that opens it.
async function assert(base, action) {
  return call("POST", base + "/assertions", await answer(await call("POST", base + "/assertions/begin", { action })));
}

// asserting makes a call, and, where a passkey is required, makes it again with an assertion.
export async function asserting(base, make) {
  try {
    return await make();
  } catch (error) {
    if (!error.passkey) throw error;
    return make((await assert(base, error.passkey.action)).assertion);
  }
}

async function add(base, name) {
  const begun = await asserting(base, (assertion) => call("POST", base + "/registrations", {}, assertion));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun.options.publicKey);
  const credential = await navigator.credentials.create({ publicKey });
  return call("POST", base, { ceremony: begun.ceremony, name, credential: credential.toJSON() });
}

export async function listPasskeys(base) {
  const page = await call("GET", base);
  $("passkeys").replaceChildren(...page.passkeys.map((p) => {
    const item = document.createElement("li");
    const remove = document.createElement("button");
    item.textContent = (p.name || "A passkey") + ", since " + p.created_at.slice(0, 10) + (p.cloned ? ": it may have been copied and opens nothing " : " ");
    remove.type = "button";
    remove.textContent = "Remove";
    act(remove, "click", async () => {
      const said = await asserting(base, (assertion) => call("DELETE", base + "/" + encodeURIComponent(p.id), undefined, assertion));
      item.remove();
      return said.message;
    });
    item.append(remove);
    return item;
  }));
}

// passkeyForms makes the forms of a page work: a new passkey, and an assertion for an action.
export function passkeyForms(base) {
  act($("newpasskey"), "submit", async (e) => {
    const made = await add(base, new FormData(e.target).get("name"));
    await listPasskeys(base);
    return "The passkey " + made.passkey.name + " is registered.";
  });
  act($("approve"), "submit", async (e) => {
    const action = new FormData(e.target).get("action").trim();
    if (action === changePasskeys) throw new Error("The page does this by itself: add or remove a passkey.");
    const made = await assert(base, action);
    $("assertion").textContent = made.assertion;
    return "Send this in the header Passkey-Assertion, within five minutes. It opens " + made.action + ", once.";
  });
}
