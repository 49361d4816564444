// Delivers: each job is POSTed to the target, signed as Standard Webhooks asks; what isn't answered 2xx is retried by BullMQ.
import { createHmac } from "node:crypto";
import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { Pool } from "undici";
import { endWithParent } from "./parent.mjs";

const concurrency = 64;
const secret = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
const target = new URL(process.env.TARGET);
const pool = new Pool(target.origin, { connections: concurrency });
const redis = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null });

async function deliver(job) {
  const body = JSON.stringify(job.data);
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const signature = createHmac("sha256", secret).update(`${job.id}.${timestamp}.${body}`).digest("base64");
  const answer = await pool.request({
    method: "POST",
    path: target.pathname,
    headers: {
      "content-type": "application/json",
      "webhook-id": job.id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
    body,
    headersTimeout: 15_000,
    bodyTimeout: 15_000,
  });
  await answer.body.dump();
  if (answer.statusCode < 200 || answer.statusCode > 299) throw new Error(`answered ${answer.statusCode}`);
}

const worker = new Worker("messages", deliver, { connection: redis, concurrency });
worker.on("error", (error) => console.error(error.message));
await worker.waitUntilReady();
endWithParent(async () => {
  await worker.close();
  await pool.close();
  redis.disconnect();
});
console.log("ready to deliver");
