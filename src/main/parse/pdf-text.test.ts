import { describe, expect, it } from 'vitest';
import { cleanText } from './pdf-text.ts';

describe('clean text of a PDF page', () => {
  it('spells ligatures out and composes accents, and leaves other signs as they look', () => {
    expect(cleanText('o\uFB03ce \uFB01le re\u0301sume\u0301 m² ½')).toBe('office file résumé m² ½');
  });

  it('turns joined shapes of Arabic letters into the letters that are typed', () => {
    expect(cleanText('\uFEE3\uFEAE\uFEA3\uFE92\uFE8E')).toBe('مرحبا');
  });

  it('guesses the ligatures that a browser printed without a meaning', () => {
    const printed = 'Pro\0les, certi\0cations, o\0ce sta\0, work\0ow, \0uent, di\0erent, e\0cient, \0eld';
    expect(cleanText(printed)).toBe(
      'Profiles, certifications, office staff, workflow, fluent, different, efficient, field',
    );
  });

  it('drops icons, control characters and soft hyphens, and makes symbol bullets bullets', () => {
    expect(cleanText('\uF0B7 Graz\u0007 \uE123 re\u00ADsult \0')).toBe('• Graz result');
    expect(cleanText('organi\u00AD\nsation')).toBe('organisation');
  });

  it('leaves one space between words and no empty lines', () => {
    expect(cleanText('  a \t b\u00A0c \n\n  \n d ')).toBe('a b c\nd');
  });

  it('keeps the hyphen of a compound that both parts prove, and drops that of a syllable', () => {
    expect(cleanText('evidence for a cause based on facts: evidence-\nbased work')).toContain(
      'evidence-based\nwork',
    );
    expect(cleanText('an e-\ncommerce experi-\nence.')).toBe('an e-commerce\nexperience.');
  });
});
