import { z } from "zod";
import { blockId, refuse, sized } from "./objects.ts";

const point = z.strictObject({ label: sized(20), value: z.number() });
const series = z
  .array(z.strictObject({ name: sized(20), data: z.array(point).min(1).max(20) }))
  .min(1)
  .max(12);
const axes = z.strictObject({
  categories: z.array(sized(20)).min(1).max(20),
  x_label: sized(50).optional(),
  y_label: sized(50).optional(),
});

const pie = z.strictObject({
  type: z.literal("pie"),
  segments: z
    .array(z.strictObject({ label: sized(20), value: z.number().gt(0) }))
    .min(1)
    .max(12),
});

const lines = z
  .strictObject({ type: z.enum(["line", "bar", "area"]), series, axis_config: axes })
  .superRefine((one, context) => {
    const known = new Set(one.axis_config.categories);
    const stray = one.series.flatMap((line) => line.data).find((dot) => !known.has(dot.label));
    if (stray !== undefined)
      refuse(context, "unknown_category", `has a point at ${stray.label}, no category`);
  });

/** A `data_visualization` block: one chart with its title. */
export const chart = z.strictObject({
  type: z.literal("data_visualization"),
  block_id: blockId,
  title: sized(50),
  chart: z.discriminatedUnion("type", [pie, lines]),
});
