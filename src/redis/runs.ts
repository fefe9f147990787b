import type { RunStore } from "../release/run/stores.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { isFinal, type Run } from "../release/run/run.ts";
import { pack, unpack } from "./codec.ts";
import { answered } from "./connection.ts";
import { planCodec, runCodec, stepOutcomeCodec } from "./schemas.ts";
import { script, type Store } from "./store.ts";

/** The plan is written again even if its digest is known: the words of the newest one describe the moment best. */
const createRun = script(`
  if redis.call('EXISTS', KEYS[1]) == 1 then return 'exists' end
  redis.call('HSET', KEYS[1], 'data', ARGV[1], 'rev', ARGV[2])
  redis.call('SET', KEYS[2], ARGV[3])
  if ARGV[6] == 'active' then redis.call('ZADD', KEYS[3], ARGV[5], ARGV[4]) end
  for i = 4, #KEYS do redis.call('ZADD', KEYS[i], ARGV[5], ARGV[4]) end
  return 'created'
`);

const saveRun = script(`
  if redis.call('HGET', KEYS[1], 'rev') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'rev', ARGV[2], 'data', ARGV[3])
  if ARGV[6] == 'active' then redis.call('ZADD', KEYS[2], ARGV[5], ARGV[4])
  else
    redis.call('ZREM', KEYS[2], ARGV[4])
    redis.call('ZADD', KEYS[3], ARGV[5], ARGV[4])
  end
  return 1
`);

const claimRun = script(`
  if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
  return redis.call('HINCRBY', KEYS[1], 'claim', 1)
`);

const recordStepOfRun = script(`
  if redis.call('HGET', KEYS[1], 'claim') ~= ARGV[1] then return 'fenced' end
  if redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[3]) == 0 then return 'already' end
  return 'recorded'
`);

/** Runs, plans and ledgers in Redis. Every change is one script, so that no crash leaves half of it. */
export function createRunStore(store: Store): RunStore {
  return {
    create: (run, plan) => create(store, run, planCodec.encode(plan)),
    get: (id) => get(store, id),
    save: (run) => save(store, run),
    plan: (digest) => readPlan(store, digest),
    active: (environment) => active(store, environment),
    unsettled: (limit) => answered(store.redis.zrange(unsettledKey(store), 0, `${limit - 1}`)),
    settled: async (id) => void (await answered(store.redis.zrem(unsettledKey(store), id))),
    history: (filter, limit) => history(store, filter, limit),
    claim: (id) => claim(store, id),
    ledger: (id) => ledger(store, id),
    recordStep: async (id, number, step, outcome) => {
      const keys = [runKey(store, id), stepsKey(store, id)];
      const answer = await recordStepOfRun(store, keys, [number, step, stepOutcomeCodec.encode(outcome)]);
      return answer === "recorded" || answer === "already" ? answer : "fenced";
    },
  };
}

async function create(store: Store, run: Run, planText: string): Promise<"created" | "exists"> {
  const { environment, version } = run;
  const keys = [
    runKey(store, run.id),
    planKey(store, run.planDigest),
    activeKey(store, environment),
    historyKey(store, {}),
    historyKey(store, { environment }),
    historyKey(store, { version }),
    historyKey(store, { environment, version }),
  ];
  const plan = await pack(planText);
  const args = [runCodec.encode(run), run.rev, plan, run.id, run.requestedAt, activity(run)];
  return (await createRun(store, keys, args)) === "created" ? "created" : "exists";
}

async function get(store: Store, id: string): Promise<Run | undefined> {
  const text = await answered(store.redis.hget(runKey(store, id), "data"));
  return text === null ? undefined : runCodec.decode(text);
}

async function save(store: Store, run: Run): Promise<Run | undefined> {
  const saved = { ...run, rev: run.rev + 1 };
  const keys = [runKey(store, run.id), activeKey(store, run.environment), unsettledKey(store)];
  const args = [run.rev, saved.rev, runCodec.encode(saved), run.id, run.requestedAt, activity(run)];
  return (await saveRun(store, keys, args)) === 1 ? saved : undefined;
}

async function readPlan(store: Store, digest: string) {
  const data = await answered(store.redis.getBuffer(planKey(store, digest)));
  return data === null ? undefined : planCodec.decode(await unpack(data));
}

async function active(store: Store, environment: string): Promise<Run[]> {
  const ids = await answered(store.redis.zrange(activeKey(store, environment), 0, "-1"));
  const runs = await getAll(store, ids);
  // One of them may have ended between the two reads.
  return runs.filter((run) => !isFinal(run.phase));
}

async function history(store: Store, filter: HistoryFilter, limit: number): Promise<Run[]> {
  if (limit < 1) return [];
  const ids = await answered(store.redis.zrange(historyKey(store, filter), 0, `${limit - 1}`, "REV"));
  return getAll(store, ids);
}

async function getAll(store: Store, ids: string[]): Promise<Run[]> {
  const runs = await Promise.all(ids.map((id) => get(store, id)));
  return runs.filter((run) => run !== undefined);
}

async function claim(store: Store, id: string): Promise<number> {
  const number = Number(await claimRun(store, [runKey(store, id)], []));
  if (number > 0) return number;
  throw new ProblemError(
    makeProblem(
      "unknown-run",
      `There is no run ${id}.`,
      "Look it up with `/release history`; it may belong elsewhere.",
    ),
  );
}

async function ledger(store: Store, id: string) {
  const steps = await answered(store.redis.hgetall(stepsKey(store, id)));
  return Object.fromEntries(
    Object.entries(steps).map(([step, text]) => [step, stepOutcomeCodec.decode(text)]),
  );
}

interface HistoryFilter {
  environment?: string;
  version?: string;
}

/** An index for each way to ask, so that a page of history costs the same however long the history is. */
function historyKey({ keys }: Store, { environment, version }: HistoryFilter): string {
  if (environment !== undefined && version !== undefined) return keys.of("runs", "of", environment, version);
  if (environment !== undefined) return keys.of("runs", "on", environment);
  return version === undefined ? keys.of("runs", "all") : keys.of("runs", "version", version);
}

function runKey({ keys }: Store, id: string): string {
  return keys.of("run", id);
}

function stepsKey({ keys }: Store, id: string): string {
  return keys.of("run", id, "steps");
}

function planKey({ keys }: Store, digest: string): string {
  return keys.of("plan", digest);
}

function activeKey({ keys }: Store, environment: string): string {
  return keys.of("runs", "active", environment);
}

function unsettledKey({ keys }: Store): string {
  return keys.of("runs", "unsettled");
}

function activity(run: Run): "active" | "final" {
  return isFinal(run.phase) ? "final" : "active";
}
