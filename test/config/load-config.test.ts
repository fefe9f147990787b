import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatConfigProblems, loadConfig, type LoadedConfig } from "../../src/config.ts";
import { goodEnvironment, shipped } from "./sources.ts";

function load(
  env: Record<string, string | undefined>,
  text: string | undefined = shipped,
): Promise<LoadedConfig> {
  return loadConfig({ env, readFile: () => text });
}

test("the configuration that is shipped is Nexus's and valid", async () => {
  const loaded = await load(goodEnvironment);
  if (!loaded.ok) throw new Error(formatConfigProblems(loaded.problems));
  const [staging, production] = loaded.config.settings.environments;
  expect(loaded.config.settings.product).toBe("Nexus Financial Platform");
  expect(staging).toMatchObject({
    name: "staging",
    cluster: { context: "staging" },
    source: { kind: "folder", path: "infrastructure/k8s/staging" },
    approvals: { needed: 0, expiresAfter: 86_400 },
    rollback: { automatic: false },
    stayUp: 15,
    deadline: 1200,
  });
  expect(production).toMatchObject({
    after: "staging",
    approvals: { needed: 2, expiresAfter: 28_800 },
    rollback: { automatic: true },
    checks: [{ kind: "command", name: "health-checks", timeout: 300, retries: 2 }],
  });
});

test("what the environment leaves out has its default", async () => {
  const loaded = await load(goodEnvironment);
  expect(loaded).toMatchObject({
    ok: true,
    config: {
      slack: { mode: "socket", apiUrl: "https://slack.com/api/" },
      redis: { folder: ".data" },
      dataFolder: ".data",
      port: 3000,
      logLevel: "info",
      git: {},
    },
  });
});

test("HTTP mode needs the signing secret and no app token", async () => {
  const env = {
    SLACK_MODE: "http",
    SLACK_BOT_TOKEN: goodEnvironment.SLACK_BOT_TOKEN,
    SLACK_SIGNING_SECRET: "0123456789abcdef",
    SLACK_API_URL: "http://localhost:4000/api",
    REDIS_URL: "redis://localhost:6379/1",
    PORT: "8080",
    LOG_LEVEL: "debug",
    KUBECONFIG: "kube.yaml",
    SLIPWAY_GIT_TOKEN: "token",
    SLIPWAY_GIT_SSH_KEY: "key",
  };
  expect(await load(env)).toMatchObject({
    ok: true,
    config: {
      slack: { mode: "http", signingSecret: "0123456789abcdef", apiUrl: "http://localhost:4000/api/" },
      redis: { url: "redis://localhost:6379/1" },
      port: 8080,
      logLevel: "debug",
      kubeconfig: "kube.yaml",
      git: { token: "token", sshKey: "key" },
    },
  });
});

test("nothing of it can be changed afterwards", async () => {
  const loaded = await load(goodEnvironment);
  if (!loaded.ok) throw new Error(formatConfigProblems(loaded.problems));
  const { settings } = loaded.config;
  expect(() => settings.environments.pop()).toThrow(TypeError);
  expect(() => settings.roles["engineers"]?.users.push("U0EVE00")).toThrow(TypeError);
});

test.each([
  [{}, ["SLACK_BOT_TOKEN: It is not set.", "SLACK_APP_TOKEN: It is not set."]],
  [{ ...goodEnvironment, SLACK_APP_TOKEN: " " }, ["SLACK_APP_TOKEN: It is not set."]],
  [{ ...goodEnvironment, SLACK_MODE: "http" }, ["SLACK_SIGNING_SECRET: It is not set."]],
  [{ ...goodEnvironment, SLACK_MODE: "sockets" }, ["SLACK_MODE: It is neither socket nor http."]],
  [
    { ...goodEnvironment, SLACK_BOT_TOKEN: "xoxp-1" },
    ["SLACK_BOT_TOKEN: It does not look like a bot token."],
  ],
  [{ ...goodEnvironment, SLACK_API_URL: "slack" }, ["SLACK_API_URL: It is not an http or https address."]],
  [
    { ...goodEnvironment, REDIS_URL: "http://a" },
    ["REDIS_URL: It is not the address of a Redis or of sentinels."],
  ],
  [{ ...goodEnvironment, PORT: "70000" }, ["PORT: It is not a port."]],
  [{ ...goodEnvironment, PORT: "http" }, ["PORT: It is not a port."]],
  [{ ...goodEnvironment, LOG_LEVEL: "loud" }, ["LOG_LEVEL: It is not a level."]],
  [
    { SLACK_BOT_TOKN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" },
    ["SLACK_BOT_TOKEN: It is not set. Did you mean it by SLACK_BOT_TOKN?"],
  ],
])("bad variables are all named: %j", async (env, said) => {
  const loaded = await load(env);
  if (loaded.ok) throw new Error("loaded");
  const lines = formatConfigProblems(loaded.problems).split("\n");
  expect(lines).toHaveLength(said.length);
  for (const [index, sentence] of said.entries()) expect(lines[index]).toContain(sentence);
});

test("a secret is never repeated in a problem", async () => {
  const loaded = await load({ ...goodEnvironment, SLACK_BOT_TOKEN: "hunter2hunter2" });
  expect(JSON.stringify(loaded)).not.toContain("hunter2");
});

test("problems of the variables and of the file come together", async () => {
  const loaded = await load({}, shipped.replace("timeZone: Europe/Amsterdam", "timeZone: Mars/Olympus"));
  if (loaded.ok) throw new Error("loaded");
  expect(loaded.problems.map(({ key }) => key)).toEqual(["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "timeZone"]);
});

test("a file that is not there is a problem with its name", async () => {
  const loaded = await loadConfig({
    env: { ...goodEnvironment, RELEASE_CONFIG: "other.yaml" },
    readFile: (path) => (path === "other.yaml" ? undefined : shipped),
  });
  expect(loaded).toMatchObject({
    ok: false,
    problems: [{ key: "RELEASE_CONFIG", what: "There is no file other.yaml." }],
  });
});

test("a file that may not be read is a problem with the reason", async () => {
  const loaded = await loadConfig({
    env: goodEnvironment,
    readFile: () => {
      throw new Error("EACCES: permission denied");
    },
  });
  expect(loaded).toMatchObject({
    ok: false,
    problems: [{ what: "release.config.yaml cannot be read: EACCES: permission denied." }],
  });
});

test("every variable is on the page about configuration", async () => {
  const page = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
  const source = readFileSync(new URL("../../src/config/variables.ts", import.meta.url), "utf8");
  const names = new Set([...source.matchAll(/^ {2}([A-Z_]+): (?:z|secret)/gmu)].map(([, name]) => name));
  expect(names.size).toBeGreaterThan(10);
  for (const name of names) expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, "mu"));
});

test.each<[string[], string]>([
  [[], "all"],
  [["--role", "all"], "all"],
  [["--role=bot"], "bot"],
  [["--role", "worker"], "worker"],
])("the role of %j is %s", async (args, role) => {
  const env = { ...goodEnvironment, REDIS_URL: "redis://redis:6379" };
  expect(await loadConfig({ env, args, readFile: () => shipped })).toMatchObject({
    ok: true,
    config: { role },
  });
});

test.each<[string[], Record<string, string | undefined>, string[]]>([
  [["--role", "boss"], {}, ["--role"]],
  [["--rolle", "bot"], {}, ["command line"]],
  [["worker"], {}, ["command line"]],
  [["--role", "bot"], { REDIS_URL: undefined }, ["REDIS_URL"]],
  [["--role", "worker"], { REDIS_URL: undefined, SLACK_APP_TOKEN: undefined }, ["REDIS_URL"]],
  [["--role", "worker"], { SLACK_APP_TOKEN: undefined }, []],
  [["--role", "bot"], { SLACK_APP_TOKEN: undefined }, ["SLACK_APP_TOKEN"]],
])("the command line %j with %j is refused for %j", async (args, changes, keys) => {
  const env = { ...goodEnvironment, REDIS_URL: "redis://redis:6379", ...changes };
  const loaded = await loadConfig({ env, args, readFile: () => shipped });
  expect(loaded.ok ? [] : loaded.problems.map(({ key }) => key)).toEqual(keys);
});
