import { stringify } from "yaml";

/** One release of the sample product: the commits since the one before, and the files as they are at its tag. */
export interface SampleRelease {
  tag: string;
  commits: { subject: string; author: string }[];
  files: Record<string, string>;
}

interface Shape {
  replicas: number;
  memory: string;
  settings: Record<string, string>;
  variables: Record<string, string>;
}

const images = { app: "registry.nexus.example/nexus-app", worker: "registry.nexus.example/nexus-worker" };

/** What is different from release to release; everything else stays. */
const shapes: Record<string, Shape> = {
  "v1.4.0": {
    replicas: 3,
    memory: "256Mi",
    settings: { LEDGER_BATCH: "100" },
    variables: { LOG_LEVEL: "info" },
  },
  "v1.4.1": {
    replicas: 3,
    memory: "256Mi",
    settings: { LEDGER_BATCH: "100" },
    variables: { LOG_LEVEL: "info" },
  },
  "v1.4.2": {
    replicas: 3,
    memory: "384Mi",
    settings: { LEDGER_BATCH: "200" },
    variables: { LOG_LEVEL: "info" },
  },
  "v1.5.0": {
    replicas: 3,
    memory: "512Mi",
    settings: { LEDGER_BATCH: "200", INSTANT_PAYMENTS: "enabled" },
    variables: { LOG_LEVEL: "info", PAYMENTS_URL: "http://nexus-payments:8080" },
  },
};

const commits: Record<string, SampleRelease["commits"]> = {
  "v1.4.0": [
    { subject: "feat(accounts): show balances per currency", author: "Eli Navarro" },
    { subject: "chore: bump version to 1.4.0", author: "Rosa Vermeer" },
  ],
  "v1.4.1": [
    { subject: "fix(login): keep the session when the token is renewed (#41)", author: "Mina Sato" },
    { subject: "chore: bump version to 1.4.1", author: "Rosa Vermeer" },
  ],
  "v1.4.2": [
    { subject: "fix(ledger): book in batches of two hundred (#44)", author: "Eli Navarro" },
    { subject: "perf(worker): give the worker room for large batches (#45)", author: "Tom Baker" },
    { subject: "chore: bump version to 1.4.2", author: "Rosa Vermeer" },
  ],
  "v1.5.0": [
    { subject: "feat(payments): instant payments (#47)", author: "Eli Navarro" },
    { subject: "feat(statements): download as PDF (#49)", author: "Mina Sato" },
    { subject: "fix(search): find accounts by IBAN with spaces (#50)", author: "Tom Baker" },
    { subject: "docs: describe the payments API", author: "Mina Sato" },
    { subject: "chore: bump version to 1.5.0", author: "Rosa Vermeer" },
  ],
};

/** The sample's history, oldest first. */
export const sampleReleases: SampleRelease[] = Object.entries(shapes).map(([tag, shape]) => ({
  tag,
  commits: commits[tag] ?? [],
  files: filesOf(tag.slice(1), shape),
}));

/** What is on a branch after its last release, for the next one. */
export type Unreleased = Pick<SampleRelease, "commits" | "files">;

/** What is on the branch after the last release of the sample. */
export const sampleUnreleased: Unreleased = {
  commits: [
    { subject: "feat(accounts): joint accounts (#53)", author: "Mina Sato" },
    { subject: "feat(cards): freeze a card from the app (#55)", author: "Eli Navarro" },
    { subject: "fix(statements): round fees to the cent (#56)", author: "Tom Baker" },
  ],
  files: {},
};

/** The sample before its last release was cut: everything that it brings, and files that say the version before. */
export function beforeLastRelease(): { releases: SampleRelease[]; unreleased: Unreleased } {
  const releases = sampleReleases.slice(0, -1);
  const [last, before] = [sampleReleases.at(-1), releases.at(-1)];
  const shape = shapes[last?.tag ?? ""];
  if (!last || !before || !shape) throw new Error("The sample has no two releases.");
  const files = {
    ...filesOf(before.tag.slice(1), shape),
    "docs/payments.md": "# The payments API\n\nPOST /payments books at once.\n",
  };
  return { releases, unreleased: { commits: last.commits.slice(0, -1), files } };
}

function filesOf(version: string, shape: Shape): Record<string, string> {
  return {
    "README.md": "# Nexus Financial Platform\n\nA sample product for trying Slipway.\n",
    "NEXUS_nexus_backend/nexus_frontend/package.json": `{\n  "name": "nexus-frontend",\n  "version": "${version}"\n}\n`,
    "NEXUS_nexus_backend/main.py": `from fastapi import FastAPI\n\napp = FastAPI(title="Nexus", version="${version}")\n`,
    "infrastructure/k8s/staging/nexus.yaml": manifests(version, { ...shape, replicas: 2 }),
    "infrastructure/k8s/production/nexus.yaml": manifests(version, shape),
    "scripts/smoke-tests.sh": script("smoke tests"),
    "scripts/health-checks.sh": script("health checks"),
  };
}

/** A check that looks at something real: that the checked commit is the version that was asked for. */
function script(name: string): string {
  return `#!/bin/sh
# The ${name} of the sample: the deployed commit must carry the version that is being released.
set -eu
wanted=\${SLIPWAY_VERSION#v}
found=$(sed -n 's/.*"version": "\\(.*\\)".*/\\1/p' NEXUS_nexus_backend/nexus_frontend/package.json)
[ "$found" = "$wanted" ] || { echo "package.json says $found, released is $wanted"; exit 1; }
echo "${name} on $1: version $found answers as it should"
`;
}

function manifests(version: string, shape: Shape): string {
  const objects = [
    settingsMap(shape),
    secret(),
    service(),
    deployment("nexus-app", images.app, version, shape),
    deployment("nexus-worker", images.worker, version, { ...shape, replicas: 1 }),
  ];
  return objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join("---\n");
}

function settingsMap({ settings }: Shape): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "nexus-settings" }, data: settings };
}

function secret(): object {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "nexus-database" },
    stringData: { url: "postgres://nexus:sample@nexus-db:5432/nexus" },
  };
}

function service(): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "nexus-app" },
    spec: { selector: { app: "nexus-app" }, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

function deployment(
  name: string,
  image: string,
  version: string,
  { replicas, memory, variables }: Shape,
): object {
  const env = Object.entries(variables).map(([key, value]) => ({ name: key, value }));
  const container = {
    name,
    image: `${image}:v${version}`,
    ports: [{ containerPort: 8080 }],
    env,
    envFrom: [{ configMapRef: { name: "nexus-settings" } }],
    resources: { limits: { memory } },
  };
  const labels = { app: name };
  const template = {
    metadata: { labels, annotations: { "simulate/ready-after": "700ms" } },
    spec: { containers: [container] },
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels },
    spec: { replicas, selector: { matchLabels: labels }, template },
  };
}
