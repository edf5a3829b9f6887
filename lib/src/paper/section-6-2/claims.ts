import type { Estimate } from '../../numbers/statistics';
import { type Claim, decideAll } from '../claims/claims';
import { type Decision, decideFlatSide, decideNoBump, decideTestMinimum, decideTrade, LINE_RULES } from '../lines/rules';
import { byNetwork, type ComparedPair } from '../lines/measured-pairs';
import { decideOverSeeds, seedEstimates, seedText } from '../claims/over-seeds';
import { provenanceLine, seedsLine } from '../section-6-1/claims';
import { batchSizes, type Section62 } from './measure';
import type { Study } from '../study/study';

/** The verdicts of section 6.2: C20, and what the control makes of it. */
export function decideSection62(study: Study, { smallLarge, smallSame }: Section62): Claim[] {
  const parts = [
    { name: 'no bump', ...decideNoBump(smallLarge) },
    { name: 'trade', ...decideTrade(smallLarge, { first: 'small batch', second: 'large batch' }) },
    { name: 'flat side', ...decideFlatSide(smallLarge) },
    { name: 'test minimum', ...decideTestMinimum(smallLarge) },
  ];
  const control = decideControl(smallSame);
  return [
    {
      id: 'C20',
      section: '6.2',
      provenance: provenanceLine(study, smallLarge),
      statement:
        'Small batches after large ones: training gets worse, test better, without a bump between, on the flat side of the same valley.',
      paper: 'yes, one network (Figure 10)',
      measured: parts.map(({ name, verdict, measured }) => `<b>${name}: ${verdict}</b>. ${measured}`).join('<br>'),
      verdict: decideAll(parts.map(({ verdict }) => verdict)),
      why:
        `Holds if all four parts do by the rules of C15 (no bump), C17 (trade), C16 (flat side) and C18 (test minimum), small ` +
        `batch for SWA and large batch for SGD. ${LINE_RULES.overSeeds}`,
    },
    {
      id: 'C20, control',
      section: '6.2',
      provenance: `${seedsLine(smallSame)} on ${study.scale.dataset}, ${study.scale.name} scale; end points on all images`,
      ...control,
      statement: 'It is the batch size that does it, not the further epochs at another learning rate.',
      paper: 'not tested',
      why:
        "Ours. Holds if small batch has the higher training loss and the lower test loss also against the control, which was " +
        "trained as long from the same start, at the same rate, with an unchanged batch. From three seeds on by Student's t " +
        "over seeds.",
    },
  ];
}

/** Measures whatever the claims of section 6.2 need, or reads it from its records, and decides them. */
export async function claimsOfSection62(study: Study): Promise<Claim[]> {
  return decideSection62(study, await batchSizes(study));
}

function decideControl(measured: readonly ComparedPair[]): Decision {
  const parts = byNetwork(measured).flatMap(({ members }) => {
    const of = (pick: (member: ComparedPair) => Estimate): ReturnType<typeof seedEstimates> => seedEstimates(members.map(pick));
    const train = of(({ comparison }) => comparison.result.loss.train);
    const test = of(({ comparison }) => comparison.result.loss.test);
    return [
      { verdict: decideOverSeeds(train, 'above', 0), text: `small batch minus control: training loss ${seedText(train, 4)}` },
      { verdict: decideOverSeeds(test, 'below', 0), text: `test loss ${seedText(test, 4)}` },
    ];
  });
  return { verdict: decideAll(parts.map(({ verdict }) => verdict)), measured: parts.map(({ text }) => text).join('; ') };
}
