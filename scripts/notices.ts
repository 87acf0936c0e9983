import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes THIRD-PARTY-NOTICES.md from package-lock.json, the packages' own licence files and the models'
 * manifests; with --check it fails if the committed file says something else. Packages for other platforms
 * are not installed here, so they are listed by name and licence: the text stands with their main package.
 */
const OUTPUT = 'THIRD-PARTY-NOTICES.md';
const LICENCE_FILE = /^(licen[cs]e|copying|notice|third-?party)/i;

interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
}

interface ModelManifest {
  id: string;
  source: string;
  licence: string;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

function shippedPackages(): [path: string, entry: LockedPackage][] {
  const { packages } = readJson<{ packages: Record<string, LockedPackage> }>('package-lock.json');
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function licenceTexts(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && !entry.isSymbolicLink())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return LICENCE_FOLDERS.has(entry.name) ? licenceTexts(path) : [];
      return LICENCE_FILE.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
    });
}

/** Where packages keep the licences of what they carry along: pdf.js's fonts, character maps and decoders. */
const LICENCE_FOLDERS = new Set(['cmaps', 'iccs', 'standard_fonts', 'wasm']);

function packageNotice([path, { version, license = 'see below', optional }]: [
  string,
  LockedPackage,
]): string {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const texts = optional ? [] : licenceTexts(path);
  return notice(`${name} ${version}`, `Licence: ${license}`, texts);
}

function modelNotices(): string[] {
  return globSync('resources/models/*/manifest.json')
    .sort()
    .map((path) => {
      const { id, source, licence } = readJson<ModelManifest>(path);
      const text = join(path, '..', 'LICENSE');
      const texts = existsSync(text) ? [readFileSync(text, 'utf8')] : [];
      return notice(`Model ${id}`, `Source: ${source}. Licence: ${licence}`, texts);
    });
}

function notice(title: string, line: string, texts: string[]): string {
  const blocks = texts.map((text) => `\`\`\`text\n${tidy(text)}\n\`\`\``);
  return [`## ${title}`, line, ...blocks].join('\n\n');
}

function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .replaceAll('```', "'''")
    .trim();
}

function notices(): string {
  const intro =
    '# Third-party notices\n\nCV Intelligence (Apache-2.0) ships with the following. Made by `npm run notices`.';
  return `${[intro, ...shippedPackages().map(packageNotice), ...modelNotices()].join('\n\n')}\n`;
}

const made = notices();
if (!process.argv.includes('--check')) {
  writeFileSync(OUTPUT, made);
} else if (!existsSync(OUTPUT) || readFileSync(OUTPUT, 'utf8') !== made) {
  console.error(`${OUTPUT} is out of date: run npm run notices.`);
  process.exitCode = 1;
} else {
  console.log(`${OUTPUT} is current.`);
}
