import type { OleFile } from './ole.ts';

const STREAM = '\u0005SummaryInformation';
const LAST_SAVED = 13;
const FILETIME = 0x40;
/** From 1601, in which FILETIME counts 100-nanosecond steps, to 1970. */
const EPOCH_DIFFERENCE_MS = 11_644_473_600_000;

/** When the properties of an Office file say that it was last saved, epoch ms; null where they don't. */
export function summaryModifiedAt(ole: OleFile): number | null {
  const stream = ole.stream(STREAM);
  if (stream === null || stream.length < 56) return null;
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  try {
    const section = view.getUint32(44, true);
    const count = Math.min(view.getUint32(section + 4, true), 100);
    for (let index = 0; index < count; index += 1) {
      if (view.getUint32(section + 8 + index * 8, true) === LAST_SAVED) {
        return readTime(view, section + view.getUint32(section + 12 + index * 8, true));
      }
    }
  } catch {
    // A damaged property set costs the date, not the document.
  }
  return null;
}

function readTime(view: DataView, at: number): number | null {
  if (view.getUint32(at, true) !== FILETIME) return null;
  const time = Number(view.getBigUint64(at + 4, true) / 10_000n) - EPOCH_DIFFERENCE_MS;
  return time > 0 ? time : null;
}
