import axios from 'axios';
import { Onion } from '../../lib/axios/onion';
import { OriginalConfig } from '../../lib/axios/original-config';
import type { AttemptConfig } from '../../lib/axios/types';
import { Installation } from '../../lib/call/installation';
import { Passage, type Attempt } from '../../lib/call/passage';
import type { RetryOptions } from '../../lib/types';

/** A call before its first attempt, on an instance of its own. */
export function passageWith(
  options: RetryOptions = {},
  config: AttemptConfig = {},
  parent?: Attempt,
): Passage {
  const installation = new Installation(new Onion(axios.create()), options);
  return new Passage(installation, installation.options, undefined, new OriginalConfig(config, true), parent);
}
