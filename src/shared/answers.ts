import type { z } from 'zod';
import type { EngineMode, JobProgress, Outcome } from './model.ts';

/** What commands answer where it is no domain type. Times are epoch ms. */

export interface EngineChoice {
  mode: EngineMode;
  urls: string[];
  bin: string | null;
  caFile: string | null;
  /** Whether a key is kept for it. */
  hasApiKey: boolean;
  /** Whether its servers should be up. */
  running: boolean;
}

export interface Capabilities {
  host: 'electron' | 'node';
  version: string;
  nativeDialog: boolean;
  platform: string;
  /** Where the original of a document is served, `{documentId}` replaced; authenticated. */
  fileUrl: string;
}

export interface DoctorCheck {
  name: string;
  ok: boolean;
  message: string;
}

export interface JobSummary {
  jobId: string;
  folders: string[];
  state: JobProgress['state'];
  startedAt: number;
  finishedAt: number | null;
  counts: Record<Outcome, number>;
}

export interface FolderListing {
  path: string;
  parent: string | null;
  folders: { name: string; path: string }[];
  /** Files directly inside. */
  files: number;
}

export interface SettingEntry {
  key: string;
  value: z.core.util.JSONType;
  default: z.core.util.JSONType;
  description: string;
  /** The values that there are, where they can be listed. */
  choices?: string[];
}
