/** The annotations and the label that Slipway leaves on the objects it writes. */
export const marks = {
  /** Annotation: the run that wrote last. */
  run: "slipway.dev/run",
  /** Annotation: the number of that run; a lower number never writes over a higher one. */
  fence: "slipway.dev/fence",
  /** Annotation: a digest of what was written, so that a repetition is recognised. */
  applied: "slipway.dev/applied",
  /** Annotation: the run that first wrote to an object that was there before; a run removes only what runs have made. */
  adopted: "slipway.dev/adopted",
  /** Label (and annotation): the version. */
  version: "slipway.dev/version",
} as const;

/** What every mark starts with. */
export const markPrefix = "slipway.dev/";
