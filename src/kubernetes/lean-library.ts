import { registerHooks } from "node:module";

/**
 * The library's index of 837 generated files, of which the reading of a kubeconfig uses only these. A release of the
 * library that is laid out differently is loaded whole.
 */
const index = "/@kubernetes/client-node/dist/gen/index.js";
const used = 'export { createConfiguration } from "./configuration.js"; export * from "./servers.js";';

/** Lets the process load of the library only what it takes to read a kubeconfig. */
export function loadLittle(): void {
  registerHooks({
    load: (url, context, next) =>
      url.endsWith(index) ? { format: "module", source: used, shortCircuit: true } : next(url, context),
  });
}
