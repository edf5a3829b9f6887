import { type Estimate, mean, standardDeviation, tInterval } from '../../numbers/statistics';
import { overRuns, type SgdSettings } from './sgd';
import type { Valley } from './valleys';

/** The averages of many short runs that all start at the same place. Places are relative to the minimiser. */
export interface RunAverages {
  readonly runs: number;
  /** Mean over the runs of each run's average, with its 95 % interval. */
  readonly average: Estimate;
  /** Standard deviation of the runs' averages. */
  readonly deviation: number;
  /** Which share of the iterates lies on the side where the run started. */
  readonly startingSide: Estimate;
  /** Mean of |w| over all iterates: how far a single one lies from the minimum. */
  readonly iterateDistance: Estimate;
  /** Mean of |average| over the runs. */
  readonly averageDistance: Estimate;
}

/** Where averages end up (paper, Appendix D). `settings.run` is counted up from 0. @throws UsageError SGD_INVALID */
export function measureRunAverages(valley: Valley, settings: SgdSettings, runs: number): RunAverages {
  const side = Math.sign(settings.start - valley.minimiser);
  const each = overRuns(valley, settings, runs, (iterates) => {
    const places = iterates.map((w) => w - valley.minimiser);
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
