import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatConfigProblems, loadConfig, type RedisConfig, secretsOf } from "../../src/config.ts";

const shipped = readFileSync(new URL("../../release.config.yaml", import.meta.url), "utf8");

const load = (address: string) =>
  loadConfig({
    env: { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", REDIS_URL: address },
    readFile: () => shipped,
  });

const one = [{ host: "s1", port: 26_379 }];

test.each<[string, RedisConfig]>([
  ["redis://redis:6379/1", { url: "redis://redis:6379/1" }],
  ["rediss://:pass@redis", { url: "rediss://:pass@redis" }],
  ["redis+sentinel://s1/mymaster", { sentinels: one, name: "mymaster", tls: false }],
  ["rediss+sentinel://s1/mymaster/2", { sentinels: one, name: "mymaster", tls: true, db: 2 }],
  [
    "redis+sentinel://s1:1,10.0.0.2,[::1]:3/my%20master",
    {
      sentinels: [
        { host: "s1", port: 1 },
        { host: "10.0.0.2", port: 26_379 },
        { host: "::1", port: 3 },
      ],
      name: "my master",
      tls: false,
    },
  ],
  [
    "redis+sentinel://slipway:p%40ss%3Aword@s1/mymaster?sentinel_username=eve&sentinel_password=s%26p",
    {
      sentinels: one,
      name: "mymaster",
      tls: false,
      username: "slipway",
      password: "p@ss:word",
      sentinelUsername: "eve",
      sentinelPassword: "s&p",
    },
  ],
  ["redis+sentinel://:only@s1/m", { sentinels: one, name: "m", tls: false, password: "only" }],
])("reads %s", async (address, redis) => {
  expect(await load(address)).toMatchObject({ ok: true, config: { redis } });
});

const notOurs = "It is not the address of a Redis or of sentinels.";

test.each([
  ["http://a", notOurs],
  ["redis-sentinel://s1/mymaster", notOurs],
  ["redis://a:1,b:2", notOurs],
  ["redis+sentinel://user:p@ss@s1/mymaster", notOurs],
  ["redis+cluster://a:1,b:2", "which Slipway does not use"],
  ["redis-cluster://a:1", "which Slipway does not use"],
  ["redis+sentinel://s1:26379", "by which name"],
  ["redis+sentinel://s1/", "by which name"],
  ["redis+sentinel:///mymaster", "not written as host:port"],
  ["redis+sentinel://s1,,s2/mymaster", "not written as host:port"],
  ["redis+sentinel://s1:0/mymaster", "not written as host:port"],
  ["redis+sentinel://s1:70000/mymaster", "not written as host:port"],
  ["redis+sentinel://::1/mymaster", "not written as host:port"],
  ["redis+sentinel://s1/mymaster?timeout=3", "options other than"],
  ["redis+sentinel://:hunter2%@s1/mymaster", "write % itself as %25"],
])("refuses %s", async (address, words) => {
  const loaded = await load(address);
  const said = loaded.ok ? "" : formatConfigProblems(loaded.problems);
  expect(said).toContain(`REDIS_URL: `);
  expect(said).toContain(words);
  expect(said).toContain("redis+sentinel://host1:26379,host2:26379/mymaster");
  expect(said).not.toContain("hunter2");
});

test.each([
  ["redis://redis:6379", []],
  ["redis://:plain%20pass@redis", ["plain%20pass", "plain pass"]],
  ["redis://:50%@redis", ["50%"]],
  ["redis+sentinel://:one%20secret@s1/m?sentinel_password=another", ["one secret", "another"]],
])("keeps the passwords of %s out of the log", async (address, passwords) => {
  const loaded = await load(address);
  if (!loaded.ok) throw new Error(formatConfigProblems(loaded.problems));
  expect(secretsOf(loaded.config)).toEqual(expect.arrayContaining(passwords));
});
