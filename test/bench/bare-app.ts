import { enableCompileCache } from "node:module";

// As Slipway does: what is compared is what is imported, not how.
enableCompileCache();

/**
 * What Slipway's acknowledgement and start are held against: an app of Bolt and BullMQ and nothing else. It answers
 * `/release` at once, or after one `queue.add`.
 */
const { App, HTTPReceiver, LogLevel } = await import("@slack/bolt");
const { Queue } = await import("bullmq");
const { Redis } = await import("ioredis");

const { PORT = "0", ACK, REDIS_URL = "", SLACK_API_URL = "", SLACK_BOT_TOKEN = "" } = process.env;
const connection = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
const queue = new Queue("plan", { connection, prefix: "bare" });
const receiver = new HTTPReceiver({
  signingSecret: process.env["SLACK_SIGNING_SECRET"] ?? "",
  port: Number(PORT),
  customRoutes: [
    { path: "/readyz", method: ["GET"], handler: (_request, response) => void response.end("ready") },
  ],
});
const app = new App({
  token: SLACK_BOT_TOKEN,
  receiver,
  clientOptions: { slackApiUrl: SLACK_API_URL },
  convoStore: false,
  logLevel: LogLevel.ERROR,
});
app.command("/release", async ({ command, ack }) => {
  const { trigger_id: jobId, user_id: user, text } = command;
  if (ACK === "queued") await queue.add("plan", { user, text, at: Date.now() }, { jobId });
  await ack({ response_type: "ephemeral", text: `Planning ${text}…` });
});
await queue.waitUntilReady();
await app.start();
