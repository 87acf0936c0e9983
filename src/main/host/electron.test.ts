import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Handlers, TopicSources } from '../../shared/contract.ts';

/** The few calls of Electron that the host makes, so that its rules can be tested without the binary. */
const fake = vi.hoisted(() => ({
  windowOptions: null as Record<string, unknown> | null,
  contents: null as unknown as FakeContents,
  ipc: null as unknown as EventEmitter,
  session: null as unknown as FakeSession,
  handlers: new Map<string, (request: { url: string }) => Promise<Response>>(),
  openPath: vi.fn(async () => ''),
  openExternal: vi.fn(async () => {}),
  showOpenDialog: vi.fn(),
  schemes: vi.fn(),
}));

interface FakeContents extends EventEmitter {
  mainFrame: { url: string };
  sent: unknown[];
  openHandler?: (details: { url: string }) => { action: string };
}
interface FakeSession {
  permission?: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
  check?: () => boolean;
  beforeRequest?: (details: { url: string }, answer: (result: { cancel: boolean }) => void) => void;
}

vi.mock('electron', () => ({
  BrowserWindow: class extends EventEmitter {
    webContents = fake.contents;
    constructor(options: Record<string, unknown>) {
      super();
      fake.windowOptions = options;
    }
    show() {}
    async loadURL(url: string) {
      fake.contents.mainFrame.url = url;
    }
  },
  dialog: { showOpenDialog: fake.showOpenDialog },
  get ipcMain() {
    return fake.ipc;
  },
  protocol: { registerSchemesAsPrivileged: fake.schemes },
  shell: { openPath: fake.openPath, openExternal: fake.openExternal },
  safeStorage: { isEncryptionAvailable: () => true, getSelectedStorageBackend: () => 'gnome_libsecret' },
  session: {
    defaultSession: {
      setPermissionRequestHandler: (handler: FakeSession['permission']) =>
        Object.assign(fake.session, { permission: handler }),
      setPermissionCheckHandler: (handler: FakeSession['check']) =>
        Object.assign(fake.session, { check: handler }),
      setSpellCheckerEnabled: () => {},
      webRequest: {
        onBeforeRequest: (handler: FakeSession['beforeRequest']) =>
          Object.assign(fake.session, { beforeRequest: handler }),
      },
      protocol: {
        handle: (scheme: string, handler: (request: { url: string }) => Promise<Response>) =>
          fake.handlers.set(scheme, handler),
      },
    },
  },
}));

const { electronHost, openWindow } = await import('./electron.ts');

let dir: string;

function newContents(): FakeContents {
  const sent: unknown[] = [];
  return Object.assign(new EventEmitter(), {
    mainFrame: { url: '' },
    sent,
    send: (_channel: string, frame: unknown) => sent.push(frame),
    isDestroyed: () => false,
    setWindowOpenHandler: (handler: FakeContents['openHandler']) => {
      fake.contents.openHandler = handler as NonNullable<FakeContents['openHandler']>;
    },
  });
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cvi-window-'));
  await writeFile(join(dir, 'index.html'), '<title>Screens</title>');
  await writeFile(join(dir, 'ana.html'), 'bytes');
  fake.contents = newContents();
  fake.ipc = new EventEmitter();
  fake.session = {};
  await openWindow({
    app: {
      handlers: { 'folders.sample': () => ({ path: '/sample' }) } as Partial<Handlers> as Handlers,
      topics: {
        'cluster.status': { current: () => ({ dashboardUrl: 'http://127.0.0.1:6333/dashboard' }) },
      } as Partial<TopicSources> as TopicSources,
      documentFile: async (id) => (id === 'd1' ? { path: join(dir, 'ana.html'), format: 'html' } : null),
    },
    rendererDir: dir,
    preloadPath: '/preload.cjs',
  });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const call = { type: 'call', id: 1, command: 'folders.sample', input: {} };
const sendFrame = (frame: unknown, event: object = {}) =>
  fake.ipc.emit('frame', { sender: fake.contents, senderFrame: fake.contents.mainFrame, ...event }, frame);
const request = (path: string) => fake.handlers.get('app')?.({ url: `app://cvi${path}` });
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the window', () => {
  it('keeps the page isolated, sandboxed and without Node', () => {
    expect(fake.windowOptions?.['webPreferences']).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    });
  });

  it('goes nowhere and opens nothing', () => {
    const preventDefault = vi.fn();
    fake.contents.emit('will-navigate', { preventDefault });
    fake.contents.emit('will-attach-webview', { preventDefault });
    expect(preventDefault).toHaveBeenCalledTimes(2);
    expect(fake.contents.openHandler?.({ url: 'https://example.com' })).toEqual({ action: 'deny' });
  });

  it('opens the engine’s own screens in the browser, and no other address', () => {
    fake.contents.openHandler?.({ url: 'http://127.0.0.1:6333/dashboard' });
    fake.contents.openHandler?.({ url: 'http://127.0.0.1:6334/dashboard' });
    expect(fake.openExternal.mock.calls).toEqual([['http://127.0.0.1:6333/dashboard']]);
  });

  it('gives no permission and lets no request out', () => {
    const granted = vi.fn();
    fake.session.permission?.(null, 'media', granted);
    expect(granted).toHaveBeenCalledWith(false);
    expect(fake.session.check?.()).toBe(false);
    const blocked = (url: string) => {
      const answer = vi.fn();
      fake.session.beforeRequest?.({ url }, answer);
      return answer.mock.calls[0]?.[0];
    };
    expect(blocked('https://example.com/x')).toEqual({ cancel: true });
    expect(blocked('file:///etc/passwd')).toEqual({ cancel: true });
    expect(blocked('app://cvi/assets/index.js')).toEqual({ cancel: false });
  });

  it('opens an original in the program that the system has for it', async () => {
    expect(fake.contents.openHandler?.({ url: 'app://cvi/files/d1#page=2' })).toEqual({ action: 'deny' });
    await vi.waitFor(() => expect(fake.openPath).toHaveBeenCalledWith(join(dir, 'ana.html')));
  });
});

describe('frames', () => {
  it('of our own page are answered', async () => {
    sendFrame(call);
    await vi.waitFor(() =>
      expect(fake.contents.sent).toEqual([{ type: 'result', id: 1, value: { path: '/sample' } }]),
    );
  });

  it('from another frame, window or address are not heard', async () => {
    sendFrame(call, { senderFrame: { url: 'app://cvi/' } });
    sendFrame(call, { sender: newContents() });
    fake.contents.mainFrame.url = 'https://example.com/';
    sendFrame(call);
    await settle();
    expect(fake.contents.sent).toEqual([]);
  });

  it('end with the page: a reload begins anew and an open id is free again', async () => {
    sendFrame(call);
    fake.contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    sendFrame(call);
    await vi.waitFor(() => expect(fake.contents.sent).toHaveLength(1));
  });
});

describe('files', () => {
  it('of the screens come with the strict policy, and nothing else comes', async () => {
    const page = await request('/');
    expect(await page?.text()).toContain('Screens');
    expect(page?.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await request('/..%2fsecret'))?.status).toBe(404);
    expect((await request('/files/unknown'))?.status).toBe(404);
  });

  it('of somebody else come as an inert download', async () => {
    const file = await request('/files/d1');
    expect(await file?.text()).toBe('bytes');
    expect(file?.headers.get('content-type')).toBe('text/plain');
    expect(file?.headers.get('content-security-policy')).toContain('sandbox');
  });
});

describe('the folder dialog', () => {
  it('gives the chosen path, or null when it was dismissed', async () => {
    const host = electronHost('1');
    fake.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/cvs'] });
    expect(await host.pickFolder()).toBe('/cvs');
    fake.showOpenDialog.mockResolvedValueOnce({ canceled: true, filePaths: [] });
    expect(await host.pickFolder()).toBeNull();
  });
});
