import { describe, expect, it } from 'vitest';
import { PortTakenError } from './docker-api.ts';
import { dockerError, portIn, worstReason } from './docker-errors.ts';

const refused = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), {
    statusCode,
    json: { message },
  });
const failed = (code: string) => Object.assign(new Error(code), { code });

describe('what Docker refuses', () => {
  it('is a taken port in the words of each of its versions', () => {
    const sentences = [
      'driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:6333 failed: port is already allocated',
      'driver failed programming external connectivity: Error starting userland proxy: listen tcp4 127.0.0.1:6333: bind: address already in use',
      'Ports are not available: exposing port TCP 127.0.0.1:6333 -> 0.0.0.0:0: listen tcp 127.0.0.1:6333: bind: address already in use',
    ];
    for (const sentence of sentences) {
      const error = dockerError(refused(500, sentence));
      expect(error).toBeInstanceOf(PortTakenError);
      expect(error).toMatchObject({ code: 'in_use', port: 6333, message: 'Port 6333 is in use.' });
    }
    expect(dockerError(refused(500, 'port is already allocated'))).toMatchObject({ port: null });
    expect(portIn('listen tcp [::1]:6334: bind')).toBe(6334);
  });

  it('has a code and a sentence for the other refusals', () => {
    expect(dockerError(refused(404, 'No such image: x'))).toMatchObject({ code: 'not_found' });
    expect(dockerError(refused(409, 'Conflict. The name is in use'))).toMatchObject({ code: 'conflict' });
    expect(dockerError(refused(500, 'write /x: no space left on device'))).toMatchObject({
      code: 'disk_full',
    });
    expect(dockerError(refused(500, 'it broke.'))).toMatchObject({
      code: 'internal',
      message: 'Docker could not do it: it broke.',
    });
  });

  it('is a lost connection when nothing answered', () => {
    expect(dockerError(failed('ECONNREFUSED'))).toMatchObject({
      code: 'docker_unavailable',
      reason: 'stopped',
    });
    expect(dockerError(failed('EACCES'))).toMatchObject({ code: 'docker_unavailable', reason: 'permission' });
  });
});

describe('of several sockets that fail', () => {
  it('the most telling one is the reason', () => {
    expect(worstReason([failed('ENOENT'), failed('EACCES'), failed('ECONNREFUSED')], false)).toBe(
      'permission',
    );
    expect(worstReason([failed('ENOENT'), failed('ECONNREFUSED')], false)).toBe('stopped');
    expect(worstReason([failed('ENOENT')], true)).toBe('stopped');
    expect(worstReason([failed('ENOENT'), failed('ENOENT')], false)).toBe('missing');
  });
});
