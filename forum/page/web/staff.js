// The page where the staff's people have their passkeys.
import { $, act, call, show, token } from "./call.js";
import { listPasskeys, passkeyForms } from "./passkeys.js";

const base = "/admin/v1/passkeys";

async function open() {
  await listPasskeys(base);
  show("mine");
}

act($("signin").querySelector("form"), "submit", async (e) => {
  token.set(new FormData(e.target).get("token"));
  e.target.reset();
  await open();
});
act($("signout"), "click", () => {
  token.forget();
  show("signin");
  return "This tab has forgotten the token.";
});
passkeyForms(base);

if (token.get()) open().catch(() => show("signin"));
else show("signin");
