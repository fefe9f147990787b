import type { Parts } from "../src/parts.ts";
import { environmentsFor } from "../src/release/access.ts";
import { freezeBetween } from "../src/release/calendar/freeze.ts";
import { parseVersion } from "../src/release/version.ts";
import type { Environment } from "../src/release/settings.ts";
import { drawStatus, drawVersionStatus, type EnvironmentStatus } from "../views/run/status.ts";
import { renewable } from "../views/renewed.ts";
import {
  type Answer,
  type Ask,
  authorise,
  findEnvironment,
  isAlone,
  readVersion,
  type Verb,
} from "./verb.ts";
import { type Viewer, waitingAmong } from "./waiting.ts";
import { knownVersions, unknownVersion } from "./versions.ts";
import { readerOf } from "./words.ts";

/** A freeze is told a week ahead. */
const soon = 7 * 86_400_000;

const usage = "status [environment|version]";
const readTyped = readerOf(usage);

/** `/release status`: what is live where, what is under way, and what stands in the way. */
export const status: Verb = {
  name: "status",
  usage,
  summary: "What is live, and what is under way",
  handle: askForStatus,
};

async function askForStatus(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readTyped(ask.text);
  const [about] = positionals;
  const asker = await authorise(ask, "view", parts);
  const viewer = { asker, isAlone: isAlone(ask) };
  if (about === undefined)
    return { say: renewable(drawStatus(await statusOfAll(viewer, parts), parts.settings), "status") };
  if (isVersion(about, parts)) return versionStatus(readVersion(about, parts.settings), viewer, parts);
  const environment = findEnvironment(about, parts.settings);
  await authorise(ask, "view", parts, environment);
  const drawn = drawStatus([await statusOf(environment, viewer, parts)], parts.settings);
  return { say: renewable(drawn, `status ${environment.name}`) };
}

/** Every environment that a person may view, as it stands now, in the configuration's order. */
export function statusOfAll(viewer: Viewer, parts: Parts): Promise<EnvironmentStatus[]> {
  return Promise.all(inSightOf(viewer, parts).map((environment) => statusOf(environment, viewer, parts)));
}

function inSightOf({ asker }: Viewer, { settings }: Parts): Environment[] {
  return environmentsFor({ asker, permission: "view", settings });
}

async function statusOf(environment: Environment, viewer: Viewer, parts: Parts): Promise<EnvironmentStatus> {
  const [live, lock, active] = await Promise.all([
    parts.releases.live(environment.name),
    parts.locks.read(environment.name, parts.clock()),
    parts.runs.active(environment.name),
  ]);
  const now = parts.clock();
  const freeze = freezeBetween({ from: now, until: now + soon }, environment.name, parts.settings);
  return {
    environment: environment.name,
    active: active.filter(({ phase }) => phase !== "awaiting approval"),
    waiting: await waitingAmong(active, viewer, parts),
    ...(live && { live }),
    ...(lock && { lock }),
    ...(freeze && { freeze }),
  };
}

async function versionStatus(version: string, viewer: Viewer, parts: Parts): Promise<Answer> {
  const seen = new Set(inSightOf(viewer, parts).map(({ name }) => name));
  const [hold, all, environments] = await Promise.all([
    parts.holds.get(version),
    parts.runs.history({ version }, 5),
    statusOfAll(viewer, parts),
  ]);
  const runs = all.filter(({ environment }) => seen.has(environment));
  const liveOn = environments
    .filter(({ live }) => live?.version === version)
    .map(({ environment }) => environment);
  if (runs.length === 0 && !hold) {
    const known = await knownVersions(parts);
    if (!known.includes(version)) throw unknownVersion(version, known, "in the repository");
  }
  const waiting = environments.flatMap((one) => one.waiting).filter(({ run }) => run.version === version);
  const drawn = drawVersionStatus({ version, liveOn, runs, waiting, ...(hold && { hold }) });
  return { say: renewable(drawn, `status ${version}`) };
}

function isVersion(text: string, parts: Parts): boolean {
  const { tagPrefix } = parts.settings.repository;
  return (
    parseVersion(text, tagPrefix) !== undefined ||
    parseVersion(`${tagPrefix}${text}`, tagPrefix) !== undefined
  );
}
