/** A pause that can be cut short. A wake that comes while nobody sleeps is remembered for the next sleep. */
export class Sleeper {
  #wake: (() => void) | undefined;
  #isDue = false;

  /** Resolves after the time, or sooner when `wake` is called. */
  async sleep(milliseconds: number): Promise<void> {
    if (!this.#isDue) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, milliseconds);
      });
      clearTimeout(timer);
      this.#wake = undefined;
    }
    this.#isDue = false;
  }

  wake(): void {
    this.#isDue = true;
    this.#wake?.();
  }
}
