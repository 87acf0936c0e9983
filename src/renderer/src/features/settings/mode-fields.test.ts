import { describe, expect, it } from 'vitest';
import { engineInput, fieldsOf, urlsIn } from './mode-fields.ts';

const written = {
  bin: ' /opt/qdrant ',
  urls: 'https://a.example:6333\n https://b.example:6333, https://c.example:6333\n',
  apiKey: ' key ',
  caFile: '',
};

describe('what is written about an engine', () => {
  it('becomes only what its mode needs', () => {
    expect(engineInput('embedded', written)).toEqual({ mode: 'embedded' });
    expect(engineInput('binary', written)).toEqual({ mode: 'binary', bin: '/opt/qdrant' });
    expect(engineInput('remote', written)).toEqual({
      ...{ mode: 'remote', apiKey: 'key' },
      urls: ['https://a.example:6333', 'https://b.example:6333', 'https://c.example:6333'],
    });
  });

  it('is left out where it is empty', () => {
    expect(engineInput('binary', fieldsOf(null))).toEqual({ mode: 'binary' });
    expect(urlsIn(' \n')).toEqual([]);
  });

  it('begins with what is chosen, but never with a key', () => {
    const choice = {
      ...{ mode: 'remote' as const, urls: ['http://a', 'http://b'], bin: null },
      ...{ caFile: '/ca.pem', hasApiKey: true, running: true },
    };
    expect(fieldsOf(choice)).toEqual({ bin: '', urls: 'http://a\nhttp://b', apiKey: '', caFile: '/ca.pem' });
  });
});
