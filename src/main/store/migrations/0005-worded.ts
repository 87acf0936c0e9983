/** Of documents that are being copied to an index: 0 until it has their words. */
export const wordedWhole = `
ALTER TABLE worded ADD COLUMN complete INTEGER NOT NULL DEFAULT 1;
`;
