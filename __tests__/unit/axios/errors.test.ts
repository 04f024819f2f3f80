import axios, { AxiosError, CanceledError } from 'axios';
import { axiosError, canceledError } from '../../../lib/axios/errors';
import { Onion } from '../../../lib/axios/onion';

const onion = (): Onion => new Onion(axios.create());

it('the reason of a token is the error of a call that it has cancelled', async () => {
  const { token, cancel } = axios.CancelToken.source();
  cancel('enough');
  const config = { cancelToken: token as never };
  expect((await canceledError(onion(), config)).error).toBe(token.reason);
});

it('without one it is the CanceledError of axios, with the config', async () => {
  const config = { url: '/x', cancelToken: axios.CancelToken.source().token as never };
  const { error } = await canceledError(onion(), config);
  expect(error).toBeInstanceOf(CanceledError);
  expect(error).toMatchObject({ message: 'canceled', code: 'ERR_CANCELED', config });
});

it('any other error of axios is made with its class, and all of its members', async () => {
  const [config, request, response] = [{ url: '/x' }, {}, { status: 200 }];
  const error = await axiosError(onion(), 'not good', 'ERR_BAD_RESPONSE', config, request, response);
  expect(error).toBeInstanceOf(AxiosError);
  expect(error).not.toBeInstanceOf(CanceledError);
  expect(error).toMatchObject({ message: 'not good', code: 'ERR_BAD_RESPONSE', config, request, response });
});

it('asks axios for the class only once', async () => {
  const one = onion();
  const dispatch = jest.spyOn(one, 'dispatch');
  await canceledError(one, {});
  await axiosError(one, 'not good', 'ERR', {});
  expect(dispatch).toHaveBeenCalledTimes(1);
  // Nothing of a call leaks into it, and nothing is sent.
  expect(dispatch.mock.calls[0]).toEqual([
    { headers: {}, signal: { aborted: true }, adapter: expect.any(Function) as unknown },
  ]);
});
