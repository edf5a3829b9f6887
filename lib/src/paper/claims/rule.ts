import type { Verdict } from './claims';

/** The numbers of a rule, by what they bound. */
export type Thresholds = Readonly<Record<string, number>>;

/** What a rule consists of: numbers, and how to say and to apply it with such numbers. */
export interface RuleParts<T extends Thresholds, Measured> {
  readonly thresholds: T;
  /** The rule in words; it names every threshold. */
  sentence(thresholds: T): string;
  decide(measured: Measured, thresholds: T): Verdict;
}

/** A rule that decides a claim: what it says and what it does come from the same thresholds. */
export interface Rule<T extends Thresholds, Measured> extends RuleParts<T, Measured> {
  /** The rule in words, with its own thresholds. */
  readonly why: string;
  verdict(measured: Measured): Verdict;
}

/** A rule, whatever its thresholds and whatever it is applied to. */
export type AnyRule = Rule<Thresholds, never>;

/** Makes a rule of its parts. Other thresholds in the same parts make another rule. */
export function rule<T extends Thresholds, Measured>(parts: RuleParts<T, Measured>): Rule<T, Measured> {
  const { thresholds } = parts;
  return { ...parts, why: parts.sentence(thresholds), verdict: (measured) => parts.decide(measured, thresholds) };
}
