import type { EngineChoice } from '../../shared/answers.ts';
import type { ModeAdvice } from '../../shared/cluster.ts';
import type { Handlers, Parsed } from '../../shared/contract.ts';
import type { EngineMode } from '../../shared/model.ts';

type EngineHandlers = Pick<Handlers, Extract<keyof Handlers, `engine.${string}`>>;

export interface EngineCommandDeps {
  choice(): EngineChoice;
  use(asked: Parsed<'engine.use'>, signal: AbortSignal): Promise<{ mode: EngineMode; healthy: boolean }>;
  settled(signal: AbortSignal): Promise<void>;
  guide(): Promise<ModeAdvice[]>;
}

export function createEngineHandlers(deps: EngineCommandDeps): EngineHandlers {
  return {
    'engine.get': () => deps.choice(),
    'engine.use': (asked, { signal }) => deps.use(asked, signal),
    'engine.settled': async (_input, { signal }) => {
      await deps.settled(signal);
      return null;
    },
    'engine.guide': () => deps.guide(),
  };
}
