// The official SDK, as it comes from npm, against a Ringback server: RINGBACK_URL, RINGBACK_TOKEN.
// Prints each step that went well; ends with an error at the first that didn't.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import http from "node:http";

const loaded = await import("svix");
const { ApiException, Svix, Webhook, messageInRaw } = loaded.Svix ? loaded : loaded.default;
const serverUrl = process.env.RINGBACK_URL;
const svix = new Svix(process.env.RINGBACK_TOKEN, { serverUrl });

// SDKs 1.x and 2.x call the same field differently, and drop the other.
const bothNames = (eventTypes) => ({ eventTypes, filterTypes: eventTypes });
const types = bothNames(["invoice.paid"]);

const received = [];
const receiver = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    received.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
    response.statusCode = request.url === "/fails" ? 500 : 200;
    response.end("seen");
  });
});
await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const receiverUrl = `http://127.0.0.1:${receiver.address().port}`;

async function until(what, condition) {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function refused(status, call) {
  const failure = await call().then(() => null, (error) => error);
  assert.ok(failure instanceof ApiException, `expected ${status}, got ${failure}`);
  assert.equal(failure.code, status, JSON.stringify(failure.body));
  return failure.body;
}

async function raw(method, path, body) {
  const response = await fetch(serverUrl + path, {
    method,
    headers: { authorization: `Bearer ${process.env.RINGBACK_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}

async function finished(task) {
  assert.match(task.id, /^qtask_/);
  return until(`task ${task.id}`, async () => {
    const found = await svix.backgroundTask.get(task.id);
    return found.status === "finished" && found;
  });
}

const steps = {
  async applications() {
    const made = await svix.application.create({ name: "Shop", uid: "shop", metadata: { a: "b" } });
    assert.match(made.id, /^app_/);
    assert.ok(made.createdAt instanceof Date);
    assert.equal((await svix.application.getOrCreate({ name: "Shop", uid: "shop" })).id, made.id);
    assert.equal((await refused(409, () => svix.application.create({ name: "Shop", uid: "shop" }))).code, "conflict");
    assert.equal((await svix.application.patch("shop", { name: "The shop" })).name, "The shop");
    assert.equal((await (svix.application.upsert ?? svix.application.update).call(svix.application, "other", { name: "Other" })).uid, "other");
    const list = await svix.application.list({ limit: 1 });
    assert.deepEqual([list.data.length, list.done, typeof list.iterator], [1, false, "string"]);
    assert.equal((await svix.application.list({ iterator: list.iterator })).data[0].uid, "other");
    await svix.application.delete("other");
    assert.equal((await refused(404, () => svix.application.get("other"))).code, "not_found");
    assert.ok(Array.isArray((await refused(422, () => svix.application.create({ name: "" }))).detail));
  },

  async eventTypes() {
    await svix.eventType.create({ name: "invoice.paid", description: "Paid", schemas: { 1: { type: "object", properties: { n: { type: "integer" } } } } });
    await svix.eventType.create({ name: "invoice.void", description: "Void" });
    assert.equal((await svix.eventType.get("invoice.paid")).description, "Paid");
    assert.equal((await svix.eventType.patch("invoice.void", { description: "Voided" })).description, "Voided");
    assert.equal((await svix.eventType.list({ withContent: true })).data.length, 2);
    await svix.eventType.delete("invoice.void");
    assert.equal((await svix.eventType.list({})).data.length, 1);
  },

  async endpoints() {
    const made = await svix.endpoint.create("shop", { uid: "hook", url: `${receiverUrl}/hook`, description: "One", ...types });
    assert.match(made.id, /^ep_/);
    assert.equal((await svix.endpoint.get("shop", "hook")).url, `${receiverUrl}/hook`);
    assert.equal((await svix.endpoint.patch("shop", "hook", { description: "The one" })).description, "The one");
    await (svix.endpoint.setHeaders ?? svix.endpoint.updateHeaders).call(svix.endpoint, "shop", "hook", { headers: { "x-one": "1" } });
    assert.equal((await svix.endpoint.getHeaders("shop", "hook")).headers["x-one"], "1");
    assert.match((await svix.endpoint.getSecret("shop", "hook")).key, /^whsec_/);
    assert.equal((await svix.endpoint.list("shop")).data.length, 1);
    await svix.endpoint.create("shop", { uid: "fails", url: `${receiverUrl}/fails`, ...types });
    await refused(422, () => svix.endpoint.create("shop", { url: "ftp://example.com" }));
    await refused(404, () => svix.endpoint.get("shop", "nobody"));
  },

  async messages() {
    const sent = await svix.message.create("shop", { eventType: "invoice.paid", eventId: "first", payload: { n: 1 }, tags: ["t"] }, { withContent: true });
    assert.match(sent.id, /^msg_/);
    assert.deepEqual(sent.payload, { n: 1 });
    assert.deepEqual((await svix.message.get("shop", "first", { withContent: true })).payload, { n: 1 });
    assert.equal((await svix.message.list("shop", { eventTypes: ["invoice.paid", "x"], tag: "t", after: new Date(0) })).data[0].id, sent.id);
    assert.equal((await refused(409, () => svix.message.create("shop", { eventType: "invoice.paid", eventId: "first", payload: {} }))).code, "conflict");
    const key = { idempotencyKey: "once" };
    const once = await svix.message.create("shop", { eventType: "quiet", payload: { n: 2 } }, key);
    assert.equal((await svix.message.create("shop", { eventType: "quiet", payload: { n: 2 } }, key)).id, once.id);
    await refused(422, () => svix.message.create("shop", { eventType: "quiet", payload: { n: 3 } }, key));
    await svix.message.create("shop", messageInRaw("invoice.paid", "<paid/>", "text/xml"));
    await svix.message.expungeContent("shop", once.id);
    assert.deepEqual((await svix.message.get("shop", once.id, { withContent: true })).payload, { expired: true });
    if (svix.message.precheck) assert.equal((await svix.message.precheck("shop", { eventType: "invoice.paid" })).active, true);
    if (svix.message.bulkExpungeContent)
      assert.deepEqual((await svix.message.bulkExpungeContent("shop", { ids: [once.id, "nobody"] })).results, { [once.id]: "expunged", nobody: "not-found" });
  },

  async webhooks() {
    const [json, xml] = await until("two webhooks", () => {
      const hooks = received.filter((request) => request.path === "/hook");
      return hooks.length === 2 && hooks.sort((a, b) => (a.headers["content-type"] < b.headers["content-type"] ? -1 : 1));
    });
    const webhook = new Webhook((await svix.endpoint.getSecret("shop", "hook")).key);
    assert.deepEqual([json.body, xml.body, xml.headers["content-type"]], ['{"n":1}', "<paid/>", "text/xml"]);
    assert.equal(json.headers["x-one"], "1");
    webhook.verify(json.body, json.headers);
    assert.throws(() => webhook.verify(json.body + " ", json.headers));
    assert.throws(() => webhook.verify(json.body, { ...json.headers, "webhook-timestamp": "1", "svix-timestamp": "1" }));
  },

  async rotation() {
    const before = new Webhook((await svix.endpoint.getSecret("shop", "hook")).key);
    await svix.endpoint.rotateSecret("shop", "hook", {});
    const after = new Webhook((await svix.endpoint.getSecret("shop", "hook")).key);
    const count = received.length;
    await svix.message.create("shop", { eventType: "invoice.paid", payload: { n: 4 } });
    const hook = await until("a webhook", () => received.slice(count).find((request) => request.path === "/hook"));
    before.verify(hook.body, hook.headers);
    after.verify(hook.body, hook.headers);
  },

  async attempts() {
    const found = await until("attempts", async () => {
      const list = await svix.messageAttempt.listByMsg("shop", "first", { withContent: true });
      return list.data.length === 2 && list.data;
    });
    const good = found.find((attempt) => attempt.status === 0);
    const bad = found.find((attempt) => attempt.status === 2);
    assert.deepEqual([good.response, good.responseStatusCode, good.triggerType], ["seen", 200, 0]);
    assert.equal(bad.responseStatusCode, 500);
    assert.ok(good.timestamp instanceof Date);
    assert.equal((await svix.messageAttempt.get("shop", "first", good.id)).id, good.id);
    assert.ok((await svix.messageAttempt.listByEndpoint("shop", "hook", { status: 0, eventTypes: ["invoice.paid"] })).data.length >= 1);
    assert.ok((await svix.messageAttempt.listAttemptedMessages("shop", "hook")).data.some((message) => message.eventId === "first" && message.status === 0));
    assert.deepEqual((await svix.messageAttempt.listAttemptedDestinations("shop", "first")).data.map((row) => row.uid), ["hook", "fails"]);
    await svix.messageAttempt.resend("shop", "first", "hook");
    await until("the second attempt", async () => (await svix.messageAttempt.listByMsg("shop", "first", { endpointId: "hook" })).data.length === 2);
    await svix.messageAttempt.expungeContent("shop", "first", good.id);
    assert.equal((await svix.messageAttempt.get("shop", "first", good.id)).response, "EXPUNGED");
    const stats = await svix.endpoint.getStats("shop", "hook");
    assert.ok(stats.success >= 1, JSON.stringify(stats));
    // Within the hour, to the time: before the first message was accepted nothing had ended.
    const accepted = (await svix.message.get("shop", "first")).timestamp;
    assert.equal((await svix.endpoint.getStats("shop", "hook", { until: accepted })).success, 0);
    assert.equal((await svix.endpoint.getStats("shop", "hook", { since: accepted })).success, (await svix.endpoint.getStats("shop", "hook")).success);
  },

  async poller() {
    // The SDK's own model has no kind: the one call that is ours.
    await raw("POST", "/api/v1/app/shop/endpoint", { kind: "poller", uid: "sink" });
    const page = await svix.message.poller.poll("shop", "sink", { limit: 2 });
    assert.deepEqual([page.data.length, page.done], [2, false]);
    assert.equal(page.data[0].eventId, "first");
    const rest = await svix.message.poller.poll("shop", "sink", { iterator: page.iterator });
    assert.ok(rest.done && rest.data.length >= 1);
    const consumed = await svix.message.poller.consumerPoll("shop", "sink", "worker", { limit: 1 });
    assert.equal(consumed.data[0].eventId, "first");
    const next = await svix.message.poller.consumerPoll("shop", "sink", "worker", { iterator: consumed.iterator });
    assert.notEqual(next.data[0].id, consumed.data[0].id);
    const end = await svix.message.poller.consumerSeek("shop", "sink", "worker", { after: new Date("2999-01-01") });
    assert.equal(typeof end.iterator, "string");
    assert.deepEqual((await svix.message.poller.consumerPoll("shop", "sink", "worker")).data, []);
  },

  async tasks() {
    const since = new Date(Date.now() - 3_600_000);
    const recovered = await finished(await svix.endpoint.recover("shop", "fails", { since }));
    assert.equal(recovered.task, "endpoint.recover");
    await finished(await svix.endpoint.replayMissing("shop", "hook", { since }));
    if (svix.statistics.aggregateAppStats) {
      const usage = await svix.statistics.aggregateAppStats({ since, until: new Date(), appIds: ["shop", "nobody"] });
      assert.deepEqual(usage.unresolvedAppIds, ["nobody"]);
      await finished(usage);
    }
    await finished(await svix.statistics.aggregateEventTypes());
    assert.ok((await svix.backgroundTask.list()).data.length >= 2);
  },

  async portalAccess() {
    const access = await svix.authentication.appPortalAccess("shop", {});
    assert.ok(access.url.startsWith("http") && access.token);
    const portal = new Svix(access.token, { serverUrl });
    assert.equal((await portal.endpoint.get("shop", "hook")).uid, "hook");
    await refused(403, () => portal.application.list());
    await refused(404, () => portal.endpoint.list("someone-else"));
    await portal.authentication.logout();
    await refused(401, () => portal.endpoint.get("shop", "hook"));
    const other = new Svix((await svix.authentication.appPortalAccess("shop", {})).token, { serverUrl });
    await other.endpoint.list("shop");
    await svix.authentication.expireAll("shop", { expiry: 0 });
    await refused(401, () => other.endpoint.list("shop"));
  },

  async operationalWebhooks() {
    const made = await svix.operationalWebhook.endpoint.create({ url: `${receiverUrl}/operational`, ...bothNames(["endpoint.created"]) });
    const { key } = await svix.operationalWebhook.endpoint.getSecret(made.id);
    const endpoint = await svix.endpoint.create("shop", { url: `${receiverUrl}/new` });
    const told = await until("an operational webhook", () => received.find((request) => request.path === "/operational"));
    new Webhook(key).verify(told.body, told.headers);
    const event = JSON.parse(told.body);
    assert.deepEqual([event.type, event.data.endpointId], ["endpoint.created", endpoint.id]);
    assert.equal((await svix.operationalWebhook.endpoint.list()).data.length, 1);
    await svix.operationalWebhook.endpoint.delete(made.id);
  },

  async sources() {
    const { source, endpoint } = svix.ingest;
    const made = await source.create({ type: "stripe", name: "Stripe", uid: "stripe", config: { secret: "whsec_x" } });
    assert.match(made.id, /^src_/);
    assert.deepEqual([made.type, made.uid, made.config], ["stripe", "stripe", {}]);
    assert.ok(made.ingestUrl.startsWith(`${serverUrl}/in/`) && made.createdAt instanceof Date);
    assert.equal((await source.get("stripe")).ingestUrl, made.ingestUrl);
    const wrong = await refused(422, () => source.create({ type: "svix", name: "Svix", config: { secret: "short" } }));
    assert.deepEqual(wrong.detail[0].loc, ["body", "config", "secret"]);
    const upsert = (source.upsert ?? source.update).bind(source);
    await source.create({ type: "generic-webhook", name: "Any", uid: "any" });
    assert.equal((await upsert("any", { type: "cron", name: "Cron", config: { schedule: "0 0 1 1 *", payload: "{}" } })).config.schedule, "0 0 1 1 *");
    const list = await source.list({ limit: 1 });
    assert.deepEqual([list.data[0].id, list.done], [made.id, false]);
    assert.equal((await source.list({ iterator: list.iterator })).data[0].uid, "any");
    // A type that the SDK doesn't know is shown as one that it does; what it writes back changes neither type nor secrets.
    await raw("POST", "/ingest/api/v1/source", { type: "gitlab", name: "GitLab", uid: "gl", metadata: { a: "b" }, config: { token: "t" } });
    const unknown = (await source.list({ limit: 250 })).data.find((one) => one.uid === "gl");
    assert.deepEqual([unknown.type, unknown.metadata], ["generic-webhook", { a: "b", "ringback.type": "gitlab" }]);
    assert.equal((await source.get("gl")).type, "generic-webhook");
    await upsert("gl", { ...unknown, name: "Renamed" });
    const kept = await raw("GET", "/ingest/api/v1/source/gl");
    assert.deepEqual([kept.type, kept.name, kept.metadata], ["gitlab", "Renamed", { a: "b" }]);
    const call = (token) => fetch(kept.ingestUrl, { method: "POST", body: "{}", headers: { "x-gitlab-token": token, "content-type": "application/json" } });
    assert.deepEqual([(await call("t")).status, (await call("other")).status], [200, 401]);
    await source.delete("gl");

    const { ingestUrl } = await source.rotateToken("stripe");
    assert.ok(ingestUrl !== made.ingestUrl && ingestUrl === (await source.get("stripe")).ingestUrl);

    const hook = await endpoint.create("stripe", { uid: "e", url: `${receiverUrl}/ingested` });
    assert.equal((await endpoint.get("stripe", "e")).id, hook.id);
    assert.equal((await (endpoint.upsert ?? endpoint.update).call(endpoint, "stripe", "e", { url: `${receiverUrl}/ingested`, uid: "e", description: "D" })).description, "D");
    await (endpoint.setHeaders ?? endpoint.updateHeaders).call(endpoint, "stripe", "e", { headers: { "x-a": "1" } });
    assert.equal((await endpoint.getHeaders("stripe", "e")).headers["x-a"], "1");
    const { key } = await endpoint.getSecret("stripe", "e");
    await endpoint.rotateSecret("stripe", "e", {});
    assert.notEqual((await endpoint.getSecret("stripe", "e")).key, key);
    const look = endpoint.transformation ? endpoint.transformation.get.bind(endpoint.transformation) : endpoint.getTransformation.bind(endpoint);
    const change = endpoint.transformation ? endpoint.transformation.patch.bind(endpoint.transformation) : endpoint.setTransformation.bind(endpoint);
    assert.equal((await look("stripe", "e")).enabled, false);
    await change("stripe", "e", { enabled: false });
    await refused(422, () => change("stripe", "e", { enabled: true, code: "function handler(w) { return w; }" }));
    assert.equal((await endpoint.list("stripe")).data.length, 1);

    const at = Math.floor(Date.now() / 1000);
    const body = JSON.stringify({ id: "evt_1", type: "charge.succeeded" });
    const post = (url, secret) => fetch(url, { method: "POST", body, headers: {
      "content-type": "application/json",
      "stripe-signature": `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`,
    } });
    // The URL of before the rotation is good for a while; what comes twice is one event.
    assert.deepEqual([(await post(made.ingestUrl, "whsec_x")).status, (await post(ingestUrl, "whsec_x")).status, (await post(ingestUrl, "other")).status], [200, 200, 401]);
    const events = (await svix.message.list(made.id, { withContent: true })).data;
    assert.deepEqual(events.map((event) => [event.eventType, event.eventId, event.payload]), [["charge.succeeded", "evt_1", JSON.parse(body)]]);
    const forwarded = await until("the forwarded event", () => received.find((request) => request.path === "/ingested"));
    assert.equal(forwarded.body, body);
    new Webhook((await endpoint.getSecret("stripe", "e")).key).verify(forwarded.body, forwarded.headers);

    const grant = svix.ingest.authentication ? svix.ingest.authentication.consumerPortalAccess.bind(svix.ingest.authentication) : svix.ingest.dashboard.bind(svix.ingest);
    const access = await grant("stripe", { readOnly: true });
    const portal = new Svix(access.token ?? new URL(access.url).hash.replace("#token=", ""), { serverUrl });
    assert.equal((await portal.endpoint.get(made.id, "e")).id, hook.id);
    assert.equal((await portal.message.list(made.id)).data[0].id, events[0].id);
    await refused(403, () => portal.ingest.source.get(made.id));

    await endpoint.delete("stripe", "e");
    await source.delete("stripe");
    await source.delete("any");
    await refused(404, () => source.get("stripe"));
  },

  async environments() {
    const exported = await svix.environment.export();
    assert.ok(exported.eventTypes.some((type) => type.name === "invoice.paid"));
    await svix.environment.import({ eventTypes: exported.eventTypes });
  },

  async health() {
    await svix.health.get();
  },
};

for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
  } catch (error) {
    console.error(`${name}: ${error.stack ?? error}`, error.body ?? "");
    process.exit(1);
  }
  console.log(name);
}
receiver.close();
process.exit(0);
