import type { Mistake } from "./mistakes.ts";

/** Mistakes in the keys of an environment. */
export const mistakesOfEnvironments: Mistake[] = [
  [
    "deploy: [release-managers, engineers]",
    "deploy: [release-managers, enginers]",
    `line §, environments[0].allow.deploy[1]: There is no role "enginers". Did you mean "engineers"?`,
  ],
  [
    "approve: [approvers]",
    "aprove: [approvers]",
    `line §, environments[1].allow.aprove: There is no key "aprove" here. Did you mean "approve"?`,
  ],
  [
    "approve: [approvers]",
    "approve: []",
    `environments[1].approvals.needed: 2 approvals are needed and nobody may approve.`,
  ],
  [
    "groups: [S0APPROVERS]",
    "users: [U0ROSA]",
    `environments[1].approvals.needed: 2 approvals are needed and only 1 may approve.`,
  ],
  ["needed: 2", "needed: two", `line §, environments[1].approvals.needed: This is not a whole number.`],
  ["needed: 2", "needed: -1", `line §, environments[1].approvals.needed: This cannot be negative.`],
  [
    "needed: 2",
    "needed: 11",
    `line §, environments[1].approvals.needed: More than 10 approvals are not supported.`,
  ],
  [
    "expiresAfter: 8h",
    "expiresAfter: 8",
    `line §, environments[1].approvals.expiresAfter: A length of time is written with its unit. Write it like "8h".`,
  ],
  [
    "expiresAfter: 8h",
    "expiresAfter: 8 hours",
    `line §, environments[1].approvals.expiresAfter: This is not a length of time.`,
  ],
  [
    "expiresAfter: 8h",
    "expiresAfter: 5s",
    `line §, environments[1].approvals.expiresAfter: This must be from 1m to 30d.`,
  ],
  ["deadline: 20m", "deadline: 48h", `line §, environments[0].deadline: This must be from 1m to 1d.`],
  [
    "stayUp: 15s",
    "stayup: 15s",
    `line §, environments[0].stayup: There is no key "stayup" here. Did you mean "stayUp"?`,
  ],
  [
    "after: staging",
    "after: stagin",
    `line §, environments[1].after: There is no environment "stagin". Did you mean "staging"?`,
  ],
  [
    "after: staging",
    "after: production",
    `line §, environments[1].after: "production" does not come before this environment.`,
  ],
  [
    "name: production",
    "name: staging",
    `line §, environments[1].name: "staging" is here twice. Rename one or remove it.`,
  ],
  [
    "name: production",
    "name: Production",
    `line §, environments[1].name: A name here has 1 to 63 lower-case letters`,
  ],
  [
    "namespace: nexus",
    "namespace: nexus_prod",
    `line §, environments[0].namespace: A name here has 1 to 63 lower-case letters`,
  ],
  [
    "      context: staging",
    "      inCluster: false",
    `line §, environments[0].cluster.inCluster: The only value here is true`,
  ],
  [
    "      context: staging",
    "      context: staging\n      inCluster: true",
    `environments[0].cluster: A cluster is named by one of two keys.`,
  ],
  [
    "kind: folder",
    "kind: folders",
    `line §, environments[0].source.kind: "folders" is not known here. Did you mean "folder"?`,
  ],
  [
    "kind: folder",
    "kind: helm",
    `environments[0].source.chart: "chart" is missing. Write it like "charts/nexus".`,
  ],
  [
    "kind: folder",
    "kind: jsonnet",
    `line §, environments[0].source.kind: "jsonnet" is not known here. Use one of: folder, kustomize, helm.`,
  ],
  [
    "      kind: folder\n",
    "",
    `environments[0].source.kind: "kind" is missing. It is one of: folder, kustomize, helm.`,
  ],
  [
    "path: infrastructure/k8s/staging/",
    "path: /etc",
    `line §, environments[0].source.path: This is not a path inside the repository.`,
  ],
  [
    "path: infrastructure/k8s/staging/",
    "path: a/../../b",
    `line §, environments[0].source.path: The path leads out of the repository.`,
  ],
  [
    "- registry.nexus.example/nexus-app",
    "- registry.nexus.example/nexus-app:1.4",
    `environments[0].images[0]: This is not an image repository without a tag or digest.`,
  ],
  [
    "- registry.nexus.example/nexus-app",
    "- nexus:5",
    `line §, environments[0].images[0]: An image is named without its tag: the version is the tag.`,
  ],
  [
    "- registry.nexus.example/nexus-app",
    "- a.example/b\n      - a.example/b",
    `environments[0].images[1]: "a.example/b" is here twice.`,
  ],
  [
    "images:\n      - registry.nexus.example/nexus-app",
    "images: []",
    `line §, environments[0].images: There is no image whose tag could be the version.`,
  ],
  [
    "command: [scripts/smoke-tests.sh, staging]",
    "command: scripts/smoke-tests.sh",
    `line §, environments[0].checks[0].command: This is a text and must be a list. Write it like ["scripts/smoke-tests.sh","staging"].`,
  ],
  [
    "command: [scripts/smoke-tests.sh, staging]",
    "command: []",
    `line §, environments[0].checks[0].command: There is no command.`,
  ],
  [
    "kind: command",
    "kind: comand",
    `line §, environments[0].checks[0].kind: "comand" is not known here. Did you mean "command"?`,
  ],
  [
    "kind: command\n        command: [scripts/smoke-tests.sh, staging]",
    "kind: http\n        url: staging/health",
    `environments[0].checks[0].url: This is not an http or https address.`,
  ],
  ["retries: 1", "retries: 1.5", `line §, environments[0].checks[0].retries: This is not a whole number.`],
  [
    "automatic: false",
    "automatic: nope",
    `line §, environments[0].rollback.automatic: This is neither true nor false.`,
  ],
  ["timeout: 5m", "timeout: 7h", `line §, environments[0].checks[0].timeout: This must be from 1s to 6h.`],
  [
    "    stayUp: 15s",
    "    imageTag: semver",
    `line §, environments[0].imageTag: "semver" is not known here. Use one of: tag, number.`,
  ],
];
