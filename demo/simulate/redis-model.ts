type Hash = Map<string, string>;

// As in the script.
const AHEAD = 120;

const text = (number: number): string => number.toFixed(3);

/**
 * A Redis in memory, which knows the scripts of `lib/redis` in TypeScript. A test holds that a real `redis-server`
 * gives the same replies.
 */
export class RedisModel {
  readonly hashes = new Map<string, Hash>();
  readonly lists = new Map<string, string[]>();
  /** The clock, in milliseconds. */
  now = (): number => 1_800_000_000_000 + performance.now();
  /** How many scripts have run. */
  runs = 0;

  eval = (script: string, keys: string[], args: string[]): Promise<string[]> => {
    this.runs++;
    // Each begins with the names of its keys. Not compared by its text, which would come into the page twice.
    const [, names] = /local (.*?) =/.exec(script) ?? [];
    if (names === 'state, fleet, reports') return Promise.resolve(this.sync(keys, args));
    if (names === 'state, reports') return Promise.resolve(this.publish(keys, args));
    if (names === 'counts') return Promise.resolve(this.spend(keys, args));
    return Promise.reject(new Error('ERR unknown script'));
  };

  private hash(key: string): Hash {
    const hash = this.hashes.get(key) ?? new Map<string, string>();
    this.hashes.set(key, hash);
    return hash;
  }

  private list(key: string): string[] {
    const list = this.lists.get(key) ?? [];
    this.lists.set(key, list);
    return list;
  }

  private sync(keys: string[], args: string[]): string[] {
    const [stateKey = '', fleetKey = '', reportsKey = ''] = keys;
    const [id = '', size, delays, busy, report = '', urgent, due = '-1', token = '', hold, known, owed] =
      args;
    const now = this.now();
    const num = (name: string): number => Number(this.hash(stateKey).get(name) ?? 0);
    if (num('seen') > now + 1000) {
      for (const key of [stateKey, fleetKey]) this.hashes.delete(key);
      this.lists.delete(reportsKey);
    }
    const state = this.hash(stateKey);
    const fleet = this.hash(fleetKey);
    const reports = this.list(reportsKey);
    const idle = now - num('seen');
    state.set('seen', text(now));

    let sums = [num('size'), num('delays'), num('busy')];
    const add = (member: string, sign: number): void => {
      const [, ...values] = member.split(' ').map(Number);
      sums = sums.map((sum, index) => sum + sign * (values[index] ?? 0));
    };
    const before = fleet.get(id);
    if (before) add(before, -1);
    fleet.delete(id);
    if (Number(size) + Number(busy) > 0) {
      const member = [text(now), size, delays, busy].join(' ');
      fleet.set(id, member);
      add(member, 1);
    }
    if (now >= num('countAt')) {
      sums = [0, 0, 0];
      for (const [one, member] of fleet) {
        if (now - parseFloat(member) > 2500) fleet.delete(one);
        else add(member, 1);
      }
      state.set('countAt', text(now + 500));
    }
    for (const [index, name] of ['size', 'delays', 'busy'].entries())
      state.set(name, Number(sums[index]).toFixed(0));

    if (report && reports.length < 500) reports.push(`${text(now)} ${id} ${report}`);

    const isLeased = now < num('leaseUntil');
    const keep = (time: number): unknown => state.set('leaseUntil', text(now + time));
    const wait = Number(due);
    let lease = '';
    if (token) {
      if (state.get('token') === token) keep(Number(hold));
    } else if (wait >= 0 && state.get('probeAt')) {
      if (isLeased && state.get('holder') === id) {
        lease = state.get('token') ?? '';
        keep(wait + 1000);
      } else if (!isLeased && now + wait >= num('probeAt')) {
        lease = this.next(state, id);
        state.set('token', lease).set('holder', id);
        keep(wait + 1000);
      }
    }

    const rate = num('rate');
    let slotAt = Math.max(now, num('slotAt'));
    let slots = 0;
    if (rate > 0 && Number(owed) > 0) {
      slotAt = Math.min(now + 1000, slotAt + Number(owed) / rate);
      state.set('slotAt', text(slotAt));
    }
    if (rate > 0 && Number(size) > 0) {
      const most = Math.ceil((rate * AHEAD * Number(size)) / Math.max(Number(size), sums[0] ?? 0));
      slots = Math.max(0, Math.min(Number(size), most, Math.ceil((now + AHEAD - slotAt) * rate)));
      if (slots > 0) state.set('slotAt', text(slotAt + slots / rate));
    }

    let clerk = '';
    const isDue = reports.length > 0 || (!state.has('at') && Number(size) + Number(busy) > 0);
    if (isDue && now >= num('clerkUntil') && (urgent === '1' || now >= num('tickAt'))) {
      clerk = this.next(state, id);
      state.set('clerk', clerk).set('clerkUntil', text(now + 150));
    }
    const get = (name: string): string => state.get(name) ?? '';
    return [
      ...[text(now), get('size'), get('delays'), get('busy'), String(reports.length), text(idle)],
      ...[get('at'), get('at') === known ? '' : get('law'), lease],
      ...[isLeased && get('holder') !== id ? get('holder') : '', get('token'), clerk],
      ...[text(slotAt), slots.toFixed(0)],
      ...(clerk ? reports : []),
    ];
  }

  private next(state: Hash, id: string): string {
    const count = Number(state.get('count') ?? 0) + 1;
    state.set('count', String(count));
    return `${id}:${count}`;
  }

  private publish([stateKey = '', reportsKey = '']: string[], args: string[]): string[] {
    const [clerk = '', law = '', probeAt = '', count = '', done = '', rate = ''] = args;
    const state = this.hash(stateKey);
    if (state.get('clerk') !== clerk) return [];
    const now = this.now();
    const changes = { law, at: text(now), probeAt, rate, clerk: '', clerkUntil: '0', tickAt: text(now + 50) };
    for (const [name, value] of Object.entries(changes)) state.set(name, value);
    if (done && state.get('token') === done) state.set('leaseUntil', '0');
    this.list(reportsKey).splice(0, Number(count));
    return [text(now)];
  }

  private spend([key = '']: string[], args: string[]): string[] {
    const [width = 1, buckets = 1, ratio = 0, least = 0] = args.slice(0, 4).map(Number);
    const stage = args[4] ?? '';
    const counts = this.hash(key);
    const now = this.now();
    const latest = Math.floor(now / width);
    const oldest = latest - buckets;
    const add = (kind: string, bucket: number, number: number): void => {
      const name = `${kind}:${bucket}`;
      if (bucket >= oldest) counts.set(name, String(Number(counts.get(name) ?? 0) + number));
    };
    for (let index = 5; index < args.length; index += 3) {
      const [kind = '', place = '', number = ''] = args.slice(index, index + 3);
      add(kind, kind === 'calls' ? Math.floor((now - Number(place)) / width) : Number(place), Number(number));
    }
    const sums = new Map<string, number>();
    const sumOf = (kind: string): number => sums.get(kind) ?? 0;
    for (const [name, number] of counts) {
      const [kind = '', place] = name.split(':');
      const bucket = Number(place);
      if (bucket < oldest || bucket > latest + 1) counts.delete(name);
      else if (kind !== 'calls' || bucket > oldest) sums.set(kind, sumOf(kind) + Number(number));
    }
    const isAllowed = stage !== '' && sumOf(stage) + 1 <= ratio * sumOf('calls') + least;
    if (isAllowed) add(stage, latest, 1);
    return [isAllowed ? '1' : '', String(latest)];
  }
}
