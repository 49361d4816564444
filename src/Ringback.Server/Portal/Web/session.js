// Who is looking. The link that opens the portal has the token behind #, where no server and no log sees it; it is kept in
// sessionStorage, so that it ends with the tab.

const Kept = "ringback.portal";
const Capabilities = { view: 1, viewSecret: 2, rotateSecret: 4, send: 16, manage: 32 };

let session = null;
let memory = null;

/** Takes a token out of the address, if there is one, and wipes it there. */
export function takeFromAddress() {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token === undefined) return false;
  history.replaceState(null, "", location.pathname + location.search + "#/");
  keep(token);
  session = null;
  return true;
}

/** The session, or null when there is none to be read: { token, application, can }. */
export function current() {
  return session ??= read(kept());
}

/** Forgets the token. */
export function forget() {
  session = memory = null;
  try { sessionStorage.removeItem(Kept); } catch { /* There was no storage to begin with. */ }
}

function keep(token) {
  memory = token;
  // A frame in a browser that gives frames no storage: the session then ends with the page.
  try { sessionStorage.setItem(Kept, token); } catch { /* memory has it. */ }
}

function kept() {
  try { return sessionStorage.getItem(Kept) ?? memory; } catch { return memory; }
}

/** What the token says of itself (JWT, RFC 7519). Whether it is true is for the API to check. */
function read(token) {
  try {
    const claims = json(token.split(".")[1]);
    if (!claims.org || !claims.sub) return null;
    const bits = claims.cap ?? 63;
    const can = Object.fromEntries(Object.entries(Capabilities).map(([name, bit]) => [name, (bits & bit) === bit]));
    return { token, application: claims.sub, can };
  } catch {
    return null;
  }
}

function json(base64url) {
  const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, c => c.charCodeAt(0))));
}
