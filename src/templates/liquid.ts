import { Liquid, LiquidError } from "liquidjs";
import type { TemplateFields } from "../release/timeline/notice-template.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";

/** Bounds on what a template may cost: characters, milliseconds, and objects that it makes. */
const bounds = { parseLimit: 10_000, renderLimit: 500, memoryLimit: 1_000_000 };

const liquid = makeLiquid();

/**
 * The words of a template in Liquid. Names that do not exist are mistakes; everything is escaped for Slack but the
 * filters `moment` (a time in the reader's own zone) and `mention` (a person by id). No template can read files or reach
 * prototypes. Raises `bad-template`.
 */
export function renderTemplate(template: string, fields: TemplateFields): string {
  try {
    return String(liquid.parseAndRenderSync(template, { ...fields }));
  } catch (error) {
    if (LiquidError.is(error)) throw badTemplate(error);
    throw error;
  }
}

function makeLiquid(): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    outputEscape: (value: unknown) => escapeText(String(value)),
    templates: {},
    ...bounds,
  });
  engine.registerFilter("moment", { raw: true, handler: moment });
  engine.registerFilter("mention", { raw: true, handler: mention });
  return engine;
}

function badTemplate(error: LiquidError): ProblemError {
  const what = `A template of the timeline is broken: ${error.message.split("\n")[0]}.`;
  const advice = "Correct it in the configuration; the page on communication names every field and filter.";
  return new ProblemError(makeProblem("bad-template", what, advice), error);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function moment(at: unknown): string {
  if (typeof at !== "number" || !Number.isFinite(at)) return "at a time that is not known yet";
  const utc = new Date(at).toISOString().slice(0, 16).replace("T", " ");
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} at {time}|${utc} UTC>`;
}

function mention(user: unknown): string {
  return typeof user === "string" && /^[UW][A-Z0-9]{2,20}$/u.test(user) ? `<@${user}>` : "";
}
