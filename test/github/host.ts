import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { createEmulator } from "emulate";

/** What the scanner found, as GitHub lists it. */
export interface FakeAlert {
  severity: string;
  state: "open" | "fixed" | "dismissed";
  fixedAt?: string;
}

/**
 * GitHub at the wire: `emulate` serves all but code scanning, which it does not know; that part is answered here, as
 * GitHub documents it. Hashes of commits that live in another repository can be given a stand-in.
 */
export interface FakeGitHub extends AsyncDisposable {
  url: string;
  /** A commit that emulate's repository has. */
  commit: string;
  /** Adds a check run to a commit, or a new one of the same name. */
  check(
    name: string,
    conclusion: string | undefined,
    output?: { title: string; summary: string },
  ): Promise<void>;
  /** From now on questions about `commit` are answered with what emulate knows of its own one. */
  standInFor(commit: string): void;
  scans: { commit: string; at: string; ref: string }[];
  alerts: FakeAlert[];
  /** Set to a status to have everything refused, to "silence" to have nothing answered. */
  trouble: number | "silence" | "nonsense" | undefined;
  /** Paths that were asked for, without their hosts. */
  asked: string[];
  headers: IncomingMessage["headers"][];
}

export const repository = "nexus/platform";
const token = "test_token_admin";

/** Starts it on free ports; dispose of it to stop it. */
export async function startGitHub(): Promise<FakeGitHub> {
  const emulator = await createEmulator({ service: "github", port: await freePort(), seed });
  const commit = await headOf(emulator.url);
  const state: Pick<FakeGitHub, "scans" | "alerts" | "trouble" | "asked" | "headers"> = {
    scans: [],
    alerts: [],
    trouble: undefined,
    asked: [],
    headers: [],
  };
  const aliases = new Set<string>();
  const server = createServer((request, response) => {
    state.asked.push(request.url ?? "");
    state.headers.push(request.headers);
    if (state.trouble === "silence") return;
    void answer(request, response, { state, aliases, commit, behind: emulator.url });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(state, {
    url: `http://127.0.0.1:${portOf(server)}`,
    commit,
    check: (name: string, conclusion: string | undefined, output?: { title: string; summary: string }) =>
      addCheck(emulator.url, { name, head_sha: commit, ...progress(conclusion), ...(output && { output }) }),
    standInFor: (other: string) => void aliases.add(other),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await emulator.close();
    },
  });
}

const seed = {
  tokens: { [token]: { login: "nexus", scopes: ["repo"] } },
  github: {
    users: [{ login: "nexus", name: "Nexus", email: "dev@nexus.example" }],
    repos: [{ owner: "nexus", name: "platform", auto_init: true }],
  },
};

interface Behind {
  state: Pick<FakeGitHub, "scans" | "alerts" | "trouble">;
  aliases: Set<string>;
  commit: string;
  behind: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, facts: Behind): Promise<void> {
  const { state, aliases, commit, behind } = facts;
  const url = new URL(request.url ?? "/", behind);
  if (typeof state.trouble === "number") return send(response, state.trouble, { message: "no" });
  if (state.trouble === "nonsense") return send(response, 200, { check_runs: "many" });
  if (url.pathname.endsWith("/code-scanning/analyses")) return send(response, ...listAnalyses(url, state));
  if (url.pathname.endsWith("/code-scanning/alerts")) return send(response, 200, listAlerts(url, state));
  url.pathname = url.pathname.replace(/[0-9a-f]{40}/u, (hash) => (aliases.has(hash) ? commit : hash));
  const forwarded = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  send(response, forwarded.status, await forwarded.json());
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

/** GitHub answers 404 where a repository has never been scanned. */
function listAnalyses(url: URL, { scans }: Pick<FakeGitHub, "scans">): [number, unknown] {
  if (scans.length === 0) return [404, { message: "no analysis found" }];
  const ref = url.searchParams.get("ref");
  const found = scans.filter((scan) => scan.ref === ref);
  return [
    200,
    found.map((scan) => ({ ref: scan.ref, commit_sha: scan.commit, created_at: scan.at, results_count: 0 })),
  ];
}

function listAlerts(url: URL, { alerts }: Pick<FakeGitHub, "alerts">): unknown {
  const wanted = (key: string, value: string): boolean => url.searchParams.get(key) === value;
  const found = alerts.filter(
    ({ severity, state }) => wanted("severity", severity) && wanted("state", state),
  );
  const page = Number(url.searchParams.get("page") ?? 1);
  const size = Number(url.searchParams.get("per_page") ?? 30);
  return found.slice((page - 1) * size, page * size).map(({ severity, state, fixedAt }, index) => ({
    number: index + 1,
    state,
    fixed_at: fixedAt ?? null,
    html_url: `https://github.com/${repository}/security/code-scanning/${index + 1}`,
    rule: { id: "js/injection", security_severity_level: severity },
  }));
}

function progress(conclusion: string | undefined): { status: string; conclusion?: string } {
  return conclusion === undefined ? { status: "in_progress" } : { status: "completed", conclusion };
}

async function addCheck(url: string, body: object): Promise<void> {
  const response = await fetch(`${url}/repos/${repository}/check-runs`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`no check: ${response.status} ${await response.text()}`);
}

async function headOf(url: string): Promise<string> {
  const response = await fetch(`${url}/repos/${repository}/commits`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const found = /"sha":"([0-9a-f]{40})"/u.exec(await response.text())?.[1];
  if (found === undefined) throw new Error("emulate has no commit");
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
