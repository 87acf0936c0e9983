/** A claim on a file is as good as the lock of the data folder: it ends with the process, not with a clock. */
export const claims = `
DROP INDEX files_claimed;
CREATE INDEX files_claimed ON files (job_id) WHERE state = 'processing';
ALTER TABLE files DROP COLUMN lease_until;
`;
