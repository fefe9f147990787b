import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { randomUUID } from "node:crypto";
import { sign } from "../../demo/workspace/http-mode.ts";
import { localTeam } from "../../demo/workspace/people.ts";

/** Where `/release` is asked for, and the secret that signs it. */
export interface Target {
  port: number;
  secret: string;
}

/** Asks one after the other on one connection; answers how long each took, in milliseconds. */
export async function oneByOne(target: Target, count: number): Promise<number[]> {
  using agent = openAgent(1);
  const times: number[] = [];
  for (let sent = 0; sent < count; sent += 1) times.push(await ask(target, agent));
  return times;
}

/** Asks so many times a second, whether the answers keep up or not. */
export async function openLoop(target: Target, perSecond: number, seconds: number): Promise<number[]> {
  using agent = openAgent(Infinity);
  const began = performance.now();
  const asked: Promise<number>[] = [];
  for (let sent = 0; sent < perSecond * seconds; sent += 1) {
    const early = began + (sent * 1000) / perSecond - performance.now();
    if (early > 0) await pause(early);
    asked.push(ask(target, agent));
  }
  return await Promise.all(asked);
}

function openAgent(maxSockets: number): Agent & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets });
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() });
}

/** One signed command with a trigger of its own, so that each is a new request; anything but the answer is an error. */
async function ask({ port, secret }: Target, agent: Agent): Promise<number> {
  const body = commandBody();
  const at = String(Math.floor(Date.now() / 1000));
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "content-length": Buffer.byteLength(body),
    "x-slack-request-timestamp": at,
    "x-slack-signature": sign(secret, at, body),
  };
  const began = performance.now();
  const answer = await new Promise<string>((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path: "/slack/events", method: "POST", headers, agent };
    request(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve(text)).on("error", reject);
    })
      .on("error", reject)
      .end(body);
  });
  const took = performance.now() - began;
  if (!answer.includes("v1.5.0")) throw new Error(`Not the answer of a deploy: ${answer.slice(0, 300)}`);
  return took;
}

function commandBody(): string {
  return new URLSearchParams({
    token: "local",
    team_id: localTeam.id,
    team_domain: localTeam.domain,
    channel_id: "C0RELEASES",
    channel_name: "releases",
    user_id: "U0ROSA",
    user_name: "rosa",
    command: "/release",
    text: "deploy v1.5.0 staging",
    api_app_id: "A0LOCAL",
    is_enterprise_install: "false",
    response_url: "http://127.0.0.1:9/response",
    trigger_id: randomUUID(),
  }).toString();
}
