import type { Problem } from '../../../shared/cluster.ts';
import { type DiagnosisFacts, inContainers, type NodeView } from './facts.ts';
import { listInWords } from './in-words.ts';

/** The client understands servers of its own minor version and of the one before and after. */
const MINORS_APART = 1;

export function versionProblems(
  facts: Pick<DiagnosisFacts, 'mode' | 'wantedVersion' | 'clientVersion'>,
  views: readonly NodeView[],
): Problem[] {
  const known = views.flatMap(({ name, answering, answers }) =>
    answering && answers?.version ? [{ name, version: answers.version }] : [],
  );
  const versions = [...new Set(known.map(({ version }) => version))];
  if (versions.length > 1) {
    const each = listInWords(known.map(({ name, version }) => `${name} has ${version}`));
    return [versionProblem(`The nodes run different versions of Qdrant: ${each}.`, facts)];
  }
  const [version] = versions;
  if (version === undefined) return [];
  if (!isUnderstood(version, facts.clientVersion)) {
    const message = `Qdrant ${version} is too far from ${minorOf(facts.clientVersion)}, the version that this application is made for.`;
    return [versionProblem(message, facts)];
  }
  if (!inContainers(facts.mode) || facts.wantedVersion === null || version === facts.wantedVersion) return [];
  return [versionProblem(`The nodes run Qdrant ${version} instead of ${facts.wantedVersion}.`, facts)];
}

function isUnderstood(server: string, client: string): boolean {
  const [major, minor] = numbers(server);
  const [clientMajor, clientMinor] = numbers(client);
  return major === clientMajor && Math.abs(minor - clientMinor) <= MINORS_APART;
}

function versionProblem(
  message: string,
  { mode, wantedVersion, clientVersion }: Pick<DiagnosisFacts, 'mode' | 'wantedVersion' | 'clientVersion'>,
): Problem {
  return {
    code: 'version_mismatch',
    severity: 'warning',
    message,
    node: null,
    remedy:
      inContainers(mode) && wantedVersion !== null
        ? { label: `Bring all nodes to ${wantedVersion}`, action: 'up' }
        : { label: `Install the same version everywhere, best ${minorOf(clientVersion)}`, action: null },
  };
}

function numbers(version: string): [number, number] {
  const [major = 0, minor = 0] = version
    .replace(/^v/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  return [major, minor];
}

const minorOf = (version: string) => numbers(version).join('.');
