import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';

/**
 * `node die-with-parent.mjs PROGRAM ARGS...`: runs a program for a launcher that holds the other end of
 * descriptor 3, which closes when it ends. If the launcher was killed outright, so is this process, as if
 * there were no launcher. (Not an --import: forked processes would inherit that.)
 */
const launcher = new Socket({ fd: 3, readable: true, writable: false });
launcher.on('error', () => {});
launcher.on('close', () => process.kill(process.pid, 'SIGKILL'));
launcher.resume();
launcher.unref();

process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1] ?? '').href);
