/**
 * Work that is never under way twice: however often it is asked for meanwhile, it is done once more afterwards.
 * @returns asks for it, and ends when it is done.
 */
export function oneAtATime(work) {
  let running = null;
  let isAskedAgain = false;
  const run = async () => {
    do {
      isAskedAgain = false;
      await work();
    } while (isAskedAgain);
  };
  return async () => {
    isAskedAgain = true;
    running ??= run().finally(() => (running = null));
    await running;
  };
}
