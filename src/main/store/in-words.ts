import { databaseError } from './database.ts';

type Methods = Record<string, (...args: never[]) => unknown>;

export type InWords<M extends Methods> = {
  [Name in keyof M]: (...args: Parameters<M[Name]>) => ReturnType<M[Name]>;
};

/** The same methods; what SQLite throws in them comes in the application's words (`disk_full`, `permission`, …). */
export function inWords<M extends Methods>(methods: M): InWords<M> {
  const told = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: never[]) => {
      try {
        return method(...args);
      } catch (error) {
        throw databaseError(error);
      }
    },
  ]);
  return Object.fromEntries(told) as InWords<M>;
}
