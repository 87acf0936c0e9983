import { Skeleton } from '../components/Skeleton.tsx';
import { useConnected } from '../hooks/use-connection.ts';
import { strings } from '../strings.ts';

/** Before the first state has arrived. */
export function Waiting() {
  const connected = useConnected();
  return (
    <div className="page" aria-busy="true">
      <span className="visually-hidden">{strings.connection.connecting}</span>
      <Skeleton rows={6} />
      {!connected && <p className="soft small skeleton">{strings.connection.lostHint}</p>}
    </div>
  );
}
