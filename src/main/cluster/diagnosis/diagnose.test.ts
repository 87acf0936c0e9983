import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES, type Problem, REMEDY_ACTIONS } from '../../../shared/cluster.ts';
import type { Fault } from '../backend.ts';
import { diagnose } from './diagnose.ts';
import type { DiagnosisFacts } from './facts.ts';
import { answers, clusterFacts, NODES, observed, silentAnswers, singleFacts } from './test-cluster.ts';

const told = (facts: DiagnosisFacts) => diagnose(facts).map(({ code, message }) => [code, message]);
const codes = (facts: DiagnosisFacts) => diagnose(facts).map(({ code }) => code);
const only = (facts: DiagnosisFacts): Problem => {
  const problems = diagnose(facts);
  expect(problems).toHaveLength(1);
  return problems[0] as Problem;
};
const stopped = NODES.map((name) => observed(name, { state: 'stopped', exitCode: 143 }));
const withFault = (fault: Fault, over: Partial<DiagnosisFacts> = {}) =>
  clusterFacts({ observation: { nodes: stopped, faults: [fault] }, answers: [], ...over });

describe('diagnosis of what has to be there first', () => {
  it('finds nothing wrong with a cluster that is well, nor with an engine without servers', () => {
    expect(diagnose(clusterFacts())).toEqual([]);
    expect(
      diagnose(clusterFacts({ mode: 'embedded', observation: { nodes: [], faults: [] }, answers: [] })),
    ).toEqual([]);
  });

  it('says what to type when Docker is missing, stopped or forbidden, and not that nodes are down, too', () => {
    expect(only(withFault({ kind: 'docker', reason: 'missing' }))).toMatchObject({
      code: 'docker_missing',
      remedy: { label: 'Check again', action: 'check_again' },
    });
    expect(only(withFault({ kind: 'docker', reason: 'stopped' })).message).toContain(
      'sudo systemctl start docker',
    );
    expect(only(withFault({ kind: 'docker', reason: 'permission' })).message).toContain(
      'usermod -aG docker $USER',
    );
    const mac = only(withFault({ kind: 'docker', reason: 'stopped' }, { platform: 'darwin' }));
    expect(mac.message).toContain('Docker Desktop');
    expect(mac.message).not.toContain('sudo');
  });

  it('does not count what containers were before Docker went away', () => {
    const nodes = [observed('qdrant-1', { state: 'unreachable', oomKilled: true, restarts: 9 })];
    const facts = withFault({ kind: 'docker', reason: 'stopped' }, { answers: [] });
    expect(codes({ ...facts, observation: { ...facts.observation, nodes } })).toEqual(['docker_stopped']);
  });

  it('names the image that is missing and both ways to get it', () => {
    const problem = only(withFault({ kind: 'image', image: 'qdrant/qdrant:v1.18.3' }));
    expect(problem).toMatchObject({ code: 'image_missing', remedy: { action: 'up' } });
    expect(problem.message).toContain('qdrant/qdrant:v1.18.3');
    expect(problem.message).toContain('load it from a file');
  });

  it('names who has the port and which is free', () => {
    const taken = only(withFault({ kind: 'port', port: 6333, by: 'nginx', free: 6343 }));
    expect(taken.message).toBe('Port 6333 is taken by nginx; port 6343 is free.');
    expect(taken.remedy).toEqual({ label: 'Use port 6343', action: 'free_port' });
    const none = only(withFault({ kind: 'port', port: 6333, by: null, free: null }));
    expect(none.message).toBe('Port 6333 is taken by another program; no port near it is free.');
    expect(none.remedy.action).toBeNull();
  });

  it('tells a program that is missing from one that fails, in the words of who tried', () => {
    const detail = 'The Qdrant program is not where the settings say it is.';
    const missing = withFault({ kind: 'binary', reason: 'missing', detail }, { mode: 'binary' });
    expect(told(missing)).toEqual([['binary_missing', detail]]);
    const failed = withFault({ kind: 'binary', reason: 'failed', detail: 'It ended.' }, { mode: 'binary' });
    expect(only(failed)).toMatchObject({
      code: 'binary_failed',
      message: 'It ended.',
      remedy: { action: 'up' },
    });
  });

  it('tells why the program fails instead of that it fails', () => {
    const facts = singleFacts(
      { state: 'stopped', exitCode: null, oomKilled: true, memoryLimitBytes: null },
      { mode: 'binary' },
    );
    const faults: Fault[] = [{ kind: 'binary', reason: 'failed', detail: 'It ended.' }];
    const problem = only({ ...facts, observation: { ...facts.observation, faults } });
    expect(problem).toMatchObject({ code: 'out_of_memory', remedy: { action: null } });
  });
});

/** As Qdrant 1.18.3 ends when it can't make its folder, but for the system's reason. */
const ending = (reason: string) => [
  '2026-11-24T15:22:21.655622Z  WARN qdrant::settings: Config file not found: config/development',
  `Error: failed to create directory \`/qdrant/storage\`: ${reason}`,
  '',
  'Stack backtrace:',
  '   0: anyhow::error::<impl core::convert::From<E> for anyhow::Error>::from',
  '   6: __libc_start_call_main',
  '             at ./csu/../sysdeps/nptl/libc_start_call_main.h:58:16',
  '   8: _start',
];

describe('diagnosis of one node', () => {
  it('says that memory ran out, what the limit is and what to raise it to', () => {
    const problem = only(singleFacts({ state: 'restarting', oomKilled: true, exitCode: 137, restarts: 4 }));
    expect(problem.message).toBe('qdrant ran out of memory and was ended; its limit is 4 GB.');
    expect(problem.remedy).toEqual({ label: 'Raise the limit to 8 GB', action: 'raise_memory' });
    const killed = only(singleFacts({ state: 'stopped', exitCode: 137 }));
    expect(killed.message).toContain('most likely for lack of memory');
    expect(only(singleFacts({ oomKilled: true, restarts: 1 }, {}, answers(0)))).toMatchObject({
      severity: 'warning',
      message: 'qdrant ran out of memory and was started again; its limit is 4 GB.',
    });
  });

  it('quotes of a restart loop the line that tells why, not the end of a stack trace', () => {
    const lastLines = ending('No such file or directory (os error 2)');
    const problem = only(singleFacts({ state: 'restarting', restarts: 5, lastLines }));
    expect(problem.code).toBe('restart_loop');
    expect(problem.message).toBe(
      'qdrant keeps ending and being started again (5 times so far); the last thing that it said is "failed to create directory `/qdrant/storage`: No such file or directory (os error 2)".',
    );
    const silent = only(singleFacts({ state: 'restarting', restarts: 0 }));
    expect(silent.message).toBe('qdrant keeps ending and being started again and left nothing in its log.');
  });

  it('takes a node that was restarted often but is well again for well', () => {
    expect(diagnose(singleFacts({ restarts: 7 }, {}, answers(0)))).toEqual([]);
  });

  it('knows a volume that can not be written to by its fault and by its log', () => {
    const byLog = singleFacts({ state: 'restarting', lastLines: ending('Permission denied (os error 13)') });
    expect(only(byLog)).toMatchObject({ code: 'volume_not_writable', node: 'qdrant' });
    const faults: Fault[] = [{ kind: 'volume', node: 'qdrant' }];
    const nodes = [observed('qdrant', { state: 'stopped' })];
    expect(codes(singleFacts({}, { observation: { nodes, faults } }))).toEqual(['volume_not_writable']);
  });

  it('knows a full disk by the log of a node that ended', () => {
    const lastLines = ending('No space left on device (os error 28)');
    expect(only(singleFacts({ state: 'restarting', restarts: 3, lastLines }))).toMatchObject({
      code: 'disk_full',
      message: 'qdrant ended because its disk is full.',
    });
  });

  it('offers to start what is stopped, all at once when none runs', () => {
    const single = only(singleFacts({ state: 'stopped', exitCode: 0 }));
    expect(single).toMatchObject({
      code: 'node_stopped',
      message: 'qdrant is not running.',
      remedy: { action: 'up' },
    });
    const all = only(clusterFacts({ observation: { nodes: stopped, faults: [] }, answers: [] }));
    expect(all).toMatchObject({ message: 'None of the 3 nodes is running.', node: null });
  });

  it('gives a node that is starting its time', () => {
    const refused = silentAnswers(0);
    expect(diagnose(singleFacts({ state: 'starting' }, {}, refused))).toEqual([]);
  });

  it('says that a running node does not answer, and how', () => {
    const problem = only(singleFacts({}, {}, silentAnswers(0)));
    expect(problem).toMatchObject({
      code: 'node_unreachable',
      message: 'qdrant at 127.0.0.1:6333 accepts no connections.',
      remedy: { action: 'restart_node' },
    });
  });
});

describe('diagnosis of servers elsewhere', () => {
  const url = 'https://qdrant.example:6333';
  const remote = (failure: { fault: Fault; cause: string }) =>
    singleFacts({ state: 'unreachable', url }, { mode: 'remote' }, silentAnswers(0, { failure }));

  it('names a wrong key, once for all nodes that refuse it', () => {
    const refused = (node: 0 | 1 | 2) =>
      silentAnswers(node, {
        failure: { fault: { kind: 'api_key', url: observed(NODES[node]).url }, cause: 'HTTP 401' },
      });
    const nodes = NODES.map((name) => observed(name, { state: 'unreachable' }));
    const all = clusterFacts({
      mode: 'remote',
      observation: { nodes, faults: [] },
      answers: [refused(0), refused(1), refused(2)],
    });
    expect(only(all)).toMatchObject({
      code: 'api_key_wrong',
      message: 'qdrant-1, qdrant-2 and qdrant-3 do not accept the API key.',
      node: null,
      remedy: { label: 'Enter the API key in Settings', action: null },
    });
  });

  it('tells the certificates apart that are not trusted', () => {
    const tls = (cause: string) => only(remote({ fault: { kind: 'unreachable', url, cause: 'tls' }, cause }));
    expect(tls('SELF_SIGNED_CERT_IN_CHAIN')).toMatchObject({
      code: 'tls_untrusted',
      remedy: { action: null },
    });
    expect(tls('SELF_SIGNED_CERT_IN_CHAIN').remedy.label).toContain('certificate authority');
    expect(tls('CERT_HAS_EXPIRED').message).toBe('The certificate of qdrant has expired.');
    expect(tls('ERR_TLS_CERT_ALTNAME_INVALID').message).toContain('another name');
    expect(tls('EPROTO').remedy.label).toContain('http://');
  });

  it('says that a name is not known or an answer is late, and offers to check again', () => {
    const name = only(remote({ fault: { kind: 'unreachable', url, cause: 'name' }, cause: 'ENOTFOUND' }));
    expect(name.message).toBe("qdrant at qdrant.example:6333 has a name that this network doesn't know.");
    expect(name.remedy.action).toBe('check_again');
    const late = only(
      remote({ fault: { kind: 'unreachable', url, cause: 'timeout' }, cause: 'TimeoutError' }),
    );
    expect(late.message).toContain('does not answer in time');
  });

  it('takes the word of the observation where nobody was asked', () => {
    const faults: Fault[] = [{ kind: 'api_key', url: `${url}/` }];
    const nodes = [observed('qdrant', { state: 'running', url })];
    expect(codes(singleFacts({}, { mode: 'remote', observation: { nodes, faults } }))).toEqual([
      'api_key_wrong',
    ]);
  });
});

describe('what diagnosis says', () => {
  it('is one sentence each, with a remedy that there is', () => {
    const all: DiagnosisFacts[] = [
      withFault({ kind: 'docker', reason: 'permission' }),
      withFault({ kind: 'image', image: 'qdrant/qdrant:v1.18.3' }),
      withFault({ kind: 'port', port: 6333, by: 'nginx', free: 6343 }),
      singleFacts({ state: 'restarting', restarts: 5, lastLines: ending('No such file') }),
      singleFacts({ state: 'stopped', exitCode: 137 }),
      singleFacts({}, {}, silentAnswers(0)),
    ];
    for (const problem of all.flatMap(diagnose)) {
      expect(problem.message).toMatch(/^[A-Z a-z].*[^.]\.$/);
      expect(PROBLEM_CODES).toContain(problem.code);
      expect([null, ...REMEDY_ACTIONS]).toContain(problem.remedy.action);
      expect(problem.remedy.label).not.toBe('');
    }
  });
});
