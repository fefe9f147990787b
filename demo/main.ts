import { join } from "node:path";
import { parseArgs } from "node:util";
import { startDemo } from "./demo.ts";

/** `npm run demo [-- --reset] [-- --kubeconfig FILE] [-- --checklist] [-- --plan]`: everything here, until Ctrl-C. */
const { values } = parseArgs({
  options: {
    reset: { type: "boolean", default: false },
    kubeconfig: { type: "string" },
    checklist: { type: "boolean", default: false },
    plan: { type: "boolean", default: false },
    port: { type: "string", default: "4380" },
  },
});

const demo = await startDemo({
  reset: values.reset,
  checklist: values.checklist || values.plan,
  plan: values.plan,
  port: Number(values.port),
  folder: join(import.meta.dirname, values.plan ? "../.data/demo-plan" : "../.data/demo"),
  say: (line) => console.log(line),
  ...(values.kubeconfig !== undefined && { kubeconfig: values.kubeconfig }),
});

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    console.log("\nStopping; everything is kept for the next start.");
    void demo.stop().then(() => process.exit(0));
  });
}
