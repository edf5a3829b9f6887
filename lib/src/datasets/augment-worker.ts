import { workerData } from 'node:worker_threads';
import { prepareAhead, type SharedFeed } from './prefetch';

// The entry point of the thread that `prefetch.ts` starts.
prepareAhead(workerData as SharedFeed);
