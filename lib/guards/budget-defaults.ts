import { originOf } from '../axios/origin';

/** The defaults of a budget, of one process or of a fleet. */
export const BUDGET_DEFAULTS = { ratio: 0.2, minPerSecond: 10, window: 10_000, key: originOf };
