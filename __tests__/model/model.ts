import { type Rule } from './pending';
import {
  ERRORS,
  wallClock,
  type CallSpec,
  type GuardSpec,
  type Layer,
  type OptionsSpec,
  type Program,
  type RetryAfterSpec,
  type Script,
} from './program';
import { askedFor } from './retry-after-text';
import { chooseWait, isScript, isWorthARetry, mayBeRepeated, type Drawn, type FailureKind } from './rules';
import * as say from './trace';

/** A request on its way, as far as the model follows it. */
interface Config {
  readonly url: string;
  readonly method: string;
  /** The number in the body, and what has become of the body. */
  readonly body: string | { readonly n: number } | undefined;
  readonly tags: string;
  readonly edits: string;
  readonly key: boolean;
  readonly isRefreshed: boolean;
  timeout: number;
  /** When `maxElapsedTime` cuts it. */
  cutAt: number;
  /** The passage through the plugin that it belongs to. */
  readonly passage?: Passage;
  /** An option of the request is wrong, so it is not sent. */
  readonly isMisused?: boolean;
  /** What stands at `config['axios-retry']`. */
  readonly progress?: say.ProgressText;
}

interface Failure {
  readonly kind: FailureKind;
  readonly status?: number;
  readonly code?: string;
}

interface Problem extends Failure {
  readonly label: string;
  readonly config?: Config;
  readonly isCancel?: boolean;
  readonly cause?: Problem;
  readonly isForeign?: boolean;
  readonly isWrapped?: boolean;
  /** The whole answer that it stands for. */
  readonly answer?: Answer;
}

interface Answer {
  readonly label: string;
  readonly status?: number;
  readonly config?: Config;
  /** When the server wants to be asked again. */
  readonly asked?: { readonly spec: RetryAfterSpec; readonly sentAt: number };
}

type Outcome = { readonly answer: Answer } | { readonly problem: Problem };

/** The whole of a call: what its passages share. */
interface Root {
  retryCount: number;
  skipped: number;
  readonly startedAt: number;
  endedAt?: number;
  stopReason?: string;
  isAnnounced: boolean;
  readonly attempts: say.AttemptText[];
}

/** One way through the plugin: of the call itself, or of a request that an inner interceptor sends again. */
interface Passage {
  readonly root: Root;
  readonly parent?: Passage;
  /** The layer of the installation that leads it. */
  readonly leader: number;
  readonly options: OptionsSpec;
  base: Config;
  settled: boolean;
  isCut: boolean;
  /** Whether its first attempt is over. */
  isReplayed: boolean;
  lastProblem?: Problem;
  /** What a server in an outage asked for when the latest attempt failed. */
  asked?: number;
  /** The wait that was chosen before the latest attempt, and how long it has been in fact. */
  delay: number;
  waited: number;
  attemptStartedAt: number;
  /** A pacer has let a retry go, and not heard yet how it ended. */
  isPaced: boolean;
  /** Whether guards have heard how the latest attempt ended. */
  isTold: boolean;
  waitingSince?: number;
  /** When the retry that a pacer has let go was due. */
  dueAt: number;
}

interface Wait extends Drawn {
  readonly retryAfter?: number;
}

type Decision = Wait | string;

/** A call ends: thrown through the model's own frames, as its outcome. */
class Ended extends Error {
  constructor(readonly outcome: Outcome) {
    super('ended');
  }
}

/** The time of a call was over in an inner interceptor. */
class TimedOut extends Error {}

/** The program never ends, or the contract doesn't say what it does. */
export class NotCovered extends Error {}

export interface Prediction {
  readonly trace: readonly string[];
  /** The repairs that the program needs. */
  readonly needs: ReadonlySet<Rule>;
}

const DEFAULT_RETRIES = 10;
const LONGEST_TRACE = 500;
/** A guard that has not answered by then has said nothing. */
const LONGEST_GUARD = 5000;

const leaderOf = (program: Program, at: number): { index: number; options: OptionsSpec } | undefined => {
  const installs = program.layers
    .map((layer, index) => ({ layer, index }))
    .filter(({ layer }) => layer.type === 'install');
  // The last installation leads; it is also the one that gets taken off.
  if (program.eject && program.eject.at < at) installs.pop();
  const last = installs.pop();
  return last?.layer.type === 'install' ? { index: last.index, options: last.layer.options } : undefined;
};

const merge = (base: OptionsSpec, over: OptionsSpec = {}): OptionsSpec => {
  const named = Object.entries(over).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(named) };
};

/** What one call of a program does, according to DESIGN.md. */
class CallModel {
  private now: number;
  private isCancelled: boolean;
  private sends = 0;
  private answered: Passage | undefined;
  /** When the inner interceptors of a retry are no longer waited for. */
  private interceptorsUntil = Infinity;
  private readonly counts = new Map<string, number>();
  private readonly trace: string[] = [];
  private readonly needs = new Set<Rule>();
  private readonly cancelAt: number;

  constructor(
    private readonly program: Program,
    private readonly spec: CallSpec,
  ) {
    this.now = spec.at;
    this.cancelAt = spec.cancel?.at ?? Infinity;
    this.isCancelled = this.cancelAt < spec.at;
    if (spec.cancel?.by === 'ownToken') this.needs.add('cancelling');
  }

  run(): Prediction {
    const { method, timeout, hasKey } = this.spec;
    const outcome = this.request({
      url: '/x',
      method,
      body: say.hasBody(method) ? { n: 1 } : undefined,
      tags: '',
      edits: '',
      key: hasKey,
      isRefreshed: false,
      timeout,
      cutAt: Infinity,
    });
    this.write(
      'problem' in outcome ? say.rejected(outcome.problem.label) : say.resolved(outcome.answer.label),
    );
    const passage = 'problem' in outcome ? outcome.problem.config?.passage : outcome.answer.config?.passage;
    this.trace.push(this.state(passage));
    return { trace: this.trace, needs: this.needs };
  }

  private state(passage: Passage | undefined): string {
    if (!passage) return say.state(undefined);
    const { retryCount, skipped, stopReason, attempts, startedAt, endedAt = this.now } = passage.root;
    const { retries = DEFAULT_RETRIES } = passage.options;
    return say.state({ retries, retryCount, skipped, stopReason, elapsed: endedAt - startedAt, attempts });
  }

  private write(text: string): void {
    // A guard may hold retries without end back.
    if (this.trace.length > LONGEST_TRACE) throw new NotCovered();
    this.trace.push(say.at(this.now, text));
  }

  private count(name: string): number {
    const count = this.counts.get(name) ?? 0;
    this.counts.set(name, count + 1);
    return count;
  }

  /**
   * Lets time go by.
   *
   * @param until when the time of the call is over.
   * @returns whether that, or a cancellation, has ended it early.
   */
  private pass(duration: number, until = Infinity, canBeCancelled = true): boolean {
    const limit = Math.max(until, this.now);
    const end = Math.min(this.now + duration, limit);
    const isEarly = limit < this.now + duration;
    if (!this.isCancelled && this.cancelAt < end) {
      this.isCancelled = true;
      if (canBeCancelled) {
        this.now = this.cancelAt;
        return true;
      }
    }
    if (end === Infinity) throw new NotCovered();
    this.now = end;
    return isEarly;
  }

  // The way of a request through the stack of interceptors.

  private request(config: Config): Outcome {
    const leader = leaderOf(this.program, this.now);
    const { layers } = this.program;
    let outcome: { config: Config } | { problem: Problem } = { config };
    for (const [index, layer] of [...layers.entries()].reverse()) {
      if ('problem' in outcome) break;
      if (index === leader?.index) {
        if (this.isMisused(outcome.config)) {
          outcome = { config: { ...outcome.config, isMisused: true } };
          continue;
        }
        const passage = this.enter(outcome.config, leader.index, leader.options);
        if (passage) outcome = { config: this.begin(passage, outcome.config) };
      } else outcome = this.onRequest(layer, index, outcome.config);
    }
    let result = 'problem' in outcome ? outcome : this.send(outcome.config);
    for (const [index, layer] of layers.entries()) {
      result = index === leader?.index ? this.judge(index, result) : this.onResponse(layer, index, result);
    }
    return result;
  }

  /** One more attempt, through what lies between the plugin and the adapter. */
  private replay(passage: Passage): Outcome {
    const { options, root } = passage;
    passage.attemptStartedAt = this.now;
    passage.isCut = false;
    passage.isReplayed = true;
    const before = this.interceptorsUntil;
    // A `timeout` for the whole call is axios' own: it does not count while interceptors run.
    this.interceptorsUntil = root.startedAt + (options.maxElapsedTime ?? Infinity);
    try {
      return this.sendThroughInner(passage);
    } catch (thrown) {
      if (!(thrown instanceof TimedOut)) throw thrown;
      // What a token refresh has begun goes on by itself.
      if (passage.parent || before < Infinity) throw new NotCovered();
      passage.isCut = true;
      return { problem: { label: '', kind: 'timeout', isCancel: true } };
    } finally {
      this.interceptorsUntil = before;
    }
  }

  private sendThroughInner(passage: Passage): Outcome {
    // What was registered before the plugin.
    const inner = [...this.program.layers.entries()].slice(0, passage.leader);
    let outcome: { config: Config } | { problem: Problem } = { config: this.begin(passage, passage.base) };
    for (const [index, layer] of [...inner].reverse()) {
      if ('problem' in outcome) break;
      outcome = this.onRequest(layer, index, outcome.config);
    }
    let result = 'problem' in outcome ? outcome : this.send(outcome.config);
    for (const [index, layer] of inner) result = this.onResponse(layer, index, result);
    return result;
  }

  private acts(layer: Layer, index: number): boolean {
    if (layer.type === 'install') return false;
    const count = this.count(`layer ${index}`);
    return layer.on === undefined || layer.on === count;
  }

  private onRequest(layer: Layer, index: number, config: Config): { config: Config } | { problem: Problem } {
    if (layer.type !== 'request' || !this.acts(layer, index)) return { config };
    switch (layer.kind) {
      case 'prefix':
        return { config: { ...config, url: `/v1${config.url}` } };
      case 'tag':
        return { config: { ...config, tags: `${config.tags}t` } };
      case 'key':
        return { config: { ...config, key: true } };
      case 'method':
        return { config: { ...config, method: 'POST' } };
      case 'body':
        return {
          config: typeof config.body === 'object' ? { ...config, body: { n: config.body.n + 1 } } : config,
        };
      case 'clone':
        this.needs.add('attribution');
        return { config };
      case 'throw':
        return { problem: { label: say.PLAIN, kind: 'final' } };
      case 'slow':
        if (this.pass(say.SLOW, this.interceptorsUntil, false)) throw new TimedOut();
        return { config };
      default:
        return { config };
    }
  }

  private onResponse(layer: Layer, index: number, outcome: Outcome): Outcome {
    if (layer.type !== 'response' || !this.acts(layer, index)) return outcome;
    const problem = 'problem' in outcome ? outcome.problem : undefined;
    switch (layer.kind) {
      case 'unwrap':
        return 'answer' in outcome && outcome.answer.config
          ? { answer: { label: say.dataOf(outcome.answer.label) } }
          : outcome;
      case 'throw':
        return { problem: { label: say.PLAIN, kind: 'final' } };
      case 'swallow':
        return problem ? { answer: { label: say.SWALLOWED } } : outcome;
      case 'foreign':
        this.needs.add('attribution');
        return { problem: { label: say.FOREIGN, kind: 'unsent', isForeign: true } };
      case 'wrap':
      case 'wrapResponse':
        if (!problem?.config || problem.isCancel || problem.isWrapped) return outcome;
        if (layer.kind === 'wrapResponse' && problem.status === undefined) return outcome;
        // The response alone doesn't say that it broke off, or could not be parsed.
        if (layer.kind === 'wrapResponse' && problem.kind !== 'status') throw new NotCovered();
        this.needs.add(layer.kind === 'wrap' ? 'attribution' : 'wrapResponse');
        return { problem: { ...problem, label: say.wrapped(problem.label), isWrapped: true } };
      case 'spreadConfig':
        return outcome;
      default:
        if (problem?.status !== 401 || !problem.config || problem.isWrapped) return outcome;
        // Like a token refresh.
        if (problem.config.isRefreshed) return outcome;
        return this.request({ ...problem.config, isRefreshed: true });
    }
  }

  private send(given: Config): Outcome {
    const { passage, timeout, cutAt, body } = given;
    // axios makes the body a text, and leaves that in the config.
    const transformed =
      typeof body === 'object' && this.program.transforms ? { n: body.n + say.ADDED } : body;
    const config = {
      ...given,
      body: typeof transformed === 'object' ? JSON.stringify(transformed) : transformed,
    };
    const canceled: Outcome = {
      problem: {
        label: say.CANCELED,
        kind: 'final',
        code: 'ERR_CANCELED',
        isCancel: true,
        // A token's reason is one object for all, and has no config.
        config: this.spec.cancel?.by === 'signal' ? config : undefined,
      },
    };
    if (passage && this.now >= cutAt) return this.cut(config);
    if (this.isCancelled) return canceled;
    if (config.isMisused) return { problem: { label: say.MISUSE, kind: 'final' } };
    const number = this.sends++;
    this.write(say.sent(config));
    const answer = this.spec.answers[number] ?? { kind: 'status', status: 200, latency: 0 };
    const label = say.answer(
      number,
      answer.kind === 'error' ? answer.code : answer.kind === 'status' ? answer.status : answer.kind,
    );
    const timesOut = timeout > 0 && timeout <= answer.latency;
    const span = Math.min(timesOut ? timeout : answer.latency, cutAt - this.now);
    const isCut = cutAt - this.now <= (timesOut ? timeout : answer.latency) && answer.latency > 0;
    const sentAt = wallClock(this.program, this.now);
    if (this.pass(answer.latency > 0 ? span : 0)) return canceled;
    if (isCut) return this.cut(config);
    if (timesOut) {
      const code = this.program.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
      return { problem: { label: say.timeout(number), kind: 'timeout', code, config } };
    }
    if (answer.kind === 'error') {
      return { problem: { label, kind: ERRORS[answer.code].kind, code: answer.code, config } };
    }
    if (answer.kind === 'status') {
      const { status, retryAfter } = answer;
      const asked = retryAfter && { spec: retryAfter, sentAt };
      const response: Answer = { label, status, config, asked };
      if (status < 300) this.noteAnswered(passage);
      if (status < 300) return { answer: response };
      return { problem: { label, kind: 'status', status, config, answer: response } };
    }
    // All that is seen of it, should an inner interceptor swallow the error.
    this.noteAnswered(passage);
    const kind = answer.kind === 'cutShort' ? 'lost' : 'final';
    return { problem: { label, kind, status: 200, code: 'ERR_BAD_RESPONSE', config } };
  }

  private cut(config: Config): Outcome {
    if (config.passage) config.passage.isCut = true;
    return {
      problem: { label: 'cut', kind: 'timeout', isCancel: true, config },
    };
  }

  // The plugin.

  /** Whether a call begins here, with an option that is wrong. */
  private isMisused({ passage }: Config): boolean {
    const isOver = !passage || passage.root.endedAt !== undefined;
    return isOver && (this.spec.overrides?.retries ?? 0) < 0;
  }

  /** @returns nothing where another installation leads the call. */
  private enter(config: Config, leader: number, installed: OptionsSpec): Passage | undefined {
    const earlier = config.passage;
    const isOver = !earlier || earlier.root.endedAt !== undefined;
    if (!isOver && earlier.leader !== leader) return undefined;
    const options = isOver ? merge(installed, this.spec.overrides) : earlier.options;
    const root: Root = isOver
      ? { retryCount: 0, skipped: 0, startedAt: this.now, isAnnounced: false, attempts: [] }
      : earlier.root;
    if (!isOver) root.retryCount = Math.min(root.retryCount + 1, options.retries ?? DEFAULT_RETRIES);
    const base: Config = { ...config, cutAt: Infinity, timeout: this.spec.timeout, passage: undefined };
    return {
      root,
      parent: isOver ? undefined : earlier,
      leader,
      options,
      base,
      settled: false,
      isCut: false,
      isReplayed: false,
      delay: 0,
      waited: 0,
      attemptStartedAt: this.now,
      isPaced: false,
      isTold: false,
      dueAt: 0,
    };
  }

  /** Puts the limits on an attempt. */
  private begin(passage: Passage, config: Config): Config {
    const { maxElapsedTime = Infinity, shouldResetTimeout = true } = passage.options;
    const elapsed = this.now - passage.root.startedAt;
    const { timeout } = passage.base;
    return {
      ...config,
      passage,
      progress: {
        retries: passage.options.retries ?? DEFAULT_RETRIES,
        retryCount: passage.root.retryCount,
        lastRequestTime: wallClock(this.program, this.now),
      },
      cutAt: passage.root.startedAt + maxElapsedTime,
      timeout: !shouldResetTimeout && timeout ? Math.max(1, timeout - elapsed) : timeout,
    };
  }

  /** What comes of the outcome of the first attempt. */
  private judge(leader: number, outcome: Outcome): Outcome {
    const config = 'problem' in outcome ? outcome.problem.config : outcome.answer.config;
    let passage = config?.passage;
    while (passage?.settled) passage = passage.parent;
    if (passage?.leader !== leader) {
      if ('answer' in outcome) this.settleAnswered();
      return outcome;
    }
    try {
      return this.runCall(passage, outcome);
    } catch (ended) {
      if (ended instanceof Ended) return ended.outcome;
      throw ended;
    }
  }

  /** An unwrapped answer doesn't tell whose it is. But a first attempt has been answered, and the guards hear of it. */
  private noteAnswered(passage: Passage | undefined): void {
    if (!passage || passage.parent || passage.isReplayed || passage.leader === 0) return;
    if (passage.options.budget ?? passage.options.pacer) this.answered = passage;
  }

  private settleAnswered(): void {
    const { answered, program } = this;
    const options = [
      ...program.layers.map((layer) => (layer.type === 'install' ? layer.options : {})),
      ...program.calls.map(({ overrides = {} }) => overrides),
    ];
    // With others under way it may be any of theirs.
    if (program.calls.length > 1 && options.some(({ budget, pacer }) => budget ?? pacer))
      throw new NotCovered();
    if (!answered) return;
    this.tellGuards(answered, 'up');
  }

  private runCall(passage: Passage, first: Outcome): Outcome {
    let outcome = this.validate(passage, first);
    while ('problem' in outcome) {
      const { problem } = outcome;
      let wait = this.prepareRetry(passage, problem);
      for (let next: Wait | undefined = wait; next;) {
        wait = next;
        next = this.wait(passage, wait);
      }
      this.prepareAttempt(passage);
      outcome = this.validate(passage, this.replay(passage));
    }
    this.tellGuards(passage, 'up');
    this.settle(passage);
    this.record(passage, { kind: 'status', status: outcome.answer.status });
    if (!passage.parent && passage.root.isAnnounced)
      this.log(passage, say.recoveredLine({ ...this.eventOf(passage), code: undefined }));
    return outcome;
  }

  private validate(passage: Passage, outcome: Outcome): Outcome {
    const answer = 'answer' in outcome ? outcome.answer : outcome.problem.answer;
    if (!answer?.config || !passage.options.validateResponse) return outcome;
    // Nobody has said whether a wrapped answer is one to judge.
    if ('problem' in outcome && outcome.problem.isWrapped) throw new NotCovered();
    const said = this.ask(passage, 'validateResponse', answer.label);
    if (!said) {
      if ('problem' in outcome) return outcome;
      passage.isCut = true;
      return { problem: { label: 'cut', kind: 'timeout', isCancel: true } };
    }
    const isValid = said.value;
    if (isValid === true) return { answer };
    if (isValid === 'throw' || 'problem' in outcome) return outcome;
    const { label, status, config } = answer;
    return { problem: { label: say.invalid(label), kind: 'status', status, config, answer } };
  }

  /** Whoever sends the config of an outcome again, finds nothing of the limits in it. */
  private restore(config: Config | undefined): void {
    if (!config) return;
    config.cutAt = Infinity;
    config.timeout = this.spec.timeout;
  }

  private prepareRetry(passage: Passage, problem: Problem): Wait {
    this.restore(problem.config);
    const failure = this.failureOf(passage, problem);
    this.record(passage, failure);
    const isMute = failure.kind === 'final' || passage.isCut || problem.isCancel === true;
    const asked =
      problem.answer?.asked &&
      askedFor(
        problem.answer.asked.spec,
        problem.answer.status ?? 0,
        problem.answer.asked.sentAt,
        wallClock(this.program, this.now),
      );
    const isWorth = isWorthARetry(failure.kind, failure.status, passage.options, asked);
    // A request that was sent again from inside tells of its failure itself, unless its call ends before that.
    const sentBy = problem.config ? problem.config.passage : passage;
    const isTold = sentBy !== passage && (sentBy?.isTold ?? true);
    const isSilent = isMute || isTold || problem.isForeign === true;
    this.tellGuards(passage, isSilent ? 'unknown' : isWorth ? 'down' : 'up');
    if (passage.isCut)
      throw this.giveUp(passage, this.limitOf(passage)[1], this.cutProblem(passage, problem));
    return this.goOn(passage, problem, this.decide(passage, problem, failure, asked));
  }

  private failureOf(passage: Passage, problem: Problem): Failure {
    if (passage.isCut) return { kind: 'timeout' };
    // That a token refresh could not send it again says nothing of the first time.
    const isAgain = problem.kind === 'unsent' && problem.config?.passage !== passage;
    return isAgain ? { ...problem, kind: 'lost' } : problem;
  }

  /** Why the call can't go on, whatever else is decided. */
  private endOf(passage: Passage): string | undefined {
    if (this.isCancelled) return 'cancelled';
    const [limit, reason] = this.limitOf(passage);
    return this.now - passage.root.startedAt < limit ? undefined : reason;
  }

  /** DESIGN §3, in order. */
  private decide(passage: Passage, problem: Problem, failure: Failure, asked?: number): Decision {
    const { options, root, base } = passage;
    const left = this.makeUp(passage);
    if (this.isCancelled || problem.isCancel) return 'cancelled';
    if (root.retryCount >= (options.retries ?? DEFAULT_RETRIES)) return 'retries';
    let answer: unknown;
    if (options.retryCondition) {
      const said = this.ask(passage, 'retryCondition', problem.label);
      if (!said) return this.endOf(passage) ?? 'cancelled';
      answer = said.value === 'throw' ? false : said.value;
    }
    if (answer === undefined) {
      const method = problem.config?.method ?? base.method;
      if (!isWorthARetry(failure.kind, failure.status, options, asked) || problem.isForeign)
        return 'notRetryable';
      if (failure.kind !== 'unsent' && !mayBeRepeated(method, base.key, options)) return 'notIdempotent';
    } else if (!answer) return 'retryCondition';
    const wait = this.schedule(passage, problem, asked, left);
    if (typeof wait === 'string') return wait;
    passage.asked = failure.status === 429 ? undefined : asked;
    return this.askGuards(passage, 'wait') ?? this.endOf(passage) ?? this.lacksTime(passage, wait) ?? wait;
  }

  /**
   * A retry that a pacer sent early takes the place of one that was held back, and so does the last one after a random
   * failure.
   *
   * @returns what is left of its wait.
   */
  private makeUp(passage: Passage): number | undefined {
    const { root, dueAt, attemptStartedAt } = passage;
    passage.dueAt = 0;
    const isEarly = dueAt - attemptStartedAt >= 1;
    if (root.skipped === 0 || !(isEarly || this.isBadLuck(passage))) return undefined;
    root.skipped--;
    root.retryCount--;
    return isEarly ? Math.max(0, dueAt - this.now) : undefined;
  }

  private isBadLuck(passage: Passage): boolean {
    const { options, root } = passage;
    const { retries = DEFAULT_RETRIES, pacer } = options;
    const isSound = pacer?.isSound;
    if (!isSound || root.retryCount < retries) return false;
    this.write(say.SOUND);
    const said = isSound[this.count('pacer.isServerSound') % isSound.length];
    if (said === 'throw') this.warn(passage, say.thrownBy('pacer.isServerSound'));
    return said === true;
  }

  private limitOf({ options, base }: Passage): readonly [number, string] {
    const { maxElapsedTime = Infinity, shouldResetTimeout = true } = options;
    return !shouldResetTimeout && base.timeout && base.timeout < maxElapsedTime
      ? [base.timeout, 'timeout']
      : [maxElapsedTime, 'maxElapsedTime'];
  }

  private lacksTime(passage: Passage, { delay }: Wait): string | undefined {
    const [limit, reason] = this.limitOf(passage);
    return this.now - passage.root.startedAt + delay >= limit ? reason : undefined;
  }

  private schedule(
    passage: Passage,
    problem: Problem | undefined,
    asked?: number,
    left?: number,
    askedBefore?: number,
  ): Decision {
    const { options, root } = passage;
    const retryCount = root.retryCount + 1;
    if (asked !== undefined && asked > (options.maxRetryAfter ?? 300_000)) return 'maxRetryAfter';
    let own: unknown;
    if (left === undefined && isScript(options.retryDelay)) {
      const said = this.ask(passage, 'retryDelay', `${retryCount} ${problem?.label ?? ''}`);
      if (!said) return this.endOf(passage) ?? 'cancelled';
      own = said.value;
    }
    const drawn = chooseWait({
      retryDelay: options.retryDelay,
      own,
      left,
      retryCount,
      previousDelay: passage.delay,
      asked,
      askedBefore,
      seed: this.program.seed,
      now: this.now,
    });
    const wait = { ...drawn, retryAfter: asked };
    if (left === undefined) passage.delay = wait.delay;
    return this.lacksTime(passage, wait) ?? wait;
  }

  private goOn(
    passage: Passage,
    problem: Problem | undefined,
    decision: Decision,
    isAfterHold = false,
  ): Wait {
    const { root, options } = passage;
    if (typeof decision === 'string') throw this.giveUp(passage, decision, problem);
    root.retryCount++;
    if (options.onRetry && !this.isCancelled) {
      const said = this.hook(passage, 'onRetry', `${root.retryCount} ${problem?.label ?? ''}`);
      if (said?.value === 'throw') {
        this.abandon(passage, 'onRetry', problem);
        throw new Ended({ problem: { label: say.thrownBy('onRetry'), kind: 'final' } });
      }
      if (said) passage.base = this.edit(passage.base, said.value, root.retryCount);
    }
    const reason = this.endOf(passage);
    if (reason) throw this.abandon(passage, reason, problem);
    root.isAnnounced = true;
    // Nothing has failed since.
    if (!isAfterHold) this.log(passage, say.retryLine(this.eventOf(passage), decision));
    passage.lastProblem = problem;
    return decision;
  }

  private edit(base: Config, value: unknown, retryCount: number): Config {
    switch (value) {
      case 'url':
        return { ...base, url: `${base.url}/e${retryCount}` };
      case 'header':
        return { ...base, edits: `${base.edits}${retryCount}` };
      case 'body':
        return base.body === undefined ? base : { ...base, body: { n: 100 + retryCount } };
      default:
        return base;
    }
  }

  /** @returns the wait for the next retry, if a pacer has held this one back. */
  private wait(passage: Passage, { delay, retryAfter }: Wait): Wait | undefined {
    const { root, options, lastProblem } = passage;
    const [limit] = this.limitOf(passage);
    const until = root.startedAt + limit;
    passage.waitingSince ??= this.now;
    let isSent = true;
    let wakeAt = Math.ceil(delay);
    passage.dueAt = options.pacer ? this.now + delay : 0;
    if (options.pacer?.wait) {
      const pace = this.paceOf(passage, options.pacer, delay, retryAfter);
      if (typeof pace === 'object') {
        isSent = pace.isSent;
        wakeAt = pace.after;
      }
    }
    // The time of the call is up first, where both end at once.
    const isEarly = this.pass(wakeAt, until) || this.now >= until;
    passage.isPaced = Boolean(options.pacer) && !isEarly && isSent;
    const reason = this.endOf(passage);
    if (reason) throw this.abandon(passage, reason, lastProblem);
    if (isSent) return undefined;
    const decision =
      root.retryCount < (options.retries ?? DEFAULT_RETRIES)
        ? this.schedule(passage, lastProblem, undefined, undefined, passage.asked)
        : 'retries';
    const { duration } = root.attempts.at(-1) ?? { duration: 0 };
    const isLast =
      typeof decision === 'string' ||
      this.lacksTime(passage, { ...decision, delay: decision.delay + duration });
    // The last retry of a call is sent after all: a pacer of the package gives up none on a guess.
    if (isLast && options.pacer?.isSound && !this.endOf(passage)) return undefined;
    root.skipped++;
    return this.goOn(passage, lastProblem, decision, true);
  }

  private paceOf(passage: Passage, { wait = [] }: GuardSpec, delay: number, retryAfter?: number) {
    const pace = wait[this.count('pacer.wait') % wait.length];
    this.write(say.pacing(passage.root.retryCount, delay, retryAfter));
    if (pace === 'throw') this.warn(passage, say.thrownBy('pacer.wait'));
    return pace;
  }

  private prepareAttempt(passage: Passage): void {
    const { options, lastProblem } = passage;
    if (options.renewData) {
      const said = this.ask(passage, 'renewData', '');
      if (said?.value === 'throw') throw this.abandon(passage, 'renewData', lastProblem);
      if (said) passage.base = { ...passage.base, body: said.value as string | undefined };
    }
    const reason = this.endOf(passage) ?? this.askGuards(passage, 'send') ?? this.endOf(passage);
    if (reason) throw this.abandon(passage, reason, lastProblem);
    passage.waited = options.pacer ? this.now - (passage.waitingSince ?? this.now) : passage.delay;
    passage.waitingSince = undefined;
    passage.isTold = false;
  }

  // How a call ends.

  private settle(passage: Passage, reason?: string): void {
    passage.settled = true;
    if (passage.parent) return;
    passage.root.stopReason = reason;
    passage.root.endedAt = this.now;
  }

  private record(passage: Passage, { status, code }: Failure): void {
    const { root, waited: delay, attemptStartedAt } = passage;
    root.attempts.push(say.attempt({ status, code, delay, duration: this.now - attemptStartedAt }));
  }

  /** What a call ends with whose time was over in an attempt. */
  private cutProblem(passage: Passage, problem: Problem): Problem {
    if (!problem.isCancel) return problem;
    const { lastProblem, base, options } = passage;
    if (lastProblem && mayBeRepeated(base.method, base.key, options)) return lastProblem;
    if (lastProblem) this.needs.add('ownTimeout');
    const code = this.program.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
    const config = problem.config ?? { ...base, passage };
    return { label: say.cut(code, lastProblem?.label), kind: 'timeout', code, config, cause: lastProblem };
  }

  private finalProblem(passage: Passage, problem: Problem | undefined): Problem {
    if (this.isCancelled) {
      if (problem?.isCancel && !passage.isCut) return problem;
      const config = this.spec.cancel?.by === 'signal' ? { ...passage.base, passage } : undefined;
      return { label: say.CANCELED, kind: 'final', code: 'ERR_CANCELED', isCancel: true, config };
    }
    if (!problem && !passage.lastProblem) throw new NotCovered();
    return problem ?? passage.lastProblem ?? { label: '', kind: 'final' };
  }

  private giveUp(passage: Passage, stopReason: string, problem: Problem | undefined): Ended {
    const { root, options } = passage;
    const final = this.finalProblem(passage, problem);
    const reason = this.isCancelled ? 'cancelled' : stopReason;
    const event = this.eventOf(passage);
    this.settle(passage, reason);
    if (passage.parent) return new Ended({ problem: final });
    if (root.isAnnounced && reason !== 'cancelled') this.log(passage, say.giveUpLine(event, reason));
    if (options.onGiveUp) {
      const said = this.hook(passage, 'onGiveUp', `${reason} ${say.failureEvent(event)}`, false);
      if (said?.value === 'throw') this.warn(passage, say.thrownBy('onGiveUp'));
    }
    if (reason === 'retries' && options.onMaxRetryTimesExceeded) {
      const said = this.hook(passage, 'onMaxRetryTimesExceeded', `${final.label} ${root.retryCount}`);
      if (said?.value === 'throw')
        return new Ended({ problem: { label: say.thrownBy('onMaxRetryTimesExceeded'), kind: 'final' } });
      if (this.isCancelled) {
        root.stopReason = 'cancelled';
        return new Ended({ problem: this.finalProblem(passage, undefined) });
      }
    }
    return new Ended({ problem: final });
  }

  private abandon(passage: Passage, reason: string, problem: Problem | undefined): Ended {
    passage.root.retryCount--;
    if (passage.isPaced) this.tellGuards(passage, 'unknown');
    return this.giveUp(passage, reason, problem);
  }

  // Hooks, guards, log.

  /** @returns nothing where the call ended first. */
  private hook(
    passage: Passage,
    name: say.HookName,
    args: string,
    isAwaited = true,
  ): { readonly value: unknown } | undefined {
    const script = passage.options[name] as Script<unknown>;
    const step = script[this.count(name) % script.length]!;
    this.write(say.hook(name, args));
    if (!isAwaited) return step.latency > 0 ? undefined : step;
    return this.pass(step.latency, passage.root.startedAt + this.limitOf(passage)[0]) ? undefined : step;
  }

  /** What it throws is logged. */
  private ask(passage: Passage, name: say.HookName, args: string): { readonly value: unknown } | undefined {
    if (this.isCancelled) return undefined;
    const said = this.hook(passage, name, args);
    if (said?.value === 'throw') this.warn(passage, say.thrownBy(name));
    return said;
  }

  /** DESIGN §3.8: the budget, then the pacer. @returns which of them refuses. */
  private askGuards(passage: Passage, stage: 'wait' | 'send'): say.GuardName | undefined {
    const { options, root } = passage;
    const until = root.startedAt + this.limitOf(passage)[0];
    const retryCount = root.retryCount + (stage === 'wait' ? 1 : 0);
    for (const name of ['budget', 'pacer'] as const) {
      const script = options[name]?.allows;
      if (!script || this.isCancelled) continue;
      this.write(say.allows(name, stage, retryCount));
      const { latency, value } = script[this.count(`${name}.allows`) % script.length]!;
      if (this.pass(Math.min(latency, LONGEST_GUARD), until)) return undefined;
      if (latency > LONGEST_GUARD) continue;
      if (value === 'throw') this.warn(passage, say.thrownBy(`${name}.allows`));
      if (value !== false) continue;
      root.isAnnounced = true;
      return name;
    }
    return undefined;
  }

  private tellGuards(passage: Passage, health: 'up' | 'down' | 'unknown'): void {
    if (this.answered === passage) this.answered = undefined;
    const isFirst = !passage.parent && !passage.isReplayed && !passage.isPaced;
    for (const name of ['budget', 'pacer'] as const) {
      if (!passage.options[name]) continue;
      passage.isTold = true;
      this.write(say.attemptEnded(name, isFirst, health));
    }
    passage.isPaced = false;
  }

  private warn(passage: Passage, thrown: string): void {
    this.log(passage, say.warning(thrown));
  }

  private log({ options }: Passage, line: say.Line): void {
    if (options.log === 'off') return;
    this.write(options.log ? line.full : line.short);
  }

  private eventOf(passage: Passage): say.EventText {
    const { root, base, options } = passage;
    const { status, code } = root.attempts.at(-1) ?? {};
    const { retries = DEFAULT_RETRIES } = options;
    return {
      method: base.method.toUpperCase(),
      url: base.url,
      status,
      code,
      retryCount: root.retryCount,
      retries,
      skipped: root.skipped,
      elapsed: this.now - root.startedAt,
    };
  }
}

/** What each call of a program does. The calls of a program share nothing but their interceptors and options. */
export const predict = (program: Program): Prediction[] =>
  program.calls.map((call) => new CallModel(program, call).run());
