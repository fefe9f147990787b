import type { Parts } from "../src/parts.ts";
import { freezeBetween } from "../src/release/calendar/freeze.ts";
import { parseVersion } from "../src/release/version.ts";
import type { Environment } from "../src/release/settings.ts";
import { drawStatus, drawVersionStatus, type EnvironmentStatus } from "../views/run/status.ts";
import {
  type Answer,
  type Ask,
  authorise,
  findEnvironment,
  readVersion,
  refuseSurplus,
  type Verb,
} from "./verb.ts";
import { knownVersions, unknownVersion } from "./versions.ts";
import { readWords } from "./words.ts";

/** A freeze is told a week ahead. */
const soon = 7 * 86_400_000;

const usage = "status [environment|version]";

/** `/release status`: what is live where, what is under way, and what stands in the way. */
export const status: Verb = {
  name: "status",
  usage,
  summary: "What is live, and what is under way",
  handle: askForStatus,
};

async function askForStatus(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readWords(ask.text, {});
  refuseSurplus(positionals, 1, usage);
  const [about] = positionals;
  await authorise(ask, "view", parts);
  if (about === undefined) return { say: drawStatus(await statusOfAll(parts), parts.settings.product) };
  if (isVersion(about, parts)) return versionStatus(readVersion(about, parts.settings), parts);
  const environment = findEnvironment(about, parts.settings);
  await authorise(ask, "view", parts, environment);
  return { say: drawStatus([await statusOf(environment, parts)], parts.settings.product) };
}

/** Every environment as it stands now, in the configuration's order. */
export function statusOfAll(parts: Parts): Promise<EnvironmentStatus[]> {
  return Promise.all(parts.settings.environments.map((environment) => statusOf(environment, parts)));
}

async function statusOf(environment: Environment, parts: Parts): Promise<EnvironmentStatus> {
  const [live, lock, active] = await Promise.all([
    parts.releases.live(environment.name),
    parts.locks.read(environment.name, parts.clock()),
    parts.runs.active(environment.name),
  ]);
  const now = parts.clock();
  const freeze = freezeBetween({ from: now, until: now + soon }, environment.name, parts.settings);
  return {
    environment: environment.name,
    active,
    ...(live && { live }),
    ...(lock && { lock }),
    ...(freeze && { freeze }),
  };
}

async function versionStatus(version: string, parts: Parts): Promise<Answer> {
  const [hold, runs, environments] = await Promise.all([
    parts.holds.get(version),
    parts.runs.history({ version }, 5),
    statusOfAll(parts),
  ]);
  const liveOn = environments
    .filter(({ live }) => live?.version === version)
    .map(({ environment }) => environment);
  if (runs.length === 0 && !hold) {
    const known = await knownVersions(parts);
    if (!known.includes(version)) throw unknownVersion(version, known, "in the repository");
  }
  return { say: drawVersionStatus({ version, liveOn, runs, ...(hold && { hold }) }) };
}

function isVersion(text: string, parts: Parts): boolean {
  const { tagPrefix } = parts.settings.repository;
  return (
    parseVersion(text, tagPrefix) !== undefined ||
    parseVersion(`${tagPrefix}${text}`, tagPrefix) !== undefined
  );
}
