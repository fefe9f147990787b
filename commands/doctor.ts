import type { Parts, Probe } from "../src/parts.ts";
import { ProblemError } from "../src/release/problem.ts";
import { drawDoctor, type Finding } from "../views/doctor.ts";
import { type Answer, type Ask, authorise, type Verb } from "./verb.ts";
import { readerOf } from "./words.ts";

const readTyped = readerOf("doctor");

/** The slowest probe may take this long, in milliseconds: the answer is due within three seconds. */
const patience = 2000;

/** `/release doctor`: whether everything that Slipway stands on is well, and what to do where it is not. */
export const doctor: Verb = {
  name: "doctor",
  usage: "doctor",
  summary: "Check everything that Slipway needs",
  handle: askDoctor,
};

async function askDoctor(ask: Ask, parts: Parts): Promise<Answer> {
  readTyped(ask.text);
  await authorise(ask, "view", parts);
  return { say: drawDoctor(await Promise.all(parts.probes.map(examine))) };
}

async function examine(probe: Probe): Promise<Finding> {
  const { name } = probe;
  const late = Promise.withResolvers<Finding>();
  const timer = setTimeout(
    () => late.resolve({ name, well: false, words: "No answer within two seconds." }),
    patience,
  );
  try {
    return await Promise.race([late.promise, probe.look().then((words) => ({ name, well: true, words }))]);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { name, well: false, words: `${error.problem.what} ${error.problem.advice}` };
  } finally {
    clearTimeout(timer);
  }
}
