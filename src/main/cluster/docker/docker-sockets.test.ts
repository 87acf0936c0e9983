import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type DockerSurroundings, dockerEndpoints, hasDockerProgram } from './docker-sockets.ts';

const around = (changes: Partial<DockerSurroundings> = {}): DockerSurroundings => ({
  ...{ env: {}, platform: 'linux', home: '/home/ada', readText: () => null, exists: () => false },
  ...changes,
});

const contexts = (name: string, host: string) => (path: string) => {
  const id = createHash('sha256').update(name).digest('hex');
  if (path === '/home/ada/.docker/config.json') return JSON.stringify({ currentContext: name });
  if (path !== `/home/ada/.docker/contexts/meta/${id}/meta.json`) return null;
  return JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } });
};

describe('where a container engine is looked for', () => {
  it('is DOCKER_HOST and nowhere else when it is set', () => {
    const at = (host: string) => dockerEndpoints(around({ env: { DOCKER_HOST: host } }));
    expect(at('unix:///run/own/docker.sock')).toEqual([{ socketPath: '/run/own/docker.sock' }]);
    expect(at('npipe:////./pipe/docker_engine')).toEqual([{ socketPath: '//./pipe/docker_engine' }]);
    expect(at('tcp://127.0.0.1:2375')).toEqual([{ host: '127.0.0.1', port: 2375 }]);
    expect(at('localhost')).toEqual([{ host: 'localhost', port: 2375 }]);
  });

  it('is never another machine, whose loopback address this one does not reach', () => {
    expect(dockerEndpoints(around({ env: { DOCKER_HOST: 'tcp://10.0.0.7:2375' } }))).toEqual([]);
    expect(dockerEndpoints(around({ env: { DOCKER_HOST: 'ssh://ada@server' } }))).toEqual([]);
  });

  it('begins with the context that the person uses', () => {
    const readText = contexts('colima', 'unix:///home/ada/.colima/default/docker.sock');
    const found = dockerEndpoints(around({ readText }));
    expect(found[0]).toEqual({ socketPath: '/home/ada/.colima/default/docker.sock' });
    expect(found.filter((one) => JSON.stringify(one).includes('colima'))).toHaveLength(1);
    expect(dockerEndpoints(around({ readText: () => '{ not JSON' }))[0]).toEqual({
      socketPath: '/var/run/docker.sock',
    });
  });

  it('goes on with Engine, Desktop, Podman, Colima, Rancher Desktop and OrbStack, in this order', () => {
    const found = dockerEndpoints(around({ env: { XDG_RUNTIME_DIR: '/run/user/7' } })).map((one) =>
      'socketPath' in one ? one.socketPath : '',
    );
    const order = ['/var/run/docker.sock', '/.docker/run/', '/podman/', '/.colima/', '/.rd/', '/.orbstack/'];
    const places = order.map((part) => found.findIndex((path) => path.includes(part)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(found).toContain('/run/user/7/podman/podman.sock');
  });

  it('is the pipes of Docker and Podman on Windows', () => {
    expect(dockerEndpoints(around({ platform: 'win32' }))).toEqual([
      { socketPath: '//./pipe/docker_engine' },
      { socketPath: '//./pipe/dockerDesktopLinuxEngine' },
      { socketPath: '//./pipe/podman-machine-default' },
    ]);
  });

  it('knows that an engine is installed by its program', () => {
    const env = { PATH: '/usr/bin:/opt/bin' };
    expect(hasDockerProgram(around({ env }))).toBe(false);
    expect(hasDockerProgram(around({ env, exists: (path) => path === '/opt/bin/podman' }))).toBe(true);
    const windows = around({
      platform: 'win32',
      env: { Path: 'C:\\Docker' },
      exists: (path) => path === 'C:\\Docker\\docker.exe',
    });
    expect(hasDockerProgram(windows)).toBe(true);
  });
});
