import { Readable } from 'node:stream';
import {
  BrowserWindow,
  dialog,
  ipcMain,
  protocol,
  type Session,
  safeStorage,
  session,
  shell,
  type WebContents,
} from 'electron';
import type { ServerTransport } from '../../shared/rpc/frames.ts';
import { serveRpc } from '../../shared/rpc/server.ts';
import { FILE_ROUTE, type Host } from './host.ts';
import { openOriginal } from './original-file.ts';
import type { HostedApp } from './routes.ts';
import { inertHeaders, screenHeaders } from './security-headers.ts';
import { findStaticFile } from './static-files.ts';

const SCHEME = 'app';
const ORIGIN = `${SCHEME}://cvi`;
const CHANNEL = 'frame';

export interface ElectronHostOptions {
  app: HostedApp;
  rendererDir: string;
  preloadPath: string;
}

/** The host of the desktop window, as far as the application needs to know it. */
export function electronHost(version: string): Host {
  return {
    capabilities: {
      host: 'electron',
      version,
      nativeDialog: true,
      platform: process.platform,
      fileUrl: `${ORIGIN}${FILE_ROUTE}{documentId}`,
    },
    sealer: {
      // Linux without a key ring has only a text that anybody can open.
      available: () => safeStorage.isEncryptionAvailable() && usesKeyStore(),
      seal: (text) => safeStorage.encryptString(text),
      open: (sealed) => safeStorage.decryptString(sealed),
    },
    pickFolder: async () => {
      const { filePaths, canceled } = await dialog.showOpenDialog({ properties: ['openDirectory'] });
      return canceled ? null : (filePaths[0] ?? null);
    },
  };
}

function usesKeyStore(): boolean {
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

/** Must run before Electron is ready, which is when schemes are fixed. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** Opens the window on screens that can reach nothing but their own files and one channel. */
export async function openWindow(options: ElectronHostOptions): Promise<BrowserWindow> {
  lockDown(session.defaultSession);
  session.defaultSession.protocol.handle(SCHEME, (request) => serve(options, request.url));
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'CV Intelligence',
    webPreferences: {
      preload: options.preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  keepInside(window.webContents, options.app);
  connect(window.webContents, options.app);
  await window.loadURL(`${ORIGIN}/`);
  return window;
}

/** No permission is ever given, and no request leaves for anywhere but the application's own files. */
function lockDown(target: Session): void {
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  target.setPermissionCheckHandler(() => false);
  // A dictionary would be downloaded.
  target.setSpellCheckerEnabled(false);
  target.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !url.startsWith(`${ORIGIN}/`) && !url.startsWith('devtools://') });
  });
}

function keepInside(contents: WebContents, app: HostedApp): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    // An original opens in the program that the user has for it, never in a window of ours.
    const prefix = `${ORIGIN}${FILE_ROUTE}`;
    if (url.startsWith(prefix)) void openInSystem(app, url.slice(prefix.length));
    // The engine's own screens, on a server that an admin has chosen, open in the browser.
    else if (url === app.topics['cluster.status'].current()?.dashboardUrl) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

async function openInSystem(app: HostedApp, reference: string): Promise<void> {
  const [documentId = ''] = reference.split('#');
  const file = await app.documentFile(documentId);
  if (file) await shell.openPath(file.path);
}

/** One connection a loaded page: a reload or a crash ends it, and the next page begins another. */
function connect(contents: WebContents, app: HostedApp): void {
  let connection: FrameConnection | null = null;
  const end = () => {
    connection?.transport.close();
    connection = null;
  };
  const onFrame = (event: Electron.IpcMainEvent, frame: unknown) => {
    if (!isOwnPage(event, contents)) return;
    if (!connection) {
      connection = openConnection(contents);
      serveRpc(connection.transport, app);
    }
    connection.receive(frame);
  };
  ipcMain.on(CHANNEL, onFrame);
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) end();
  });
  contents.on('render-process-gone', end);
  contents.once('destroyed', () => {
    ipcMain.off(CHANNEL, onFrame);
    end();
  });
}

/** Frames count only from the top page of our window, while it shows our own address. */
function isOwnPage(event: Electron.IpcMainEvent, contents: WebContents): boolean {
  const frame = event.senderFrame;
  return event.sender === contents && frame === contents.mainFrame && frame.url.startsWith(`${ORIGIN}/`);
}

interface FrameConnection {
  transport: ServerTransport;
  receive(frame: unknown): void;
}

function openConnection(contents: WebContents): FrameConnection {
  const frameListeners = new Set<(frame: unknown) => void>();
  const closeListeners = new Set<() => void>();
  let open = true;
  return {
    receive: (frame) => {
      for (const listener of frameListeners) listener(frame);
    },
    transport: {
      send: (frame) => {
        if (open && !contents.isDestroyed()) contents.send(CHANNEL, frame);
      },
      onFrame: (listener) => {
        frameListeners.add(listener);
        return () => frameListeners.delete(listener);
      },
      onClose: (listener) => {
        closeListeners.add(listener);
        return () => closeListeners.delete(listener);
      },
      close: () => {
        if (!open) return;
        open = false;
        for (const listener of closeListeners) listener();
      },
    },
  };
}

async function serve({ app, rendererDir }: ElectronHostOptions, url: string): Promise<Response> {
  const { pathname, host } = new URL(url);
  if (host !== 'cvi') return notFound();
  if (pathname.startsWith(FILE_ROUTE)) return await serveOriginal(app, pathname.slice(FILE_ROUTE.length));
  const file = await findStaticFile(rendererDir, pathname);
  if (!file) return notFound();
  return new Response(body(file.stream()), { headers: { ...screenHeaders(), 'content-type': file.type } });
}

async function serveOriginal(app: HostedApp, documentId: string): Promise<Response> {
  const known = await app.documentFile(documentId);
  const file = known && (await openOriginal(known.path, known.format));
  if (!file) return notFound();
  return new Response(body(file.stream()), { headers: { ...inertHeaders(), ...file.headers } });
}

const notFound = () => new Response(null, { status: 404, headers: screenHeaders() });
const body = (stream: Readable) => Readable.toWeb(stream) as unknown as ReadableStream;
