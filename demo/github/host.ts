import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { createEmulator } from "emulate";
import { z } from "zod";
import { scansOf } from "./mirrored.ts";
import { type FakeAlert, type FakeScan, listAlerts, listAnalyses } from "./scanning.ts";
import { freePort } from "../../src/redis/free-port.ts";

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
  /** The texts of all that names a tag, drafts included. */
  listed(tag: string): Promise<string[]>;
  /** From now on questions about `commit` are answered with what emulate knows of its own one. */
  standInFor(commit: string): void;
  scans: FakeScan[];
  alerts: FakeAlert[] | undefined;
  /** Set to a status to have everything refused, to "silence" to have nothing answered. */
  trouble: number | "silence" | "nonsense" | undefined;
  /** Releases may be read and not made, as for a token without that right. */
  isReadOnly: boolean;
  /** The releases that were asked for and made, with the words in which they were. */
  made: MadeRelease[];
  /** Called before a release is made and after it; true when the one who asked is gone, and nothing more comes of it. */
  onRelease: ((when: "before" | "after") => boolean) | undefined;
  /** Paths that were asked for, without their hosts. */
  asked: string[];
  headers: IncomingMessage["headers"][];
}

/** What GitHub was asked to make a release of. */
export type MadeRelease = z.infer<typeof wantedRelease>;

const wantedRelease = z.strictObject({
  tag_name: z.string(),
  name: z.string(),
  body: z.string(),
  draft: z.boolean(),
  prerelease: z.boolean(),
  make_latest: z.enum(["true", "false", "legacy"]),
});

const listing = z.array(z.object({ tag_name: z.string(), body: z.string() }));

export const repository = "nexus/platform";
const token = "test_token_admin";

type State = Pick<
  FakeGitHub,
  "scans" | "alerts" | "trouble" | "asked" | "headers" | "isReadOnly" | "made" | "onRelease"
>;

/**
 * Starts it on free ports; dispose of it to stop it. Where a repository on the disk is `mirrored`, all of its commits are
 * scanned, and have the checks of emulate's own.
 */
export async function startGitHub({ mirrored }: { mirrored?: string } = {}): Promise<FakeGitHub> {
  const emulator = await createEmulator({ service: "github", port: await freePort(), seed });
  const commit = await headOf(emulator.url);
  const state: State = {
    isReadOnly: false,
    made: [],
    onRelease: undefined,
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
    void answer(request, response, { state, aliases, commit, mirrored, behind: emulator.url });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(state, {
    url: `http://127.0.0.1:${portOf(server)}`,
    commit,
    check: (name: string, conclusion: string | undefined, output?: { title: string; summary: string }) =>
      addCheck(emulator.url, { name, head_sha: commit, ...progress(conclusion), ...(output && { output }) }),
    listed: async (tag: string) => {
      const { body } = await forward(new URL(`/repos/${repository}/releases?per_page=100`, emulator.url));
      return listing.parse(body).flatMap((one) => (one.tag_name === tag ? [one.body] : []));
    },
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
  state: State;
  aliases: Set<string>;
  commit: string;
  behind: string;
  mirrored: string | undefined;
}

async function answer(request: IncomingMessage, response: ServerResponse, facts: Behind): Promise<void> {
  const { state, aliases, commit, behind, mirrored } = facts;
  const url = new URL(request.url ?? "/", behind);
  if (typeof state.trouble === "number") return send(response, state.trouble, { message: "no" });
  if (state.trouble === "nonsense") return send(response, 200, { check_runs: "many" });
  if (url.pathname.endsWith("/code-scanning/analyses")) {
    const ref = url.searchParams.get("ref") ?? "";
    const scans = mirrored === undefined ? state.scans : await scansOf(mirrored, ref);
    return send(response, ...listAnalyses(url, { scans }));
  }
  if (url.pathname.endsWith("/code-scanning/alerts"))
    return send(response, ...listAlerts(url, repository, state));
  if (request.method === "POST") return makeRelease(request, response, facts);
  if (request.method === "DELETE") return takeBack(url, response);
  url.pathname = url.pathname.replace(/[0-9a-f]{40}/u, (hash) =>
    mirrored !== undefined || aliases.has(hash) ? commit : hash,
  );
  const { status, body } = await forward(url);
  // GitHub finds a draft by no tag.
  const isDraft = url.pathname.includes("/releases/tags/") && draftOf(body);
  send(response, isDraft ? 404 : status, isDraft ? { message: "Not Found" } : body);
}

async function forward(url: URL, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const forwarded = await fetch(url, { ...init, headers });
  const said = await forwarded.text();
  return {
    status: forwarded.status,
    body: said === "" ? undefined : JSON.parse(said.replaceAll(another, "")),
  };
}

/** emulate has one draft for a tag where GitHub has many: the others bear this behind the tag, which nobody sees. */
const another = /~\d+(?=")/gu;
let others = 0;

async function takeBack(url: URL, response: ServerResponse): Promise<void> {
  const { status } = await forward(url, { method: "DELETE" });
  response.writeHead(status).end();
}

function draftOf(body: unknown): boolean {
  return z.object({ draft: z.literal(true) }).safeParse(body).success;
}

/** Makes a release as GitHub does: stricter than emulate about its words, and about who may. */
async function makeRelease(
  request: IncomingMessage,
  response: ServerResponse,
  { state, behind }: Behind,
): Promise<void> {
  if (state.isReadOnly)
    return send(response, 403, { message: "Resource not accessible by personal access token" });
  const wanted = wantedRelease.safeParse(JSON.parse(await text(request)));
  if (!wanted.success) return send(response, 422, invalid("missing_field"));
  if (wanted.data.body.length > 125_000)
    return send(response, 422, invalid("custom", "body is too long (maximum is 125000 characters)"));
  if (state.onRelease?.("before")) return;
  const url = new URL(request.url ?? "/", behind);
  const post = (tag: string) =>
    forward(url, { method: "POST", body: JSON.stringify({ ...wanted.data, tag_name: tag }) });
  const { tag_name: tag, draft } = wanted.data;
  const first = await post(tag);
  const { status, body } = draft && first.status === 422 ? await post(`${tag}~${(others += 1)}`) : first;
  if (status === 201) state.made.push(wanted.data);
  if (state.onRelease?.("after")) return;
  send(response, status, status === 422 ? invalid("already_exists") : body);
}

function invalid(code: string, message?: string): object {
  return { message: "Validation Failed", errors: [{ resource: "Release", code, message }] };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
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

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
