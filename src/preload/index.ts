import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ClientFrame, ServerFrame } from '../shared/rpc/frames.ts';

/** All that a page of the window can reach: frames in and out, and the path of a dropped file. */
const bridge = {
  send: (frame: ClientFrame) => ipcRenderer.send('frame', frame),
  onFrame: (listener: (frame: ServerFrame) => void) => {
    ipcRenderer.on('frame', (_event, frame: ServerFrame) => listener(frame));
  },
  pathForFile: (file: File) => webUtils.getPathForFile(file),
};

contextBridge.exposeInMainWorld('transport', bridge);
