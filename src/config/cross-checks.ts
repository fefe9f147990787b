import { z } from "zod";
import { closest } from "../release/closest.ts";

/** Something that is wrong between two places of the file, each right by itself. */
export interface CrossProblem {
  path: (string | number)[];
  what: string;
  advice: string;
}

const names = z.array(z.string().catch("")).catch([]);

/** The names in the file and nothing else, read as far as they can be read, so that one mistake hides no other. */
const outline = z.object({
  checklist: z
    .object({
      items: z
        .array(
          z
            .object({ id: z.string().catch(""), kinds: names.optional(), roles: names })
            .catch({ id: "", kinds: undefined, roles: [] }),
        )
        .catch([]),
      tick: names,
      waive: names,
    })
    .catch({ items: [], tick: [], waive: [] }),
  freezes: z.array(z.object({ environments: names }).catch({ environments: [] })).catch([]),
  roles: z
    .record(z.string(), z.object({ groups: names, users: names }).catch({ groups: [], users: [] }))
    .catch({}),
  environments: z
    .array(
      z
        .object({
          name: z.string().catch(""),
          after: z.string().optional().catch(undefined),
          images: names,
          allow: z.record(z.string(), names).catch({}),
          approvals: z.object({ needed: z.number().catch(0) }).catch({ needed: 0 }),
          checks: z.array(z.object({ name: z.string().catch("") }).catch({ name: "" })).catch([]),
        })
        .catch({ name: "", after: undefined, images: [], allow: {}, approvals: { needed: 0 }, checks: [] }),
    )
    .catch([]),
});

type Outline = z.infer<typeof outline>;
type OutlinedEnvironment = Outline["environments"][number];

/** What does not fit together in a parsed file: names that nothing has, names used twice, approvals nobody can give. */
export function crossCheck(file: unknown): CrossProblem[] {
  const parsed = outline.safeParse(file);
  if (!parsed.success) return [];
  const { environments, roles, checklist, freezes } = parsed.data;
  return [
    ...checkFreezes(freezes, environments),
    ...checkItems(checklist),
    ...checkChecklistRoles(checklist, Object.keys(roles)),
    ...repeated(
      environments.map(({ name }) => name),
      (index) => ["environments", index, "name"],
    ),
    ...environments.flatMap((environment, index) =>
      [
        checkNames(environment, index),
        checkOrder(environments, index),
        checkRoles(environment, index, Object.keys(roles)),
        checkApprovers(environment, index, roles),
      ].flat(),
    ),
  ];
}

function checkFreezes(freezes: Outline["freezes"], environments: OutlinedEnvironment[]): CrossProblem[] {
  const known = environments.map(({ name }) => name);
  return freezes.flatMap((freeze, index) =>
    unknownNames("environment", freeze.environments, known, ["freezes", index, "environments"]),
  );
}

function checkNames({ checks, images }: OutlinedEnvironment, index: number): CrossProblem[] {
  const at = ["environments", index];
  return [
    ...repeated(
      checks.map(({ name }) => name),
      (check) => [...at, "checks", check, "name"],
    ),
    ...repeated(images, (image) => [...at, "images", image]),
  ];
}

function repeated(values: string[], pathOf: (index: number) => (string | number)[]): CrossProblem[] {
  return values.flatMap((value, index) =>
    value !== "" && values.indexOf(value) < index
      ? [{ path: pathOf(index), what: `"${value}" is here twice.`, advice: "Rename one or remove it." }]
      : [],
  );
}

function checkOrder(environments: OutlinedEnvironment[], index: number): CrossProblem[] {
  const after = environments[index]?.after;
  if (after === undefined) return [];
  const earlier = environments.slice(0, index).map(({ name }) => name);
  if (earlier.includes(after)) return [];
  const isLater = environments.some(({ name }) => name === after);
  const what = isLater
    ? `"${after}" does not come before this environment.`
    : `There is no environment "${after}".`;
  return [
    { path: ["environments", index, "after"], what, advice: adviceAmong(after, earlier, "environment") },
  ];
}

function checkRoles({ allow }: OutlinedEnvironment, index: number, roles: string[]): CrossProblem[] {
  return Object.entries(allow).flatMap(([permission, named]) =>
    unknownNames("role", named, roles, ["environments", index, "allow", permission]),
  );
}

/** One kind of release cannot have two items of the same id; those of different kinds may share one. */
function checkItems({ items }: Outline["checklist"]): CrossProblem[] {
  return items.flatMap(({ id, kinds }, index) => {
    const isShared = (other: string[] | undefined): boolean =>
      kinds === undefined || other === undefined || kinds.some((kind) => other.includes(kind));
    const earlier = items.slice(0, index).some((other) => other.id === id && isShared(other.kinds));
    if (id === "" || !earlier) return [];
    const what = `"${id}" is here twice for the same kind of release.`;
    return [
      { path: ["checklist", "items", index, "id"], what, advice: "Rename one, or give them other kinds." },
    ];
  });
}

function checkChecklistRoles({ items, tick, waive }: Outline["checklist"], known: string[]): CrossProblem[] {
  return [
    ...unknownNames("role", tick, known, ["checklist", "tick"]),
    ...unknownNames("role", waive, known, ["checklist", "waive"]),
    ...items.flatMap(({ roles }, index) =>
      unknownNames("role", roles, known, ["checklist", "items", index, "roles"]),
    ),
  ];
}

function unknownNames(
  kind: "role" | "environment",
  named: string[],
  known: string[],
  at: (string | number)[],
): CrossProblem[] {
  return named.flatMap((name, position) => {
    if (name === "" || known.includes(name)) return [];
    const what = `There is no ${kind} "${name}".`;
    return [{ path: [...at, position], what, advice: adviceAmong(name, known, kind) }];
  });
}

function checkApprovers(
  { allow, approvals }: OutlinedEnvironment,
  index: number,
  roles: Outline["roles"],
): CrossProblem[] {
  if (approvals.needed <= 0) return [];
  const approvers = (allow["approve"] ?? []).flatMap((name) => roles[name] ?? []);
  if (approvers.some(({ groups }) => groups.length > 0)) return [];
  const people = new Set(approvers.flatMap(({ users }) => users)).size;
  if (people >= approvals.needed) return [];
  return [
    {
      path: ["environments", index, "approvals", "needed"],
      what: `${approvals.needed} approvals are needed and ${people === 0 ? "nobody" : `only ${people}`} may approve.`,
      advice: "Name a role with enough people under allow: approve.",
    },
  ];
}

function adviceAmong(word: string, known: string[], kind: string): string {
  const [near] = closest(word, known, 1);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return known.length > 0 ? `Name one of: ${known.join(", ")}.` : `Name the ${kind} first.`;
}
