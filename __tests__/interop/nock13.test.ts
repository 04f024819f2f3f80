import nock from 'nock13';
import { describeNock } from './nock-suite';

// It does not see fetch.
describeNock(nock, ['http']);
