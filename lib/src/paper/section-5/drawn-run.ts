import type { SgdSettings } from '../theory/sgd';
import type { Valley } from '../theory/valleys';

/** A run of SGD to draw. */
export interface DrawnRun {
  readonly title: string;
  readonly valley: Valley;
  readonly settings: SgdSettings;
}
