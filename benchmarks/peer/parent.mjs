/** Runs `close` and ends the process when the bench closes our standard input, as it also does by dying. */
export function endWithParent(close) {
  process.stdin.resume().on("end", async () => {
    await close();
    process.exit(0);
  });
}
