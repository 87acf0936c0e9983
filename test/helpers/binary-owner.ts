import { text } from 'node:stream/consumers';
import { createBinaryBackend } from '../../src/main/cluster/binary/binary.ts';
import { silentLog } from '../../src/main/log.ts';

/** An application reduced to its server: brings it up, says so, and waits to be killed. */
const { apiKey, ...deps } = JSON.parse(await text(process.stdin));
const backend = createBinaryBackend({ ...deps, apiKey: () => apiKey, log: silentLog });
await backend.up(() => {}, new AbortController().signal);
process.stdout.write('up\n');
setInterval(() => {}, 60_000);
