import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject, KubernetesObject, ObjectRef } from "../release/cluster/kubernetes-object.ts";
import { isKubernetesObject, objectsAt, textAt } from "../release/cluster/json.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import type { Connection } from "./connection.ts";
import { type Asked, bodyOf, OutcomeUnknown, refusal, unavailable, wordsOf } from "./problems.ts";
import { type Answer, exchange, type Exchange, type Line, openLine, streamLines } from "./transport.ts";

/** How long one exchange may take when nobody says otherwise, in milliseconds. */
const usualPatience = 10_000;
/** Pauses before reads are tried again, in milliseconds. */
const readPauses = [200, 500, 1_000];
const longestRetryAfter = 10;
/** A resource definition takes a moment until its kind is served. */
const newKindPauses = [200, 400, 800, 1_600];

/** Where the objects of a kind live. */
interface Resource {
  plural: string;
  namespaced: boolean;
}

export type Write = Pick<Exchange, "method" | "path" | "body" | "contentType"> & { asked: Asked };

/** One API server: its credentials, sockets, and what kinds it knows. */
export class ApiServer {
  readonly #find: (signal: AbortSignal) => Promise<Connection>;
  readonly #patience: number;
  readonly #resources = new Map<string, Promise<Map<string, Resource>>>();
  #line: Promise<Line> | undefined;
  #finding = new AbortController();

  /** `find` is asked for the credentials when they are needed, and given up by its signal. */
  constructor(find: (signal: AbortSignal) => Promise<Connection>, patience = usualPatience) {
    this.#find = find;
    this.#patience = patience;
  }

  /**
   * The path of an object, or of all objects of its kind in a namespace when the ref has no name. Raises
   * `cluster-refused` for a kind that the cluster does not know; one that may be new is waited for.
   */
  async path(
    ref: Omit<ObjectRef, "name"> & { name?: string },
    namespace: string,
    kind: "known" | "maybe new" = "known",
  ): Promise<string> {
    const { plural, namespaced } = await this.#resource(ref, kind === "known" ? [] : newKindPauses);
    const root = rootOf(ref.apiVersion);
    const scope = namespaced ? `/namespaces/${encodeURIComponent(ref.namespace ?? namespace)}` : "";
    const name = ref.name === undefined ? "" : `/${encodeURIComponent(ref.name)}`;
    return `${root}${scope}/${plural}${name}`;
  }

  /** Whether the cluster serves a kind now: where it does not, there are no objects of it. */
  async serves({ apiVersion, kind }: Pick<ObjectRef, "apiVersion" | "kind">): Promise<boolean> {
    if ((await this.#kinds(apiVersion)).has(kind)) return true;
    this.#resources.delete(apiVersion);
    return (await this.#kinds(apiVersion)).has(kind);
  }

  /** One object; undefined when it is not there. Retried; raises `cluster-unavailable` or `cluster-forbidden`. */
  async get(path: string, asked: Asked): Promise<KubernetesObject | undefined> {
    const answer = await this.read(path, asked);
    if (answer.status === 404) return undefined;
    const body = bodyOf(answer);
    if (answer.status === 200 && isKubernetesObject(body)) return body;
    throw refusal(answer, asked);
  }

  /** Any answer to a read that is neither 429 nor the server's own trouble; retried until there is one. */
  async read(path: string, asked: Asked): Promise<Answer> {
    let last: unknown;
    for (const wait of [...readPauses, undefined]) {
      const tried = await this.#try({ method: "GET", path, timeout: this.#patience });
      if ("answer" in tried && !isTrouble(tried.answer)) return tried.answer;
      last = "answer" in tried ? new Error(`status ${tried.answer.status}`) : tried.error;
      const asksFor = "answer" in tried ? tried.answer.retryAfter : undefined;
      if (wait !== undefined) await pause(pauseFor(wait, asksFor));
    }
    throw unavailable(asked, last);
  }

  /** Sends a write once. Raises `OutcomeUnknown` where the answer does not say what became of it. */
  async write(write: Write): Promise<Answer> {
    const { asked, ...request } = write;
    const tried = await this.#try({ ...request, timeout: this.#patience });
    if ("error" in tried) throw new OutcomeUnknown(`${asked.verb} ${asked.what}`, undefined, tried.error);
    if (!isTrouble(tried.answer)) return tried.answer;
    const cause = new Error(`status ${tried.answer.status}`);
    throw new OutcomeUnknown(`${asked.verb} ${asked.what}`, tried.answer.retryAfter, cause);
  }

  /** Where the server is; the same for every context that leads there. Raises `cluster-unavailable`. */
  async address(): Promise<string> {
    return new URL((await this.#connected()).connection.server).href;
  }

  /** Sends a read once, with a time limit in milliseconds; rejects on any trouble with the line. */
  async once(path: string, timeout: number, signal: AbortSignal): Promise<Answer> {
    return this.#send({ method: "GET", path, timeout, signal });
  }

  /** The lines of a watch, for at most `timeout` milliseconds. */
  async *lines(path: string, timeout: number, signal: AbortSignal): AsyncGenerator<string> {
    yield* streamLines(await this.#connected(), { method: "GET", path, timeout, signal });
  }

  /** Lets the sockets go. The next use opens new ones. */
  async close(): Promise<void> {
    this.#finding.abort();
    const line = await this.#line?.catch(() => undefined);
    line?.agent.destroy();
    this.#line = undefined;
  }

  async #try(request: Exchange): Promise<{ answer: Answer } | { error: unknown }> {
    try {
      return { answer: await this.#send(request) };
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      return { error };
    }
  }

  /** Tokens end and certificates are renewed: a 401 is believed only after the credentials were read again. */
  async #send(request: Exchange): Promise<Answer> {
    const line = await this.#connected();
    const answer = await exchange(line, request);
    if (answer.status !== 401) return answer;
    line.agent.destroy();
    this.#line = undefined;
    return exchange(await this.#connected(), request);
  }

  #connected(): Promise<Line> {
    if (this.#line) return this.#line;
    this.#finding = new AbortController();
    const line = this.#find(this.#finding.signal).then(openLine);
    line.catch(() => (this.#line = undefined));
    this.#line = line;
    return line;
  }

  async #resource(ref: Pick<ObjectRef, "apiVersion" | "kind">, pauses: number[]): Promise<Resource> {
    for (const wait of [0, ...pauses, undefined]) {
      const found = (await this.#kinds(ref.apiVersion)).get(ref.kind);
      if (found) return found;
      this.#resources.delete(ref.apiVersion);
      if (wait !== undefined && wait > 0) await pause(wait);
    }
    const what = `The cluster knows no kind ${ref.kind} in ${ref.apiVersion}.`;
    const advice = "Install its resource definition first, or correct the apiVersion in the manifest.";
    throw new ProblemError(makeProblem("cluster-refused", what, advice));
  }

  #kinds(apiVersion: string): Promise<Map<string, Resource>> {
    const cached = this.#resources.get(apiVersion);
    if (cached) return cached;
    const kinds = this.#discover(apiVersion);
    kinds.catch(() => this.#resources.delete(apiVersion));
    this.#resources.set(apiVersion, kinds);
    return kinds;
  }

  async #discover(apiVersion: string): Promise<Map<string, Resource>> {
    const asked = { verb: "list", what: `the kinds of ${apiVersion}` };
    const answer = await this.read(rootOf(apiVersion), asked);
    if (answer.status === 404) return new Map();
    if (answer.status !== 200) throw refusal(answer, asked);
    return new Map(objectsAt(bodyOf(answer), "resources").flatMap(resourceOf));
  }
}

function resourceOf(entry: JsonObject): [string, Resource][] {
  const plural = textAt(entry, "name");
  const kind = textAt(entry, "kind");
  if (plural === undefined || kind === undefined || plural.includes("/")) return [];
  return [[kind, { plural, namespaced: entry.namespaced === true }]];
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The API server calls a field outside its schema an error of its own (500), but no retry makes it right. */
function isTrouble(answer: Answer): boolean {
  if (answer.status === 500 && wordsOf(answer).includes("not declared in schema")) return false;
  return answer.status === 429 || answer.status >= 500;
}

/** Milliseconds to wait: as long as the server asks for, within reason. */
export function pauseFor(otherwise: number, retryAfter: number | undefined): number {
  return retryAfter === undefined ? otherwise : Math.min(retryAfter, longestRetryAfter) * 1_000;
}
