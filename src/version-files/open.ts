import type { PlaceFinder } from "../release/preparation/version-files.ts";

/** Loads what reads the formats; a bot that prepares no release never needs them. */
export async function openPlaceFinder(): Promise<PlaceFinder> {
  const { findVersionPlaces } = await import("./places.ts");
  return findVersionPlaces;
}
