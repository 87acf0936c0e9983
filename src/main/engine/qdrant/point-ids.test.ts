import { describe, expect, it } from 'vitest';
import { CLAIM_ORDINAL, documentOf, ordinalOf, pointId } from './point-ids.ts';

describe('ids of points', () => {
  it('say which document and chunk they are, without anything stored', () => {
    const id = pointId('0123456789abcdef', 300);
    expect(id).toBe('01234567-89ab-cdef-0000-00000000012c');
    expect([documentOf(id), ordinalOf(id)]).toEqual(['0123456789abcdef', 300]);
    expect(documentOf(pointId('fedcba9876543210'))).toBe('fedcba9876543210');
    expect(ordinalOf(pointId('0000000000000001', CLAIM_ORDINAL))).toBe(CLAIM_ORDINAL);
  });

  it('are not made of anything else', () => {
    expect(() => pointId('c-1')).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});
