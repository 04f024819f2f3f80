import axios from 'axios';
import './cases/decision';
import './cases/bodies';
import './cases/interceptors';
import './cases/options';
import './cases/time';
import './cases/cancellation';
import './cases/streams';
import './cases/hooks';
import './cases/state';
import './cases/again';
import { runCases, type CaseResult } from './harness';

/** What the suite prints, as JSON, for the program that has started it. */
export interface SuiteReport {
  readonly axios: string;
  readonly results: readonly CaseResult[];
}

const report: SuiteReport = { axios: axios.VERSION, results: await runCases() };
// Kept-alive connections would hold the process for a while, and it must not end before all is written.
process.stdout.write(JSON.stringify(report), () => process.exit(0));
