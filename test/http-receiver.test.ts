import { once } from "node:events";
import { connect } from "node:net";
import { App } from "@slack/bolt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sign } from "../demo/workspace/http-mode.ts";
import { createHttpReceiver } from "../src/http-receiver.ts";
import { freePort } from "../src/redis/free-port.ts";
import { createSignatureCheck } from "../src/slack/signature.ts";

const secret = "a secret that Slack and we know";
const form = "application/x-www-form-urlencoded";
const typed = "command=%2Frelease&text=status";

let origin: string;
let port: number;
let stop: () => Promise<unknown>;
let processed: string[];
let refused: string[];

beforeEach(async () => {
  [processed, refused] = [[], []];
  const receiver = createHttpReceiver(
    {
      customRoutes: [
        { path: "/readyz", method: ["GET"], handler: (_request, response) => response.end("yes") },
      ],
    },
    createSignatureCheck(secret, Date.now),
    (refusal) => refused.push(refusal),
  );
  const app = new App({
    token: "xoxb-1",
    tokenVerificationEnabled: false,
    botId: "B1",
    botUserId: "U1",
    receiver,
    convoStore: false,
  });
  app.command("/release", async ({ command, ack }) => {
    processed.push(command.text);
    await ack("done");
  });
  port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const server = await receiver.start(port);
  stop = async () => {
    server.closeAllConnections();
    await receiver.stop();
  };
});
afterEach(() => stop());

interface Posting {
  path?: string;
  body?: string;
  type?: string;
  /** Seconds from now. */
  ahead?: number;
  signature?: string;
}

function post({ path = "/slack/events", body = typed, type = form, ahead = 0, signature }: Posting) {
  const at = String(Math.floor(Date.now() / 1000) + ahead);
  const headers = {
    "content-type": type,
    "x-slack-request-timestamp": at,
    "x-slack-signature": signature ?? sign(secret, at, body),
  };
  return fetch(`${origin}${path}`, { method: "POST", headers, body });
}

test("passes on what Slack has signed, and says what the app says", async () => {
  const response = await post({});
  expect([response.status, await response.text()]).toEqual([200, "done"]);
  expect(processed).toEqual(["status"]);
  expect(refused).toEqual([]);
});

test("echoes a challenge that is signed", async () => {
  const body = JSON.stringify({ type: "url_verification", challenge: "c1" });
  const response = await post({ body, type: "application/json" });
  expect(await response.json()).toEqual({ challenge: "c1" });
});

test("serves its own routes without a signature", async () => {
  const response = await fetch(`${origin}/readyz`);
  expect(await response.text()).toBe("yes");
});

test.each<[string, Posting, number, string[]]>([
  ["forged", { signature: `v0=${"0".repeat(64)}` }, 401, ["forged"]],
  ["old", { ahead: -400 }, 401, ["untimely"]],
  ["from the future", { ahead: 400 }, 401, ["untimely"]],
  [
    "forged, by a path written in another way",
    { path: "//x/../slack/./events", signature: "v0=0" },
    401,
    ["forged"],
  ],
  [
    "forged, and says to be a challenge",
    { body: '{"type":"url_verification"}', signature: "v0=0" },
    401,
    ["forged"],
  ],
  ["forged, and of no path of ours", { path: "/elsewhere", signature: "v0=0" }, 401, ["forged"]],
  ["signed, and of no path of ours", { path: "/elsewhere" }, 404, []],
  ["signed, and no form and no JSON", { body: "{", type: "application/json" }, 400, []],
  ["larger than four megabytes", { body: "x".repeat(4 * 1024 * 1024 + 1) }, 413, ["too large"]],
  [
    "a check of the certificate",
    { body: "ssl_check=1&token=t", signature: "v0=0" },
    200,
    ["certificate check"],
  ],
  [
    "a check of the certificate with a command smuggled in",
    { body: `${typed}&ssl_check=1`, signature: "v0=0" },
    200,
    ["certificate check"],
  ],
])("a request that is %s reaches nobody", async (_, posting, status, refusals) => {
  const response = await post(posting);
  expect([response.status, await response.text()]).toEqual([status, ""]);
  expect(refused).toEqual(refusals);
  expect(processed).toEqual([]);
});

test("a request that is cut off reaches nobody, and the next one is answered", async () => {
  const socket = connect(port, "127.0.0.1");
  socket.write("POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ncommand=%2Fr");
  await once(socket, "connect");
  socket.resetAndDestroy();
  await expect.poll(() => refused).toEqual(["cut off"]);
  const response = await post({});
  expect(response.status).toBe(200);
  expect(processed).toHaveLength(1);
});
