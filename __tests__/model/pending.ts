/**
 * Rules of the contract that the code does not keep yet. While a rule stands here, no program that depends on it is
 * generated. The commit that makes the code keep a rule takes it off the list.
 */
export type Rule =
  /** An outcome counts for an attempt only if it is that attempt's: wrapped, cloned and foreign ones. */
  | 'attribution'
  /** A limit that cuts what must not be sent twice ends the call with that attempt's own timeout error. */
  | 'ownTimeout'
  /** Each retry gives the event loop a turn. */
  | 'turn'
  /** A cancel token of the caller's own without a reason ends the call all the same. */
  | 'cancelling'
  /** The pacer is asked only when the budget has allowed the retry, and neither for a call that was given up. */
  | 'guardsInTurn'
  /** An error with the response of this attempt is judged as that response. */
  | 'wrapResponse';

export const PENDING = new Set<Rule>();
