import { describe, expect, it } from 'vitest';
import { bareFolder, foldersAbove, foldersOf } from './folders.ts';

describe('folders of paths', () => {
  it('are all that lie above, so that a filter is one comparison', () => {
    expect(foldersAbove(['/cvs/berlin/old/b.docx'])).toEqual(['', '/cvs', '/cvs/berlin', '/cvs/berlin/old']);
    expect(foldersAbove(['/cvs/berlin/old/b.docx'])).toContain(bareFolder('/cvs/berlin/'));
    expect(foldersAbove(['/cvs/berlin2/d.txt'])).not.toContain(bareFolder('/cvs/berlin'));
    expect(foldersAbove(['/a/x', '/a/y'])).toEqual(['', '/a']);
  });

  it('are told from machines with other signs', () => {
    expect(foldersAbove(['C:\\cvs\\a.pdf'])).toEqual(['C:', 'C:\\cvs']);
    expect(foldersAbove(['C:\\cvs\\a.pdf'])).toContain(bareFolder('C:\\'));
    expect(foldersAbove(['\\\\server\\share\\a.pdf'])).toContain('\\\\server\\share');
    // A name that has the other sign in it.
    expect(foldersAbove(['/cvs/odd\\name/a.pdf'])).toEqual(['', '/cvs', '/cvs/odd\\name']);
  });

  it('are shown as they lie, the root too', () => {
    expect(foldersOf(['/cvs/a.pdf', '/cvs/b.pdf', '/c.pdf'])).toEqual(['/cvs', '/']);
    expect(foldersOf(['C:\\a.pdf', 'C:\\cvs\\b.pdf'])).toEqual(['C:\\', 'C:\\cvs']);
    expect(foldersOf([])).toEqual([]);
  });
});
