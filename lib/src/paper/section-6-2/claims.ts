import type { Claim } from '../claims/claims';
import { seedEstimates, seedText } from '../claims/over-seeds';
import { byNetwork, type ComparedPair } from '../lines/measured-pairs';
import { type Decision, decideFlatSide, decideNoBump, decideTestMinimum, decideTrade } from '../lines/rules';
import { provenanceLine, seedsLine } from '../section-6-1/claims';
import type { Study } from '../study/study';
import { batchSizes, type Section62 } from './measure';
import { RULES } from './rules';

/** The verdicts of section 6.2, by its {@link RULES}: C20, and what the control makes of it. */
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
      verdict: RULES.C20.verdict(parts.map(({ verdict }) => verdict)),
      why: RULES.C20.why,
    },
    {
      id: 'C20, control',
      section: '6.2',
      provenance: `${seedsLine(smallSame)} on ${study.scale.dataset}, ${study.scale.name} scale; end points on all images`,
      ...control,
      statement: 'It is the batch size that does it, not the further epochs at another learning rate.',
      paper: 'not tested',
      why: RULES['C20, control'].why,
    },
  ];
}

/** Measures whatever the claims of section 6.2 need, or reads it from its records, and decides them. */
export async function claimsOfSection62(study: Study): Promise<Claim[]> {
  return decideSection62(study, await batchSizes(study));
}

function decideControl(measured: readonly ComparedPair[]): Decision {
  const networks = byNetwork(measured).map(({ members }) => ({
    train: seedEstimates(members.map(({ comparison }) => comparison.result.loss.train)),
    test: seedEstimates(members.map(({ comparison }) => comparison.result.loss.test)),
  }));
  const texts = networks.map(
    ({ train, test }) => `small batch minus control: training loss ${seedText(train, 4)}; test loss ${seedText(test, 4)}`,
  );
  return { verdict: RULES['C20, control'].verdict(networks), measured: texts.join('; ') };
}
