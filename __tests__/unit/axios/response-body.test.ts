import { PassThrough, type Readable } from 'node:stream';
import { discard, drain } from '../../../lib/axios/response-body';

const settle = (): Promise<unknown> => new Promise(setImmediate);

describe('discard', () => {
  const responseWith = (data: unknown): object => ({ data });

  it('destroys a Node stream', () => {
    const stream = new PassThrough();
    discard(responseWith(stream));
    expect(stream.destroyed).toBe(true);
  });

  it('takes charge of an error that the stream reports when it is destroyed', async () => {
    const stream = new PassThrough({
      destroy: (_error, done) => {
        done(new Error('late'));
      },
    });
    discard(responseWith(stream));
    await settle();
    expect(stream.errored).toEqual(new Error('late'));
  });

  it('cancels a web stream', async () => {
    const cancel = jest.fn();
    discard(responseWith(new ReadableStream({ cancel })));
    await settle();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('takes charge of a web stream that is being read, and can not be cancelled', async () => {
    const stream = new ReadableStream();
    stream.getReader();
    const cancel = jest.spyOn(stream, 'cancel');
    discard(responseWith(stream));
    await settle();
    await expect(cancel.mock.results[0]?.value).rejects.toThrow('locked');
  });

  it.each<[unknown]>([
    [undefined],
    [null],
    [{}],
    [responseWith('text')],
    [responseWith(null)],
    [responseWith({ destroy: 1 })],
  ])('has nothing to free in %p', (response) => {
    expect(() => {
      discard(response);
    }).not.toThrow();
  });

  it('leaves alone what is no stream, even if it could be destroyed', () => {
    const destroy = jest.fn();
    discard(responseWith({ destroy }));
    expect(destroy).not.toHaveBeenCalled();
  });

  it('takes charge of a stream whose destroy() throws', () => {
    const destroy = (): never => {
      throw new Error('no');
    };
    expect(() => {
      discard(responseWith({ pipe: () => undefined, destroy }));
    }).not.toThrow();
  });
});

describe('drain', () => {
  const FREE = 65_536;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    // In this order: what a spy puts back is the fake timer.
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  /** A Node stream of so many bytes, which ends or not. */
  const nodeStream = (size: number, hasEnd = true): Readable => {
    const stream = new PassThrough({ highWaterMark: 2 * FREE });
    stream.write(Buffer.alloc(size));
    if (hasEnd) stream.end();
    return stream;
  };

  /** The same of the web. */
  const webStream = (size: number, hasEnd = true): { stream: ReadableStream; cancel: jest.Mock } => {
    const cancel = jest.fn();
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new Uint8Array(size));
        if (hasEnd) controller.close();
      },
      cancel,
    });
    return { stream, cancel };
  };

  it('starts nothing where there is no stream', () => {
    const set = jest.spyOn(globalThis, 'setTimeout');
    drain({ data: 'text' })();
    expect(set).not.toHaveBeenCalled();
  });

  it.each<[string, unknown, number]>([
    ['of one byte', Buffer.alloc(1), FREE],
    ['of two bytes', Buffer.alloc(2), FREE / 2],
    ['that are empty', Buffer.alloc(0), FREE],
    ['without a length', {}, FREE],
  ])('destroys a stream after too many chunks %s', (_name, chunk, most) => {
    const stream = new PassThrough({ objectMode: true });
    drain({ data: stream });
    for (let n = 0; n < most; n++) stream.emit('data', chunk);
    expect(stream.destroyed).toBe(false);
    stream.emit('data', chunk);
    expect(stream.destroyed).toBe(true);
  });

  it('reads one that says it is exactly 64 KiB long', () => {
    const stream = nodeStream(10, false);
    const stop = drain({ data: stream, headers: { 'content-length': String(FREE) } });
    expect(stream.destroyed).toBe(false);
    stop();
  });

  it('destroys one that can not be read', () => {
    const on = jest.fn().mockImplementationOnce(() => {
      throw new Error('no');
    });
    const destroy = jest.fn();
    drain({ data: { pipe: () => undefined, on, destroy } });
    expect(destroy).toHaveBeenCalledTimes(1);
  });

  it('gives one that can not be listened to its 500 ms', () => {
    const destroy = jest.fn();
    drain({ data: { pipe: () => undefined, destroy } });
    jest.advanceTimersByTime(499);
    expect(destroy).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(destroy).toHaveBeenCalledTimes(1);
  });

  it.each(['end', 'close', 'error'])('is done with a stream at its %s, whatever else comes', (event) => {
    const stream = new PassThrough({ autoDestroy: false });
    drain({ data: stream });
    expect(jest.getTimerCount()).toBe(1);
    stream.emit(event);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([1, FREE])('reads a Node stream of %i bytes to its end', async (size) => {
    const stream = nodeStream(size);
    const ended = jest.fn();
    stream.on('end', ended);
    const stop = drain({ data: stream });
    await settle();
    await settle();
    expect(ended).toHaveBeenCalledTimes(1);
    const destroy = jest.spyOn(stream, 'destroy');
    stop();
    expect(destroy).not.toHaveBeenCalled();
  });

  it('destroys a Node stream that turns out longer than 64 KiB', async () => {
    const stream = nodeStream(FREE + 1, false);
    drain({ data: stream });
    await settle();
    expect(stream.destroyed).toBe(true);
  });

  it('destroys one that says so at once, unread', () => {
    const stream = nodeStream(10, false);
    drain({ data: stream, headers: { 'Content-Length': String(FREE + 1) } });
    expect(stream.destroyed).toBe(true);
  });

  it('destroys one that takes longer than 500 ms, and not sooner', () => {
    const stream = nodeStream(10, false);
    drain({ data: stream, headers: { 'content-length': '11' } });
    jest.advanceTimersByTime(499);
    expect(stream.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    expect(stream.destroyed).toBe(true);
  });

  it('destroys what is left of it when the retry is due', () => {
    const stream = nodeStream(10, false);
    drain({ data: stream })();
    expect(stream.destroyed).toBe(true);
  });

  it('takes charge of an error of the stream', async () => {
    const stream = nodeStream(10, false);
    drain({ data: stream });
    stream.destroy(new Error('late'));
    await settle();
    expect(stream.errored).toEqual(new Error('late'));
  });

  it('reads a web stream to its end', async () => {
    const { stream, cancel } = webStream(FREE);
    const stop = drain({ data: stream });
    for (let turn = 0; turn < 5; turn++) await settle();
    expect(jest.getTimerCount()).toBe(0);
    stop();
    expect(cancel).not.toHaveBeenCalled();
  });

  it('cancels a web stream that is longer than 64 KiB', async () => {
    const { stream, cancel } = webStream(FREE + 1, false);
    drain({ data: stream });
    for (let turn = 0; turn < 5; turn++) await settle();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('cancels one that takes longer than 500 ms, or until the retry is due', async () => {
    const [slow, due] = [webStream(10, false), webStream(10, false)];
    drain({ data: slow.stream });
    jest.advanceTimersByTime(500);
    drain({ data: due.stream })();
    await settle();
    expect(slow.cancel).toHaveBeenCalledTimes(1);
    expect(due.cancel).toHaveBeenCalledTimes(1);
  });

  it.each<[string, unknown]>([
    ['an error', undefined],
    ['text', { data: 'text' }],
    ['no response', null],
  ])('has nothing to read in %s', (_name, response) => {
    expect(() => {
      drain(response)();
    }).not.toThrow();
  });

  it('takes charge of a stream that can not be read', () => {
    const on = (): never => {
      throw new Error('no');
    };
    const destroy = jest.fn();
    expect(() => {
      drain({ data: { pipe: () => undefined, on, destroy } })();
    }).not.toThrow();
  });
});
