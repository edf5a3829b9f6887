/** Columns of panels that still have room for their axes. */
const MOST_COLUMNS = 4;

/**
 * The first of several trainings, as many as a figure has columns for, and a sentence that says so where some are left out;
 * otherwise empty.
 */
export function firstColumns<T>(all: readonly T[]): { readonly shown: readonly T[]; readonly note: string } {
  const shown = all.slice(0, MOST_COLUMNS);
  return { shown, note: shown.length < all.length ? `The first ${shown.length} of ${all.length}; the table has all.` : '' };
}

/**
 * Panels side by side where each seed has one, so that each kind has a row; undefined, the figure's own default, for a single seed
 * and for more than have room.
 */
export function seedColumns(seeds: Iterable<number>): number | undefined {
  const count = new Set(seeds).size;
  return count > 1 && count <= MOST_COLUMNS ? count : undefined;
}
