import type { Recorded } from '../../records/records';
import type { StudySolution } from './solutions';

/** Where a result comes from, one or two sentences for a caption: read or computed, when, how long, on what. */
export function provenanceText(record: Recorded<unknown>, solution?: StudySolution): string {
  const { provenance, source } = record;
  const day = provenance.date.slice(0, 10);
  const what = solution === undefined ? '' : `, ${describeSolution(solution)}`;
  const origin = source === 'computed' ? `Computed now in ${provenance.seconds} s` : `From the record of ${day} (${provenance.seconds} s)`;
  const warning =
    source === 'outdated' ? " <b>The record was made by other code than today's: <i>fresh: true</i> in openStudy renews it.</b>" : '';
  const images =
    provenance.otherImages === undefined
      ? ''
      : ' <b>Measured on another copy of the images than the one that the network was trained on.</b>';
  return `${origin}${what}.${warning}${images}`;
}

/** Several results at once: how many were read and computed, and whether any is outdated. */
export function provenanceTextOfAll(records: readonly Recorded<unknown>[]): string {
  const computed = records.filter(({ source }) => source === 'computed').length;
  const outdated = records.filter(({ source }) => source === 'outdated').length;
  const days = records.map(({ provenance }) => provenance.date.slice(0, 10)).sort();
  const seconds = Math.round(records.reduce((sum, { provenance }) => sum + provenance.seconds, 0));
  const period = days[0] === days.at(-1) ? days[0] : `${days[0]} to ${days.at(-1)}`;
  const warning =
    outdated > 0 ? ` <b>${outdated} of them were made by other code than today's: <i>fresh: true</i> in openStudy renews them.</b>` : '';
  const others = records.filter(({ provenance }) => provenance.otherImages !== undefined).length;
  const images =
    others > 0
      ? ` <b>${others} of them were measured on another copy of the images than the one that their network was trained on.</b>`
      : '';
  return (
    `${records.length} ${records.length === 1 ? 'measurement' : 'measurements'} (${computed} computed now, ` +
    `${records.length - computed} from records of ${period}), ${seconds} s of computation.${warning}${images}`
  );
}

const SOLUTION_NAMES = { sgd: 'SGD', swa: 'SWA', 'sgd-after-swa': 'SGD after SWA' } as const;

/** `SGD after SWA of preresnet-20, seed 1, on cifar10` */
export function describeSolution({ solution, network, seed, metadata }: StudySolution): string {
  return `${SOLUTION_NAMES[solution]} of ${network}, seed ${seed}, on ${metadata.dataset ?? 'unknown data'}`;
}
