import { UsageError } from '../../base/errors';
import { type Estimate, mean, standardDeviation, tInterval } from '../../numbers/statistics';
import { overRuns, type SgdSettings } from './sgd';
import type { Valley } from './valleys';

/**
 * The averages of many short runs with the same start. The start itself, which SGD did not choose, does not count. Places are
 * relative to the minimiser.
 */
export interface RunAverages {
  readonly runs: number;
  /** Mean of the runs' averages, with its 95 % interval over the runs. */
  readonly average: Estimate;
  /** Standard deviation of the runs' averages. */
  readonly deviation: number;
  /** Share of the iterates on the side where the run started. */
  readonly startingSide: Estimate;
  /** Mean of |w| over all iterates: the distance of a single iterate from the minimum. */
  readonly iterateDistance: Estimate;
  /** Mean of |average| over the runs. */
  readonly averageDistance: Estimate;
}

/**
 * Measures where the averages of runs end up (paper, Appendix D).
 *
 * @param settings of one run; `steps` counts the start too; `run` counts the runs from 0
 * @throws UsageError SGD_INVALID, also for runs of nothing but the start
 */
export function measureRunAverages(valley: Valley, settings: SgdSettings, runs: number): RunAverages {
  if (settings.steps === 1) {
    throw new UsageError('SGD_INVALID', 'Of a run of one step nothing is left without its start.', 'Give at least two steps.');
  }
  const side = Math.sign(settings.start - valley.minimiser);
  const each = overRuns(valley, settings, runs, (iterates) => {
    const places = iterates.subarray(1).map((w) => w - valley.minimiser);
    return { average: mean(places), onSide: mean(places.map((place) => Number(place * side > 0))), distance: mean(places.map(Math.abs)) };
  });
  const averages = each.map(({ average }) => average);
  return {
    runs,
    average: tInterval(averages),
    deviation: standardDeviation(averages),
    startingSide: tInterval(each.map(({ onSide }) => onSide)),
    iterateDistance: tInterval(each.map(({ distance }) => distance)),
    averageDistance: tInterval(averages.map(Math.abs)),
  };
}
