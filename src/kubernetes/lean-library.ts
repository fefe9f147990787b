import { registerHooks } from "node:module";

/**
 * Of the library's index of 837 generated files, the reading of a kubeconfig uses only these; and `undici`, a hundred
 * files, stands behind requests that it never makes. A release that is laid out differently is loaded whole.
 */
const lean: Record<string, string> = {
  "/@kubernetes/client-node/dist/gen/index.js":
    'export { createConfiguration } from "./configuration.js"; export * from "./servers.js";',
  "/undici/index.js": `
    function refuse() { throw new Error("Nothing is asked for over HTTP here."); }
    export { refuse as Agent, refuse as ProxyAgent, refuse as fetch };
  `,
};

/** Lets the process load of the library only what it takes to read a kubeconfig. */
export function loadLittle(): void {
  registerHooks({
    load: (url, context, next) => {
      const file = Object.keys(lean).find((end) => url.endsWith(end));
      return file === undefined
        ? next(url, context)
        : { format: "module", source: lean[file], shortCircuit: true };
    },
  });
}
