// Accepts messages: each POST is answered 202 when its job is in the queue, which Redis has written to disk by then.
import Fastify from "fastify";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { endWithParent } from "./parent.mjs";

const redis = new Redis(process.env.REDIS_URL);
const queue = new Queue("messages", {
  connection: redis,
  defaultJobOptions: {
    attempts: 8,
    backoff: { type: "exponential", delay: 5000, jitter: 0.2 },
    removeOnComplete: true,
  },
});
await queue.waitUntilReady();

const app = Fastify({ logger: false });
app.post("/messages", async (request, reply) => {
  const { eventType, payload } = request.body;
  await queue.add(eventType, payload, { jobId: request.headers["idempotency-key"] });
  reply.code(202).send();
});

const url = await app.listen({ host: "127.0.0.1", port: 0 });
endWithParent(async () => {
  await app.close();
  await queue.close();
  await redis.quit();
});
console.log(`ready ${url}`);
