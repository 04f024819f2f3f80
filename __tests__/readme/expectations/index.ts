import { BACKOFF } from './backoff';
import { BODIES } from './bodies';
import { CANCELLATION } from './cancellation';
import type { Expectations } from './expectation';
import { GUARDS } from './guards';
import { INTEGRATIONS } from './integrations';
import { INTERCEPTORS } from './interceptors';
import { LOGGING } from './logging';
import { MIGRATING } from './migrating';
import { OPTIONS } from './options';
import { OVERLOAD } from './overload';
import { POLICY } from './policy';
import { README } from './readme';
import { RECIPES } from './recipes';
import { REDIS } from './redis';
import { SECURITY } from './security';
import { TESTING } from './testing';

/** What each snippet of a document does, by document. One that is not here has no snippets. */
export const EXPECTATIONS: Readonly<Record<string, Expectations>> = {
  'README.md': README,
  'docs/backoff.md': BACKOFF,
  'docs/bodies.md': BODIES,
  'docs/cancellation.md': CANCELLATION,
  'docs/guards.md': GUARDS,
  'docs/integrations.md': INTEGRATIONS,
  'docs/interceptors.md': INTERCEPTORS,
  'docs/logging.md': LOGGING,
  'docs/migrating.md': MIGRATING,
  'docs/options.md': OPTIONS,
  'docs/overload.md': OVERLOAD,
  'docs/policy.md': POLICY,
  'docs/recipes.md': RECIPES,
  'docs/redis.md': REDIS,
  'docs/security.md': SECURITY,
  'docs/testing.md': TESTING,
};
