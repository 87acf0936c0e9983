import type { Problem } from '../../../shared/cluster.ts';
import type { Fault } from '../backend.ts';
import type { DiagnosisFacts } from './facts.ts';

/** What keeps the whole from starting: Docker, the image, a port, the binary. */
export function setupProblems(facts: Pick<DiagnosisFacts, 'observation' | 'platform'>): Problem[] {
  const { faults } = facts.observation;
  // Without Docker nothing can be said of images and ports either.
  const docker = faults.find((fault) => fault.kind === 'docker');
  if (docker) return [dockerProblem(docker.reason, facts.platform)];
  return faults.flatMap((fault) => setupProblem(fault) ?? []);
}

/** Whether a fault of the whole says already why nodes do not run. */
export function explainsNodes(faults: readonly Fault[]): boolean {
  return faults.some(
    ({ kind }) => kind === 'docker' || kind === 'image' || kind === 'port' || kind === 'binary',
  );
}

const CHECK_AGAIN = { label: 'Check again', action: 'check_again' } as const;

function setupProblem(fault: Fault): Problem | null {
  if (fault.kind === 'image') return imageProblem(fault.image);
  if (fault.kind === 'port') return portProblem(fault);
  if (fault.kind === 'binary') return binaryProblem(fault);
  return null;
}

function dockerProblem(reason: Extract<Fault, { kind: 'docker' }>['reason'], platform: string): Problem {
  const linux = platform === 'linux';
  const base = { severity: 'error', node: null, remedy: CHECK_AGAIN } as const;
  if (reason === 'missing') {
    return {
      ...base,
      code: 'docker_missing',
      message: linux
        ? 'Docker is not installed on this machine: install Docker Engine or Podman with your package manager, or choose another engine.'
        : 'Docker is not installed on this machine: install Docker Desktop or Podman, or choose another engine.',
    };
  }
  if (reason === 'stopped') {
    return {
      ...base,
      code: 'docker_stopped',
      message: linux
        ? 'Docker is installed but not running: type "sudo systemctl start docker" in a terminal.'
        : 'Docker is installed but not running: start Docker Desktop and wait until it says that it runs.',
    };
  }
  return {
    ...base,
    code: 'docker_permission',
    message: linux
      ? 'This user may not use Docker: type "sudo usermod -aG docker $USER" in a terminal, then log out and in again.'
      : 'This user may not use Docker: start Docker Desktop as this user, or ask who administers this machine for access.',
  };
}

function imageProblem(image: string): Problem {
  return {
    code: 'image_missing',
    severity: 'error',
    message: `The image ${image} is not on this machine: pull it or, where no registry can be reached, load it from a file made with "docker save".`,
    node: null,
    remedy: { label: 'Pull the image and start', action: 'up' },
  };
}

function portProblem({ port, by, free }: Extract<Fault, { kind: 'port' }>): Problem {
  const advice = free === null ? 'no port near it is free' : `port ${free} is free`;
  return {
    code: 'port_taken',
    severity: 'error',
    message: `Port ${port} is taken by ${by ?? 'another program'}; ${advice}.`,
    node: null,
    remedy:
      free === null
        ? { label: `End what uses port ${port}, or choose another port in Settings`, action: null }
        : { label: `Use port ${free}`, action: 'free_port' },
  };
}

/** The detail is a sentence already: only who tried to run it knows what happened. */
function binaryProblem({ reason, detail }: Extract<Fault, { kind: 'binary' }>): Problem {
  const base = { severity: 'error', node: null } as const;
  if (reason === 'failed') {
    return {
      ...base,
      code: 'binary_failed',
      message: detail || 'The Qdrant program was started and ended by itself.',
      remedy: { label: 'Start it again', action: 'up' },
    };
  }
  return {
    ...base,
    code: 'binary_missing',
    message: detail || "The Qdrant program can't be run where the settings say it is.",
    remedy: { label: 'Choose the program in Settings', action: null },
  };
}
