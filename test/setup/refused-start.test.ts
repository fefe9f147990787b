import { execFile } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.join(import.meta.dirname, "../..");

it.each([
  [
    { REDIS_URL: "redis://127.0.0.1:1" },
    "Redis at 127.0.0.1:1 takes no commands: connect ECONNREFUSED 127.0.0.1:1. Check in REDIS_URL the address, user and " +
      "password, and whether the server wants TLS (rediss://); then start again.",
  ],
  [
    { SLIPWAY_DATA: "/dev/null" },
    "ENOTDIR: not a directory, mkdir '/dev/null/redis'. Check PORT and SLIPWAY_DATA, and what may be written there.",
  ],
])("says in words why it cannot start with %o, and ends", async (wrong, words) => {
  const tokens = { SLACK_BOT_TOKEN: "xoxb-1-1-sample", SLACK_APP_TOKEN: "xapp-1-A-1-sample" };
  const env = { ...process.env, ...tokens, LOG_LEVEL: "fatal", ...wrong };
  const said = await new Promise<{ code: unknown; text: string }>((done) => {
    execFile(process.execPath, ["src/main.ts"], { cwd: root, env }, (error, stdout, stderr) =>
      done({ code: error?.code, text: stdout + stderr }),
    );
  });
  expect(said).toEqual({ code: 1, text: `Slipway cannot start: ${words}\n` });
});
