import { openInstallation, pauseWork, startBareApp, startSlipway } from "./installation.ts";
import { oneByOne, openLoop, type Target } from "./load.ts";
import { compare, percentile, type Row } from "./measure.ts";

const rounds = 15;
const warmUp = 2000;
const most = 1.2;

/** Latencies of each round, in milliseconds. */
interface Series {
  target: Target;
  single: number[][];
  open: number[][];
}

/**
 * How long `/release deploy v1.5.0 staging` waits for its answer, from signature to stored request, beside an app of
 * bare Bolt that answers at once and one that awaits one `queue.add`. All write to one Redis, in turn. The queue is
 * paused, so that requests are stored and counted, and nobody carries them out meanwhile.
 */
export async function benchAcknowledge(): Promise<Row[]> {
  await using installation = await openInstallation();
  await using bot = await startSlipway(installation);
  await using atOnce = await startBareApp(installation, "at once");
  await using queued = await startBareApp(installation, "queued");
  const work = await pauseWork(installation);
  const before = await work.getJobCountByTypes("wait");
  const secret = installation.variables["SLACK_SIGNING_SECRET"] ?? "";
  const all = [bot, atOnce, queued].map(({ port }): Series => ({
    target: { port, secret },
    single: [],
    open: [],
  }));
  // A bot runs for weeks: what is measured is compiled, in all three.
  for (const { target } of all) await oneByOne(target, warmUp);
  for (let round = 0; round < rounds; round += 1) {
    for (const { target, single } of all) single.push(await oneByOne(target, 250));
    for (const { target, open } of all) open.push(await openLoop(target, 200, 2));
  }
  const stored = (await work.getJobCountByTypes("wait")) - before;
  await work.close();
  const asked = warmUp + rounds * (250 + 400);
  if (stored < asked) throw new Error(`${asked} requests were answered, and ${stored} stored.`);
  return rowsOf(all);
}

function rowsOf([ours, atOnce, queued]: Series[]): Row[] {
  if (!ours || !atOnce || !queued) return [];
  return [["p50", 0.5] as const, ["p99", 0.99] as const].flatMap(([name, share]) => {
    const of = (series: number[][]): number[] => series.map((round) => percentile(round, share));
    return [
      compare(`${name}, 1 connection, beside Bolt + queue.add`, of(ours.single), of(queued.single), most),
      compare(`${name}, 1 connection, beside Bolt at once`, of(ours.single), of(atOnce.single)),
      compare(`${name}, 200 a second, beside Bolt + queue.add`, of(ours.open), of(queued.open), most),
      compare(`${name}, 200 a second, beside Bolt at once`, of(ours.open), of(atOnce.open)),
    ];
  });
}
