import nock from 'nock14';
import { describeNock } from './nock-suite';

describeNock(nock, ['http', 'fetch']);
