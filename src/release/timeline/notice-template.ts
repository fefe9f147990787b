import type { NoticeFacts } from "./notice-facts.ts";
import { type CourseState, courseStates } from "./timeline-course.ts";

/**
 * What a template can name, every field always there: texts are empty, lists have no items and moments are null where
 * something is not known. Moments are in milliseconds since the epoch; the filter `moment` shows them.
 */
export interface TemplateFields {
  product: string;
  environment: string;
  version: string;
  kind: string;
  state: CourseState;
  because: string;
  replaced_by: string;
  due: number;
  late: boolean;
  target: number | null;
  started: number | null;
  live: number | null;
  manager: string;
  manager_name: string;
  commits: number;
  breaking: string[];
  features: string[];
  fixes: string[];
  others: string[];
  authors: string[];
  mentions: string[];
  open_items: string[];
  freezes: string[];
  drifts: string[];
  link: string;
}

/** Texts by which notices are said in an installation's own words. */
export interface Templates {
  /** The words of a template, with everything from outside escaped. Raises `bad-template`. */
  render(template: string, fields: TemplateFields): Promise<string>;
}

/** The facts of a notice as templates name them. */
export function templateFields(facts: NoticeFacts): TemplateFields {
  const { course, changes, notice, watched } = facts;
  return {
    product: facts.product,
    environment: facts.environment,
    version: facts.version,
    kind: facts.kind,
    state: course.state,
    because: course.because ?? "",
    replaced_by: course.by ?? "",
    due: notice.due,
    late: notice.isLate,
    target: facts.target ?? null,
    started: course.startedAt ?? null,
    live: course.liveAt ?? null,
    manager: facts.manager?.user ?? "",
    manager_name: facts.manager?.name ?? "",
    commits: changes?.commits ?? 0,
    breaking: changes?.breaking ?? [],
    features: changes?.features ?? [],
    fixes: changes?.fixes ?? [],
    others: changes?.others ?? [],
    authors: changes?.authors ?? [],
    mentions: changes?.mentions ?? [],
    open_items: facts.checklist?.open ?? [],
    freezes: facts.freezes,
    drifts: watched?.state === "drifted" ? watched.drifts : [],
    link: facts.compareLink ?? "",
  };
}

/** A release with everything that a release may have. */
export const exampleFields: TemplateFields = {
  product: "Nexus Financial Platform",
  environment: "production",
  version: "v1.5.0",
  kind: "minor",
  state: "live",
  because: "",
  replaced_by: "",
  due: 1_796_650_200_000,
  late: false,
  target: 1_796_650_200_000,
  started: 1_796_650_200_000,
  live: 1_796_650_500_000,
  manager: "U0123SARA",
  manager_name: "Sara Jansen",
  commits: 3,
  breaking: ["drop the old login"],
  features: ["instant payments"],
  fixes: ["find accounts by IBAN with spaces"],
  others: ["describe the payments API"],
  authors: ["Eli Navarro"],
  mentions: ["U0123ELI"],
  open_items: ["Documentation updated"],
  freezes: ["Year end"],
  drifts: ["Deployment nexus-app: 2 of 3 pods available"],
  link: "https://github.com/nexus/platform/compare/v1.4.2...v1.5.0",
};

/** A release of which nothing is known. */
const bareFields: TemplateFields = {
  ...exampleFields,
  target: null,
  started: null,
  live: null,
  manager: "",
  manager_name: "",
  commits: 0,
  breaking: [],
  features: [],
  fixes: [],
  others: [],
  authors: [],
  mentions: [],
  open_items: [],
  freezes: [],
  drifts: [],
  link: "",
};

/** Fields to try a template on before anything has happened: every state, on time and late, with everything and nothing. */
export const exampleReleases: TemplateFields[] = courseStates.flatMap((state) =>
  [false, true].flatMap((late) => [
    { ...exampleFields, state, late, because: "the bank said no", replaced_by: "v1.4.2" },
    { ...bareFields, state, late },
  ]),
);
