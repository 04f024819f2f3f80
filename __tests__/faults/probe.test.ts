import { compare } from './compare';
import { requestTrials, handshakeTrials } from './trials';
it.each(['fetch'] as const)('probe %s', async (adapter) => {
  const h = await compare(handshakeTrials(adapter).filter((t)=> t.method==='get'));
  const a = await compare(requestTrials({ adapter, secure: true, methods: ['get'] }));
  console.log(JSON.stringify([h.platform, a.platform], null, 1), [...h.faults.slice(0, 4), '', ...a.faults.slice(0,40)].join('\n'));
}, 300000);
