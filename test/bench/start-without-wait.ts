import { readFileSync } from "node:fs";
import { loadConfig } from "../../src/config.ts";
import { startSlipway } from "../../src/slipway.ts";

/**
 * The bot, with workloads that need not stay up after they are ready: that wait is the operator's choice, at least a
 * second, and no part of how fast a rollback is.
 */
const loaded = await loadConfig({ env: process.env, readFile: (path) => readFileSync(path, "utf8") });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const environments = loaded.config.settings.environments.map((one) => ({ ...one, stayUp: 0 }));
const settings = { ...loaded.config.settings, environments };
const slipway = await startSlipway({ ...loaded.config, settings });
process.once("SIGTERM", () => void slipway.stop().then(() => process.exit(0)));
