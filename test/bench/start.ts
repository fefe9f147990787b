import { setTimeout as pause } from "node:timers/promises";
import {
  type Installation,
  openInstallation,
  pauseWork,
  type Program,
  residentMegabytes,
  startBareApp,
  startSlipway,
} from "./installation.ts";
import { openLoop } from "./load.ts";
import { aim, compare, median, type Row } from "./measure.ts";

const rounds = 7;

/**
 * From the start of the process until `/readyz` says so, and the memory of that process, idle and while it is asked
 * 200 times a second (stored and not carried out, as in `benchAcknowledge`); beside an app that imports Bolt and BullMQ and listens. Both keep their compiled code.
 */
export async function benchStart(): Promise<Row[]> {
  await using installation = await openInstallation();
  const starts = { ours: [] as number[], beside: [] as number[] };
  for (const start of [startSlipway, startBare]) await fillCompileCache(start, installation);
  for (let round = 0; round < rounds; round += 1) {
    starts.ours.push(await startOnce(startSlipway, installation));
    starts.beside.push(await startOnce(startBare, installation));
  }
  const [ours, beside] = [
    await memoryOf(startSlipway, installation),
    await memoryOf(startBare, installation),
  ];
  return [
    compare("start to ready", starts.ours, starts.beside, 1.3),
    memoryRow("memory, idle", ours.idle, beside.idle, 160),
    memoryRow("memory, under load", ours.busy, beside.busy),
  ];
}

type Start = (installation: Installation) => Promise<Program>;

const startBare: Start = (installation) => startBareApp(installation, "queued");

async function startOnce(start: Start, installation: Installation): Promise<number> {
  await using program = await start(installation);
  return program.startedIn;
}

/** The first start keeps the compiled code of everything that it loads, also after it is ready. */
async function fillCompileCache(start: Start, installation: Installation): Promise<void> {
  const program = await start(installation);
  await pause(4000);
  await program[Symbol.asyncDispose]();
}

interface Memory {
  idle: number;
  busy: number;
}

/** Idle is five seconds after the start, when everything that is warmed up has been. */
async function memoryOf(start: Start, installation: Installation): Promise<Memory> {
  await using program = await start(installation);
  await pause(5000);
  const work = await pauseWork(installation);
  const idle = await residentMegabytes(program.process);
  const target = { port: program.port, secret: installation.variables["SLACK_SIGNING_SECRET"] ?? "" };
  const seen: number[] = [];
  for (let second = 0; second < 5; second += 1) {
    await openLoop(target, 200, 1);
    seen.push(await residentMegabytes(program.process));
  }
  await work.close();
  return { idle, busy: Math.max(...seen) };
}

function memoryRow(what: string, ours: number, beside: number, most?: number): Row {
  return {
    what,
    ours: `${ours.toFixed(0)} MB`,
    beside: `${beside.toFixed(0)} MB`,
    ratio: `${(ours / median([beside])).toFixed(2)}×`,
    target: most === undefined ? "" : aim(`≤ ${most} MB`, ours <= most),
  };
}
