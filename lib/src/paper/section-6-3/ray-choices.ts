import type { RayChoice } from './measured-rays';

/** What the claims of section 6.3 rest on: isotropic rays, batch norm re-estimated at every point. */
export const SECTION_63_RAYS: RayChoice = { kind: 'gaussian', batchNorm: 'reestimate' };

/** The controls: each filter moves by the same share of its own length, or batch norm keeps its statistics. */
export const CONTROL_RAYS: readonly RayChoice[] = [
  { kind: 'filter-normalised', batchNorm: 'reestimate' },
  { kind: 'gaussian', batchNorm: 'frozen' },
];
